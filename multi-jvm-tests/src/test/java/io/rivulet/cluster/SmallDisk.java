// SPDX-License-Identifier: Apache-2.0
package io.rivulet.cluster;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A folder on a file system of its own, of a few megabytes, that processes started [#inside] see at its path: Linux
/// lets any user mount one in a namespace. It lasts for as long as this object, whatever becomes of those processes.
final class SmallDisk implements AutoCloseable {
    private static final int BLOCK = 1 << 16;

    private final Path folder;
    private final Process holder;

    private SmallDisk(Path folder, Process holder) {
        this.folder = folder;
        this.holder = holder;
    }

    /// Null on a machine that does not let this user mount anything.
    static SmallDisk mount(Path folder, int megabytes) throws IOException, InterruptedException {
        Files.createDirectories(folder);
        String script = "mount -t tmpfs -o size=" + megabytes + "m tmpfs \"$0\" && echo ready && exec sleep infinity";
        Process holder;
        try {
            holder = new ProcessBuilder("unshare", "-rm", "sh", "-c", script, folder.toString())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException none) {
            return null;
        }
        String told = holder.inputReader().readLine();
        if (!"ready".equals(told)) {
            holder.destroy();
            return null;
        }
        return new SmallDisk(folder, holder);
    }

    /// What a command begins with that runs where the folder is on the small disk.
    List<String> inside() {
        return List.of("nsenter", "-t", Long.toString(holder.pid()), "-U", "-m", "--preserve-credentials");
    }

    /// Leaves no byte free.
    void fill() throws IOException {
        try (OutputStream out = Files.newOutputStream(ballast())) {
            byte[] block = new byte[BLOCK];
            while (true) {
                out.write(block);
            }
        } catch (IOException full) {
            if (Files.size(ballast()) == 0) {
                throw full;
            }
        }
    }

    void free() throws IOException {
        Files.delete(ballast());
    }

    private Path ballast() {
        return Path.of("/proc", Long.toString(holder.pid()), "root")
                .resolve(Path.of("/").relativize(folder.resolve("ballast").toAbsolutePath()));
    }

    @Override
    public void close() throws InterruptedException {
        holder.destroyForcibly();
        holder.waitFor(10, TimeUnit.SECONDS);
    }
}
