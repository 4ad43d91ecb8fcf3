// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session.core;

import io.rivulet.actors.session.core.Slices.EntryResult;
import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/// Reads that have to wait until the engine is far enough, and then see x between two slices.
/// **Bounded by** [#WAITING]; each waits for the read time of the settings at most.
final class EngineReads {
    static final int WAITING = 1_024;

    private static final long RETRY_MILLIS = 1_000;

    private record Read(long reply, long untilNanos, BooleanSupplier ready, Runnable start) {}

    private final Turn turn;
    private final Engine engine;
    private final long patienceMillis;
    private final List<Read> waiting = new ArrayList<>();

    /// Entries under way, by reply: the revision that they answer.
    private final Map<Long, Long> entriesOut = new HashMap<>();

    EngineReads(Turn turn, Engine engine, long patienceMillis) {
        this.turn = turn;
        this.engine = engine;
        this.patienceMillis = patienceMillis;
    }

    /// Starts when `ready` says so and no slice is out.
    void add(long reply, BooleanSupplier ready, Runnable start) {
        if (waiting.size() + entriesOut.size() >= WAITING) {
            turn.reply(
                    reply,
                    new Answer.Refused(
                            Problem.of(ProblemCode.SESSION_BUSY, WAITING + " reads wait for this session already")
                                    .retryAfter(RETRY_MILLIS)));
            return;
        }
        long until = turn.nanos() + TimeUnit.MILLISECONDS.toNanos(patienceMillis);
        waiting.add(new Read(reply, until, ready, start));
    }

    void entries(Input.ReadEntries read, long minRevision) {
        add(read.reply(), () -> engine.revision() >= minRevision, () -> {
            entriesOut.put(read.reply(), engine.revision());
            turn.put(new Output.ComputeEntries(read.reply(), read.indices(), read.error()));
        });
    }

    void entriesReady(long reply, List<EntryResult> entries) {
        Long revision = entriesOut.remove(reply);
        if (revision != null) {
            turn.reply(reply, new Answer.Entries(entries, revision));
        }
    }

    /// To be called between slices, before the next one is given.
    void pump() {
        if (engine.idle()) {
            for (Read read : List.copyOf(waiting)) {
                if (read.ready().getAsBoolean()) {
                    waiting.remove(read);
                    read.start().run();
                }
            }
        }
        for (Read read : List.copyOf(waiting)) {
            if (turn.nanos() - read.untilNanos() >= 0) {
                waiting.remove(read);
                turn.reply(
                        read.reply(),
                        new Answer.Refused(Problem.of(
                                        ProblemCode.REQUEST_TIMEOUT,
                                        "the session did not get so far within " + patienceMillis + " ms")
                                .retryAfter(RETRY_MILLIS)));
            }
        }
    }

    /// The engine is gone: what it was computing will not come.
    void unloaded(Problem problem) {
        for (long reply : List.copyOf(entriesOut.keySet())) {
            turn.reply(reply, new Answer.Refused(problem));
        }
        entriesOut.clear();
    }

    void refuseAll(Problem problem) {
        unloaded(problem);
        waiting.forEach(read -> turn.reply(read.reply(), new Answer.Refused(problem)));
        waiting.clear();
    }

    boolean isEmpty() {
        return waiting.isEmpty() && entriesOut.isEmpty();
    }
}
