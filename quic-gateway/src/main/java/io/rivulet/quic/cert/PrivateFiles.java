// SPDX-License-Identifier: Apache-2.0
package io.rivulet.quic.cert;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;

/// Files that are their owner's alone: written whole or not at all, and refused where others may read them.
/// **Thread** any; blocks.
final class PrivateFiles {
    private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-------");
    private static final Set<PosixFilePermission> FOLDER = PosixFilePermissions.fromString("rwx------");
    private static final Set<PosixFilePermission> OTHERS = EnumSet.of(
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.GROUP_EXECUTE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE,
            PosixFilePermission.OTHERS_EXECUTE);

    private PrivateFiles() {}

    /// Made where it isn't there.
    static void folder(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder, PosixFilePermissions.asFileAttribute(FOLDER));
        }
        require(folder, "700");
    }

    /// In the place of what was there, on disk when this returns.
    static void write(Path file, byte[] content) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null) {
            throw new IOException(file + " is in no folder");
        }
        Path fresh = Files.createTempFile(
                folder, "." + file.getFileName(), ".new", PosixFilePermissions.asFileAttribute(FILE));
        try {
            try (FileChannel out = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
                ByteBuffer bytes = ByteBuffer.wrap(content);
                while (bytes.hasRemaining()) {
                    out.write(bytes);
                }
                out.force(true);
            }
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(fresh);
        }
        try (FileChannel entry = FileChannel.open(folder, StandardOpenOption.READ)) {
            entry.force(true);
        }
    }

    /// **Errors** [UnusableCertificates] with the command that mends it.
    static void require(Path path, String mode) throws IOException {
        Set<PosixFilePermission> others = EnumSet.copyOf(OTHERS);
        others.retainAll(Files.getPosixFilePermissions(path));
        if (!others.isEmpty()) {
            throw new UnusableCertificates(
                    "others than its owner may use " + path + "; run: chmod " + mode + " " + path);
        }
        String owner = Files.getOwner(path).getName();
        String user = System.getProperty("user.name", "");
        if (!owner.equals(user) && !owner.equals("root")) {
            throw new UnusableCertificates(
                    path + " belongs to " + owner + ", not to " + user + "; run: chown " + user + " " + path);
        }
    }
}
