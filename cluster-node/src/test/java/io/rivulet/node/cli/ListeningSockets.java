// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/// Ports on which a process listens, as Linux tells.
final class ListeningSockets {
    private static final String LISTENS = "0A";
    private static final int LOCAL = 1;
    private static final int STATE = 3;
    private static final int INODE = 9;
    private static final int HEXADECIMAL = 16;

    private ListeningSockets() {}

    /// `tcp:3000`, and of UDP every port that is bound.
    static Set<String> of(long pid) throws IOException {
        Path process = Path.of("/proc", Long.toString(pid));
        Set<String> own = inodes(process.resolve("fd"));
        Set<String> ports = new TreeSet<>();
        for (String table : new String[] {"tcp", "tcp6", "udp", "udp6"}) {
            Path file = process.resolve("net").resolve(table);
            if (!Files.exists(file)) {
                continue;
            }
            for (String line : Files.readAllLines(file)) {
                String[] words = line.strip().split("\\s+");
                boolean bound = table.startsWith("udp") || words[STATE].equals(LISTENS);
                if (words.length > INODE && bound && own.contains(words[INODE])) {
                    String port = words[LOCAL].substring(words[LOCAL].lastIndexOf(':') + 1);
                    ports.add(table.substring(0, 3) + ":" + Integer.parseInt(port, HEXADECIMAL));
                }
            }
        }
        return ports;
    }

    private static Set<String> inodes(Path descriptors) throws IOException {
        Set<String> inodes = new TreeSet<>();
        try (Stream<Path> all = Files.list(descriptors)) {
            for (Path each : all.toList()) {
                try {
                    String target = Files.readSymbolicLink(each).toString();
                    if (target.startsWith("socket:[")) {
                        inodes.add(target.substring("socket:[".length(), target.length() - 1));
                    }
                } catch (IOException _) {
                    // closed meanwhile
                }
            }
        }
        return inodes;
    }
}
