// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.serve;

import io.rivulet.node.console.CommandFailure;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The folder of everything that has to survive, held by one process at a time. The lock ends with the process,
/// however it ends.
public final class DataFolder implements AutoCloseable {
    private static final String LOCK = "node.lock";
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rwx------");

    private final Path path;
    private final FileChannel channel;

    private DataFolder(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    /// Makes the folder where it is missing. **Errors** [CommandFailure] where it can't be used or is in use.
    static DataFolder open(Path path) {
        try {
            make(path);
            FileChannel channel =
                    FileChannel.open(path.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (tryLock(channel) == null) {
                channel.close();
                throw CommandFailure.badInput("the data folder " + path
                        + " is in use by another node\n  hint: stop that one, or choose another folder with --data");
            }
            return new DataFolder(path, channel);
        } catch (IOException unusable) {
            throw CommandFailure.badInput("the data folder " + path + " can't be used (" + unusable
                    + ")\n  hint: choose another one with --data");
        }
    }

    /// Whether another process holds this folder; one that is not there is not held.
    public static boolean isInUse(Path path) {
        Path lock = path.resolve(LOCK);
        if (!Files.exists(lock)) {
            return false;
        }
        try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.WRITE)) {
            return tryLock(channel) == null;
        } catch (IOException _) {
            return false;
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException _) {
            return null;
        }
    }

    private static void make(Path path) throws IOException {
        if (Files.isDirectory(path)) {
            return;
        }
        if (Files.getFileStore(existing(path)).supportsFileAttributeView("posix")) {
            Files.createDirectories(path, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
        } else {
            Files.createDirectories(path);
        }
    }

    private static Path existing(Path folder) {
        Path path = folder;
        while (!Files.exists(path) && path.getParent() != null) {
            path = path.getParent();
        }
        return path;
    }

    Path path() {
        return path;
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException _) {
            // the lock goes with the process
        }
    }
}
