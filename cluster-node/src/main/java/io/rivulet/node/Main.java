// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node;

import io.rivulet.node.cli.CommandLineInterface;
import io.rivulet.node.console.Console;

/// The program's entry point.
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        Console console = Console.ofProcess();
        int code = new CommandLineInterface(console).run(arguments);
        console.out().flush();
        console.err().flush();
        System.exit(code);
    }
}
