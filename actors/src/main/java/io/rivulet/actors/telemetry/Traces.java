// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.telemetry;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Begins the parts of traces. What is traced travels as a text, the `traceparent` of W3C, in calls and messages, so
/// that it needs no agent and reaches other nodes.
/// **Thread** any; never blocks.
public interface Traces {
    Traces OFF = new Traces() {
        @Override
        public Span beginRequest(String name, @Nullable String parent, Map<String, String> tags) {
            return Span.NONE;
        }

        @Override
        public Span begin(String name, String parent, Map<String, String> tags) {
            return Span.NONE;
        }
    };

    /// One part, from its beginning to its end.
    interface Span {
        Span NONE = new Span() {
            @Override
            public @Nullable String traceparent() {
                return null;
            }

            @Override
            public void end(@Nullable String failure) {}
        };

        /// For what belongs to it; null where this trace is not kept.
        @Nullable
        String traceparent();

        /// @param failure a word for what kept it from ending well, null for nothing
        void end(@Nullable String failure);
    }

    /// What a request of a client begins. Whether it is kept is for the client to say, or for chance.
    ///
    /// @param parent as the client sent it, which may be no `traceparent` at all
    Span beginRequest(String name, @Nullable String parent, Map<String, String> tags);

    /// A part of something that is kept.
    ///
    /// @param parent as [Span#traceparent] told it
    Span begin(String name, String parent, Map<String, String> tags);

    /// The name of the trace in a `traceparent`, as logs tell it.
    static String idOf(String traceparent) {
        String[] parts = traceparent.split("-", -1);
        return parts.length > 1 ? parts[1] : "";
    }
}
