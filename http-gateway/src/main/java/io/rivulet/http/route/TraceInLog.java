// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.route;

import io.rivulet.actors.telemetry.Traces;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/// What is logged on this thread belongs to a trace, until it is closed.
final class TraceInLog implements AutoCloseable {
    private static final String KEY = "trace_id";

    private final boolean set;

    private TraceInLog(boolean set) {
        this.set = set;
    }

    /// @param traceparent null for none
    static TraceInLog of(@Nullable String traceparent) {
        if (traceparent != null) {
            MDC.put(KEY, Traces.idOf(traceparent));
        }
        return new TraceInLog(traceparent != null);
    }

    @Override
    public void close() {
        if (set) {
            MDC.remove(KEY);
        }
    }
}
