// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.solve;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rivulet.node.console.Console;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

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
    public void closed(byte[] json, @Nullable SolveSummary summary) {
        byte[] last = json;
        // A server's lines are passed on as they came.
        if (summary != null && summary.facts() != null) {
            try {
                ObjectNode line = (ObjectNode) SolveLine.Parsing.MAPPER.readTree(json);
                summary.write(line.putObject("summary"));
                last = line.toString().getBytes(StandardCharsets.UTF_8);
            } catch (IOException impossible) {
                throw new UncheckedIOException(impossible);
            }
        }
        line(last, new SolveLine.Other("session_closed"));
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
