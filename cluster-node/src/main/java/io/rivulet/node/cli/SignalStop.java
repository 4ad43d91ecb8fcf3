// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.cli;

import io.rivulet.node.console.Console;
import java.util.function.IntSupplier;

/// Ends a command in order when a signal ends the JVM, which would end with the signal's code: an orderly stop is a
/// success. Once closed, the command's own end decides.
final class SignalStop implements AutoCloseable {
    private final Thread hook;

    /// @param stop ends what runs, and says the exit code
    SignalStop(Console console, IntSupplier stop) {
        this.hook = new Thread(
                () -> {
                    int code = stop.getAsInt();
                    console.out().flush();
                    console.err().flush();
                    Runtime.getRuntime().halt(code);
                },
                "stop");
        Runtime.getRuntime().addShutdownHook(hook);
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException _) {
            // The JVM ends already, by a signal: the hook decides.
        }
    }
}
