// SPDX-License-Identifier: Apache-2.0
package io.rivulet.distribution;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/// Commands of the system.
final class Shell {
    private Shell() {}

    /// What it says on both outputs. **Errors** a command that fails throws, with that.
    static String run(String... words) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(String.join(" ", words) + " ended with " + process.exitValue() + ": " + said);
        }
        return said;
    }

    /// Whether it ends well; false where there is no such command.
    static boolean works(String... words) throws InterruptedException {
        try {
            run(words);
            return true;
        } catch (IOException _) {
            return false;
        }
    }
}
