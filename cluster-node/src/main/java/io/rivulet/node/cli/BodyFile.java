// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.cli;

import io.rivulet.node.console.CommandFailure;
import io.rivulet.node.console.Console;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;

/// A file whose bytes are sent to a server.
final class BodyFile {
    private BodyFile() {}

    /// One byte beyond `most` at most, so that the server says how much is too much.
    /// **Errors** [CommandFailure] for one that is not there or can't be read.
    static byte[] read(Console console, String file, int most) {
        try (InputStream in = Files.newInputStream(console.resolve(file))) {
            return in.readNBytes(most + 1);
        } catch (NoSuchFileException absent) {
            throw CommandFailure.badInput(file + ": no such file");
        } catch (IOException unreadable) {
            throw CommandFailure.badInput(file + ": can't be read: " + unreadable.getMessage());
        }
    }
}
