// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.console;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/// Where a command prints, what surrounds it, and where relative file names start. `terminal` says whether somebody
/// watches stderr.
public record Console(
        PrintStream out, PrintStream err, boolean terminal, Map<String, String> environment, Path folder) {
    private static final int BUFFER_BYTES = 64 * 1024;

    /// The console of this process. `out` is buffered: flush after what has to be seen at once.
    @SuppressWarnings("SystemConsoleNull") // it is null again on JDK 25, without a terminal
    public static Console ofProcess() {
        PrintStream out = new PrintStream(
                new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), BUFFER_BYTES),
                false,
                StandardCharsets.UTF_8);
        PrintStream err = new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
        java.io.Console attached = System.console();
        boolean terminal = attached != null && attached.isTerminal() && !"dumb".equals(System.getenv("TERM"));
        return new Console(out, err, terminal, System.getenv(), Path.of(""));
    }

    public Path resolve(String file) {
        return folder.resolve(file);
    }
}
