// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session.core;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// The input being worked on: its time, and the outputs so far. Shared by the parts of one machine.
final class Turn {
    private Now now = new Now(0, 0);
    private List<Output> outputs = new ArrayList<>();

    void begin(Now time) {
        now = time;
        outputs = new ArrayList<>();
    }

    List<Output> end() {
        return outputs;
    }

    void put(Output output) {
        outputs.add(output);
    }

    void reply(long reply, Answer answer) {
        if (reply >= 0) {
            outputs.add(new Output.Reply(reply, answer));
        }
    }

    long nanos() {
        return now.nanos();
    }

    long millis() {
        return now.epochMillis();
    }

    boolean passed(long sinceNanos, long millis) {
        return now.nanos() - sinceNanos >= TimeUnit.MILLISECONDS.toNanos(millis);
    }
}
