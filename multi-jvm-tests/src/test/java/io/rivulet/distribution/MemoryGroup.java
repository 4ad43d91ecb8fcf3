// SPDX-License-Identifier: Apache-2.0
package io.rivulet.distribution;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// A control group of Linux that limits memory, of either version.
record MemoryGroup(Path folder, boolean second) implements AutoCloseable {
    private static final long REMOVED_WITHIN = TimeUnit.SECONDS.toNanos(20);

    /// Empty where this user may not make one.
    static Optional<MemoryGroup> make(String name, long bytes) {
        Path root = Path.of("/sys/fs/cgroup");
        boolean second = Files.exists(root.resolve("cgroup.controllers"));
        Path folder = (second ? root : root.resolve("memory")).resolve(name);
        try {
            if (second) {
                Files.writeString(root.resolve("cgroup.subtree_control"), "+memory");
            }
            Files.createDirectory(folder);
            Files.writeString(folder.resolve(second ? "memory.max" : "memory.limit_in_bytes"), Long.toString(bytes));
            return Optional.of(new MemoryGroup(folder, second));
        } catch (IOException | SecurityException _) {
            return Optional.empty();
        }
    }

    /// Where a process writes its id to belong to it.
    Path processes() {
        return folder.resolve("cgroup.procs");
    }

    /// How often the kernel has killed a process of it for its memory.
    long kills() throws IOException {
        return Files.readAllLines(folder.resolve(second ? "memory.events" : "memory.oom_control")).stream()
                .filter(line -> line.startsWith("oom_kill "))
                .mapToLong(line -> Long.parseLong(line.substring("oom_kill ".length())))
                .sum();
    }

    /// Its processes have to have been told to end.
    @Override
    public void close() throws IOException {
        long deadline = System.nanoTime() + REMOVED_WITHIN;
        while (!folder.toFile().delete()) {
            if (System.nanoTime() > deadline) {
                throw new IOException(folder + " can't be removed");
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }
}
