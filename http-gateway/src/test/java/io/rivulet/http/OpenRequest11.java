// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/// A request over HTTP/1.1 whose body goes on while its answer is read, which the JDK's client can't.
final class OpenRequest11 implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 20_000;
    /// What the system keeps for who does not read; left to itself it is tens of MiB on some machines.
    private static final int RECEIVE_BYTES = 64 << 10;

    private final Socket socket;
    private final InputStream in;
    final String head;
    private int chunkLeft;
    /// All lines read so far.
    final List<JsonNode> seen = new ArrayList<>();

    OpenRequest11(int port, String firstLine, String... headers) throws IOException {
        this("/api/v1/solve-stream", port, firstLine, headers);
    }

    /// Sends the head and the first line, and reads the head of the answer.
    OpenRequest11(String path, int port, String firstLine, String... headers) throws IOException {
        socket = new Socket();
        socket.setReceiveBufferSize(RECEIVE_BYTES);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        socket.setSoTimeout(PATIENCE_MILLIS);
        in = new BufferedInputStream(socket.getInputStream());
        write("POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-ndjson\r\n"
                + "Transfer-Encoding: chunked\r\n" + String.join("", headers) + "\r\n");
        send(firstLine);
        var text = new StringBuilder();
        while (!text.toString().endsWith("\r\n\r\n")) {
            text.append((char) in.read());
        }
        head = text.toString();
    }

    private void write(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
        socket.getOutputStream().flush();
    }

    /// One more line.
    void send(String line) throws IOException {
        byte[] bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
        write(Integer.toHexString(bytes.length) + "\r\n" + line + "\n\r\n");
    }

    void endBody() throws IOException {
        write("0\r\n\r\n");
    }

    String nextText() throws IOException {
        var line = new ByteArrayOutputStream();
        for (int b = nextByte(); b >= 0; b = nextByte()) {
            if (b == '\n') {
                return line.toString(StandardCharsets.UTF_8);
            }
            line.write(b);
        }
        throw new AssertionError("the answer ended after " + seen);
    }

    private int nextByte() throws IOException {
        if (chunkLeft == 0) {
            var size = new StringBuilder();
            for (int b = in.read(); b != '\n'; b = in.read()) {
                if (b < 0) {
                    return -1;
                }
                if (b != '\r') {
                    size.append((char) b);
                }
            }
            if (size.isEmpty()) {
                return nextByte();
            }
            chunkLeft = Integer.parseInt(size.toString(), 16);
            if (chunkLeft == 0) {
                return -1;
            }
        }
        chunkLeft--;
        return in.read();
    }

    /// The next line that is `wanted`.
    JsonNode until(Predicate<JsonNode> wanted) throws IOException {
        while (true) {
            JsonNode line = OneNode.JSON.readTree(nextText());
            seen.add(line);
            if (wanted.test(line)) {
                return line;
            }
        }
    }

    JsonNode until(String type) throws IOException {
        return until(line -> line.get("type").asText().equals(type));
    }

    /// The first of this type, which may have come before.
    JsonNode onceSeen(String type) throws IOException {
        for (JsonNode line : seen) {
            if (line.get("type").asText().equals(type)) {
                return line;
            }
        }
        return until(type);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
