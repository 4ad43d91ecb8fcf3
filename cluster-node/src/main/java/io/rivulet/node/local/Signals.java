// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.local;

import java.io.IOException;

/// Signals that the JDK has no method for.
final class Signals {
    private Signals() {}

    /// @param name STOP, CONT, …
    static void send(Process process, String name) throws IOException, InterruptedException {
        int code = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .start()
                .waitFor();
        if (code != 0) {
            throw new IOException("kill -" + name + " " + process.pid() + " ended with " + code);
        }
    }
}
