// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.cli;

import io.rivulet.node.console.CommandFailure;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/// What a node tells those who may know it: nobody but the file's owner reads it, and it is there whole or not at all.
final class PrivateFile {
    private PrivateFile() {}

    static void write(Path file, InputStream in) {
        try (in) {
            Path part = Files.createTempFile(file.toAbsolutePath().getParent(), "rivulet", ".part");
            try {
                try (OutputStream out = Files.newOutputStream(part)) {
                    in.transferTo(out);
                }
                Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(part);
            }
        } catch (IOException failed) {
            throw CommandFailure.badInput(file + " can't be written: " + failed.getMessage());
        }
    }
}
