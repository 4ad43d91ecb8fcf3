// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.local;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/// Ports of loopback for processes that will listen seconds from now, or again after they were killed. They lie below
/// those that the system gives to whoever connects (32,768 and up on Linux, 49,152 by RFC 6335), so that no connection
/// takes one meanwhile; none is given twice by this process.
/// **Thread** any.
public final class FreePorts {
    private static final int LOWEST = 10_000;
    private static final int COUNT = 22_000;
    private static final AtomicInteger NEXT =
            new AtomicInteger(ThreadLocalRandom.current().nextInt(COUNT));

    private FreePorts() {}

    /// **Errors** an [IOException] where all are taken.
    public static int one() throws IOException {
        for (int tried = 0; tried < COUNT; tried++) {
            int port = LOWEST + Math.floorMod(NEXT.getAndIncrement(), COUNT);
            if (isFree(port)) {
                return port;
            }
        }
        throw new IOException("no port from " + LOWEST + " to " + (LOWEST + COUNT - 1) + " is free");
    }

    public static List<Integer> several(int count) throws IOException {
        List<Integer> ports = new ArrayList<>();
        for (int k = 0; k < count; k++) {
            ports.add(one());
        }
        return ports;
    }

    private static boolean isFree(int port) {
        try (ServerSocket _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return true;
        } catch (IOException taken) {
            return false;
        }
    }
}
