// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.cli;

import io.rivulet.node.console.Console;

/// A command that another module adds to `./rivulet`, found by [java.util.ServiceLoader].
public interface CommandProvider {
    /// A new object annotated as a picocli command that is a [java.util.concurrent.Callable] of the exit code.
    Object command(Console console);
}
