// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session;

import io.rivulet.actors.telemetry.Traces;
import io.rivulet.serialization.event.SessionSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The traced questions of one session: each gets the write of the journal that it waits for as a part of its trace.
/// A question that came while a write was under way waits for the next one.
/// **Thread** the session's. **Bounded by** [#MOST] questions; more are not traced.
final class SessionTraces {
    static final int MOST = 64;

    /// One that has not been answered.
    final class Asked {
        private final String traceparent;
        private boolean written;

        private Asked(String traceparent) {
            this.traceparent = traceparent;
        }

        void answered() {
            unanswered.remove(this);
        }
    }

    private final UUID id;
    private final String node;
    private final Traces traces;
    private final List<Asked> unanswered = new ArrayList<>();
    private final List<Traces.Span> writing = new ArrayList<>();

    private boolean kept = true;

    SessionTraces(UUID id, String node, Traces traces) {
        this.id = id;
        this.node = node;
        this.traces = traces;
    }

    /// Whether it is traced is for its workflow to say too.
    void follow(SessionSettings settings) {
        kept = settings.traced();
    }

    /// Null where it is not traced.
    @Nullable
    Asked asked(@Nullable String traceparent) {
        if (!kept || traceparent == null || unanswered.size() >= MOST) {
            return null;
        }
        var asked = new Asked(traceparent);
        unanswered.add(asked);
        return asked;
    }

    /// A write begins: of what has been asked, not of what was written before and waits for something else.
    void writing(int events) {
        for (Asked asked : unanswered) {
            if (!asked.written) {
                asked.written = true;
                writing.add(traces.begin(
                        "journal write",
                        asked.traceparent,
                        Map.of("session_id", id.toString(), "node", node, "events", Integer.toString(events))));
            }
        }
    }

    /// The trace of what is being written, for the log; null for none.
    @Nullable
    String traceId() {
        String first = writing.isEmpty() ? null : writing.getFirst().traceparent();
        return first == null ? null : Traces.idOf(first);
    }

    /// @param failure null where it is durable
    void written(@Nullable String failure) {
        writing.forEach(span -> span.end(failure));
        writing.clear();
    }
}
