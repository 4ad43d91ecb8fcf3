// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.solve;

import io.rivulet.node.console.Console;

/// The lines themselves on stdout, as they come; notes go to stderr.
final class JsonView implements SolveView {
    private final Console console;

    JsonView(Console console) {
        this.console = console;
    }

    @Override
    public void line(byte[] json, SolveLine line) {
        console.out().write(json, 0, json.length);
        console.out().write('\n');
        console.out().flush();
    }

    @Override
    public void note(String text) {
        console.err().println(text);
    }

    @Override
    public void close() {
        console.out().flush();
    }
}
