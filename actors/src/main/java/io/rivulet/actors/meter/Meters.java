// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.meter;

import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.Collector;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.rivulet.actors.meter.Described.Kind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.DoubleSupplier;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The figures of one node, each declared where it is counted: a registry of Prometheus' client of its own, since
/// several nodes may run in one process. Declared again, what is counted goes on counting, and what is read is read
/// from where it was declared last.
/// **Thread** any. **Cost** of reading: a walk over all series, when somebody scrapes.
/// **Bounded by** what the code declares: labels are words of its lists.
public final class Meters {
    /// From a tenth of a millisecond to a minute.
    private static final double[] SECONDS = {
        1e-4, 2.5e-4, 5e-4, 1e-3, 2.5e-3, 5e-3, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60
    };

    /// From what doubles can do to nothing solved, of what is relative to ‖b‖₂.
    private static final double[] RESIDUALS = {
        1e-16, 1e-15, 1e-14, 1e-13, 1e-12, 1e-11, 1e-10, 1e-9, 1e-8, 1e-7, 1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1
    };

    private record Declared(Described described, Collector collector) {}

    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final Map<String, Declared> all = new TreeMap<>();

    /// What a label may say has to come from a list that the code has: never a session, never a caller.
    public Counter counter(String name, String help, String... labels) {
        return kept(
                new Described(name, Kind.COUNTER, List.of(labels), help),
                Counter.class,
                what -> Counter.builder()
                        .name(what.name())
                        .help(what.help())
                        .labelNames(labels)
                        .withoutExemplars()
                        .build());
    }

    /// What is counted elsewhere already.
    public void total(String name, String help, LongSupplier count) {
        read(
                new Described(name, Kind.COUNTER, List.of(), help),
                CounterWithCallback.builder()
                        .name(name)
                        .help(help)
                        .callback(told -> told.call(count.getAsLong()))
                        .build());
    }

    /// What is counted elsewhere already, by what the label says.
    public void totals(String name, String help, String label, Supplier<? extends Map<String, Long>> counts) {
        read(
                new Described(name, Kind.COUNTER, List.of(label), help),
                CounterWithCallback.builder()
                        .name(name)
                        .help(help)
                        .labelNames(label)
                        .callback(told -> counts.get().forEach((value, count) -> told.call(count, value)))
                        .build());
    }

    public void gauge(String name, String help, DoubleSupplier value) {
        read(
                new Described(name, Kind.GAUGE, List.of(), help),
                GaugeWithCallback.builder()
                        .name(name)
                        .help(help)
                        .callback(told -> told.call(value.getAsDouble()))
                        .build());
    }

    /// @param values by what the label says
    public void gauges(
            String name, String help, String label, Supplier<? extends Map<String, ? extends Number>> values) {
        read(
                new Described(name, Kind.GAUGE, List.of(label), help),
                GaugeWithCallback.builder()
                        .name(name)
                        .help(help)
                        .labelNames(label)
                        .callback(told -> values.get().forEach((value, now) -> told.call(now.doubleValue(), value)))
                        .build());
    }

    /// Times, in seconds. Labels as of [#counter].
    public Histogram seconds(String name, String help, String... labels) {
        return histogram(new Described(name, Kind.HISTOGRAM, List.of(labels), help), SECONDS);
    }

    /// Residuals relative to ‖b‖₂.
    public Histogram residuals(String name, String help) {
        return histogram(new Described(name, Kind.HISTOGRAM, List.of(), help), RESIDUALS);
    }

    /// In units of its own, which its name says.
    ///
    /// @param bounds of its buckets, rising
    public Histogram histogram(String name, String help, double[] bounds) {
        return histogram(new Described(name, Kind.HISTOGRAM, List.of(), help), bounds);
    }

    private Histogram histogram(Described described, double[] bounds) {
        return kept(
                described,
                Histogram.class,
                what -> Histogram.builder()
                        .name(what.name())
                        .help(what.help())
                        .labelNames(what.labels().toArray(String[]::new))
                        .classicOnly()
                        .classicUpperBounds(bounds)
                        .withoutExemplars()
                        .build());
    }

    /// All that was declared, by name.
    public synchronized List<Described> described() {
        return all.values().stream().map(Declared::described).toList();
    }

    /// As Prometheus scrapes it, text format 0.0.4.
    public String text() {
        var bytes = new ByteArrayOutputStream();
        try {
            PrometheusTextFormatWriter.create().write(bytes, registry.scrape(), EscapingScheme.DEFAULT);
        } catch (IOException e) {
            throw new UncheckedIOException("a byte array refused bytes", e);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    /// Declared again, it goes on.
    private synchronized <C extends Collector> C kept(
            Described described, Class<C> kind, Function<Described, Collector> make) {
        Declared known = known(described);
        return kind.cast(known == null ? added(described, make.apply(described)) : known.collector());
    }

    /// Declared again, it is read anew.
    private synchronized void read(Described described, Collector collector) {
        Declared known = known(described);
        if (known != null) {
            registry.unregister(known.collector());
        }
        added(described, collector);
    }

    private @Nullable Declared known(Described described) {
        Declared known = all.get(described.name());
        if (known != null && !known.described().equals(described)) {
            throw new IllegalStateException(described.name() + " is declared as something else too");
        }
        return known;
    }

    private Collector added(Described described, Collector collector) {
        registry.register(collector);
        all.put(described.name(), new Declared(described, collector));
        return collector;
    }
}
