// SPDX-License-Identifier: Apache-2.0
package io.rivulet.examples.demo;

import io.rivulet.node.cli.CommandProvider;
import io.rivulet.node.console.Console;

/// Adds `demo` to the command line.
public final class DemoProvider implements CommandProvider {
    @Override
    public Object command(Console console) {
        return new DemoCommand();
    }
}
