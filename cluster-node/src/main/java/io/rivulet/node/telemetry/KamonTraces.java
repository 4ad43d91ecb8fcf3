// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.telemetry;

import io.rivulet.actors.telemetry.Traces;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import kamon.Kamon;
import kamon.context.Context;
import kamon.context.HttpPropagation;
import kamon.trace.SpanBuilder;
import org.jspecify.annotations.Nullable;
import scala.Option;
import scala.collection.immutable.Map$;

/// Traces as Kamon reports them.
/// **Thread** any. **Bounded by** Kamon's queue of what has ended, beyond which it is dropped.
final class KamonTraces implements Traces {
    private static final String COMPONENT = "rivulet";
    private static final String HEADER = "traceparent";
    private static final String KEPT = "-01";

    /// Anything else is as if nothing had been sent.
    private static final Pattern TRACEPARENT =
            Pattern.compile("00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}");

    private record Part(kamon.trace.Span span, @Nullable String traceparent) implements Span {
        @Override
        public void end(@Nullable String failure) {
            if (failure != null) {
                span.fail(failure);
            }
            span.finish();
        }
    }

    /// One header, as Kamon reads it.
    private record Sent(String traceparent) implements HttpPropagation.HeaderReader {
        @Override
        public Option<String> read(String header) {
            return header.equalsIgnoreCase(HEADER) ? Option.apply(traceparent) : Option.empty();
        }

        @Override
        public scala.collection.immutable.Map<String, String> readAll() {
            return Map$.MODULE$.empty();
        }
    }

    @Override
    public Span beginRequest(String name, @Nullable String parent, Map<String, String> tags) {
        SpanBuilder builder = Kamon.serverSpanBuilder(name, COMPONENT);
        return begun(parent == null ? builder : below(builder, parent), tags);
    }

    @Override
    public Span begin(String name, String parent, Map<String, String> tags) {
        return begun(below(Kamon.internalSpanBuilder(name, COMPONENT), parent), tags);
    }

    private static Span begun(SpanBuilder builder, Map<String, String> tags) {
        tags.forEach(builder::tag);
        kamon.trace.Span span =
                builder.ignoreParentFromContext().doNotTrackMetrics().start();
        return new Part(span, traceparent(span));
    }

    private static SpanBuilder below(SpanBuilder builder, String parent) {
        if (!TRACEPARENT.matcher(parent).matches()) {
            return builder;
        }
        kamon.trace.Span from =
                Kamon.defaultHttpPropagation().read(new Sent(parent)).get(kamon.trace.Span.Key());
        return from.isEmpty() ? builder : builder.asChildOf(from);
    }

    private static @Nullable String traceparent(kamon.trace.Span span) {
        var written = new AtomicReference<@Nullable String>();
        Kamon.defaultHttpPropagation().write(Context.of(kamon.trace.Span.Key(), span), (header, value) -> {
            if (header.equalsIgnoreCase(HEADER)) {
                written.set(value);
            }
        });
        String value = written.get();
        return value != null && value.endsWith(KEPT) ? value : null;
    }
}
