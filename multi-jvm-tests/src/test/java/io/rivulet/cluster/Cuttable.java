// SPDX-License-Identifier: Apache-2.0
package io.rivulet.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// The network between nodes that each have a loopback address of their own: every connection to a node goes through a
/// door, which knows by its source from whom it comes, and lets nothing through that has been cut.
/// **Thread** any.
final class Cuttable implements AutoCloseable {
    private final Set<ServerSocket> doors = ConcurrentHashMap.newKeySet();
    private final Map<Socket, String> open = new ConcurrentHashMap<>();
    private final Set<String> cut = ConcurrentHashMap.newKeySet();

    /// Whoever connects to `host:door` gets to `host:port`.
    void door(String host, int door, int port) throws IOException {
        ServerSocket server = new ServerSocket();
        server.setReuseAddress(true);
        server.bind(new InetSocketAddress(InetAddress.getByName(host), door));
        doors.add(server);
        Thread.ofPlatform().daemon().start(() -> accept(server, host, port));
    }

    private void accept(ServerSocket server, String host, int port) {
        while (!server.isClosed()) {
            try {
                Socket from = server.accept();
                String way = way(from.getInetAddress().getHostAddress(), host);
                if (cut.contains(way)) {
                    from.close();
                    continue;
                }
                Socket to = new Socket(host, port);
                open.put(from, way);
                open.put(to, way);
                pump(from, to);
                pump(to, from);
            } catch (IOException refused) {
                // The node is not there, or the door is closed.
            }
        }
    }

    private void pump(Socket from, Socket to) {
        Thread.ofPlatform().daemon().start(() -> {
            try (from;
                    to) {
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream();
                in.transferTo(out);
            } catch (IOException broken) {
                // One side ended, or the way was cut.
            } finally {
                open.remove(from);
                open.remove(to);
            }
        });
    }

    private static String way(String a, String b) {
        return a.compareTo(b) < 0 ? a + " " + b : b + " " + a;
    }

    /// Nothing passes between these two any more, in either direction.
    void cut(String a, String b) throws IOException {
        cut.add(way(a, b));
        for (Map.Entry<Socket, String> each : open.entrySet()) {
            if (each.getValue().equals(way(a, b))) {
                each.getKey().close();
            }
        }
    }

    @Override
    public void close() throws IOException {
        for (ServerSocket door : doors) {
            door.close();
        }
        for (Socket socket : open.keySet()) {
            socket.close();
        }
    }
}
