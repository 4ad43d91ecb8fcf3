// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session.core;

import io.rivulet.serialization.event.SessionEvent;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The journal as the machine sees it: one append out at a time, what is to follow gathers here, and the fold of what
/// is durable. Nothing is true before its event is: the effects of an event run when it is durable, and in its place
/// they are told that it is lost when it became unknown.
/// **Bounded by** one entry for each part of the machine and [Requests#COMMANDS]; costs wait in
/// [CostQueue].
final class Journal {
    /// A write slower than this is taken as pressure: under many updates the next one waits for more of them.
    static final long PRESSURE_NANOS = 5_000_000;

    static final long LONGEST_GATHER_NANOS = 50_000_000;

    private static final int MANY_UPDATES = 256;

    /// What is to be written, given the line number to reserve; and what follows from it.
    record Entry(LongFunction<SessionEvent> event, Effect effect) {}

    interface Effect {
        /// It is durable, and folded into [Journal#state].
        void durable(SessionEvent event);

        /// Nobody knows whether it is durable, until the journal is read again. May be called without any write.
        void lost();

        /// Of an event for the record: nobody waits for it.
        Effect NONE = new Effect() {
            @Override
            public void durable(SessionEvent event) {
                // It is in the state now, and that is all.
            }

            @Override
            public void lost() {
                // The record lacks it.
            }
        };
    }

    private record InFlight(long token, List<SessionEvent> events, List<Effect> effects, long sentNanos) {}

    private final Turn turn;
    private final Lines lines;
    private final CostQueue costs;
    private final Supplier<List<Entry>> costEntries;
    private final Deque<Entry> waiting = new ArrayDeque<>();
    private SessionState state = SessionState.EMPTY;
    private boolean ready;
    private @Nullable InFlight inFlight;
    private long lastToken;
    private long gatherUntilNanos;
    private boolean gathering;
    private boolean ending;

    /// @param costEntries takes everything out of `costs`
    Journal(Turn turn, Lines lines, CostQueue costs, Supplier<List<Entry>> costEntries) {
        this.turn = turn;
        this.lines = lines;
        this.costs = costs;
        this.costEntries = costEntries;
    }

    /// What is durable, as far as this machine knows.
    SessionState state() {
        return state;
    }

    /// Whether it can be written now, as far as one knows.
    boolean isReady() {
        return ready;
    }

    /// The last event that has effects is on its way, or durable: nothing is recorded after it.
    boolean ends() {
        return ending || state.closed() != null;
    }

    void ends(boolean now) {
        ending = now;
    }

    boolean isQuiet() {
        return inFlight == null && waiting.isEmpty() && costs.isEmpty();
    }

    int waiting() {
        return waiting.size();
    }

    void submit(LongFunction<SessionEvent> event, Effect effect) {
        waiting.addLast(new Entry(event, effect));
    }

    /// Sends what waits, unless a write is out or more is worth waiting for. To be called at the end of each turn.
    void pump() {
        if (!ready || inFlight != null) {
            return;
        }
        boolean urgent = !waiting.isEmpty() || costs.isHalfFull();
        if (gathering && !urgent && turn.nanos() - gatherUntilNanos < 0) {
            return;
        }
        gathering = false;
        List<Entry> entries = new ArrayList<>();
        if (state.opened() != null) {
            entries.addAll(costEntries.get());
        }
        while (!waiting.isEmpty()) {
            entries.add(waiting.removeFirst());
        }
        if (!entries.isEmpty()) {
            send(entries);
        }
    }

    private void send(List<Entry> entries) {
        long reserve = Math.max(state.seqReservedTo(), lines.lastSeq() + SessionState.SEQ_RESERVE);
        List<SessionEvent> events = new ArrayList<>(entries.size());
        List<Effect> effects = new ArrayList<>(entries.size());
        for (Entry entry : entries) {
            events.add(entry.event().apply(reserve));
            effects.add(entry.effect());
        }
        lastToken++;
        inFlight = new InFlight(lastToken, List.copyOf(events), effects, turn.nanos());
        turn.put(new Output.Append(lastToken, state.incarnation(), List.copyOf(events)));
    }

    void appended(long token) {
        InFlight written = inFlight;
        if (written == null || written.token() != token) {
            return;
        }
        inFlight = null;
        for (SessionEvent event : written.events()) {
            state = state.after(event);
        }
        gatherAfter(written);
        lines.reservedTo(state.seqReservedTo());
        for (int k = 0; k < written.events().size(); k++) {
            written.effects().get(k).durable(written.events().get(k));
        }
    }

    private void gatherAfter(InFlight written) {
        long latency = turn.nanos() - written.sentNanos();
        int updates = 0;
        for (SessionEvent event : written.events()) {
            updates +=
                    event instanceof SessionEvent.CostsApplied c ? c.updates().size() : 0;
        }
        gathering = latency > PRESSURE_NANOS && updates >= MANY_UPDATES;
        gatherUntilNanos = turn.nanos() + Math.min(latency, LONGEST_GATHER_NANOS);
    }

    void failed(long token) {
        if (inFlight != null && inFlight.token() == token) {
            loseEverything();
        }
    }

    private void loseEverything() {
        ready = false;
        InFlight unknown = inFlight;
        inFlight = null;
        gathering = false;
        if (unknown != null) {
            unknown.effects().forEach(Effect::lost);
        }
        for (Entry entry : costEntries.get()) {
            entry.effect().lost();
        }
        while (!waiting.isEmpty()) {
            waiting.removeFirst().effect().lost();
        }
    }

    /// The journal was read: `read` is the truth about what was unknown.
    void ready(SessionState read) {
        if (inFlight != null || !waiting.isEmpty() || !costs.isEmpty()) {
            loseEverything();
        }
        state = read;
        ready = true;
    }

    /// Nanoseconds until the next write, where it waits for more, or `most`.
    long nanosToSend(long nowNanos, long most) {
        return gathering && inFlight == null && !costs.isEmpty() ? Math.min(most, gatherUntilNanos - nowNanos) : most;
    }
}
