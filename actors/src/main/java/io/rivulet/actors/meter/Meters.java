// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.meter;

import io.rivulet.actors.meter.Described.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The figures of one node, each declared where it is counted; several nodes of one process have one each. A plain
/// class, so that what counts needs to know nothing of who collects. Declared again, what is counted goes on counting,
/// and what is read is read from where it was declared last.
/// **Thread** any. **Cost** of reading: a walk over all series, when somebody scrapes.
/// **Bounded by** what the code declares, and [Family#MAX_SERIES] of each.
public final class Meters {
    /// From a tenth of a millisecond to a minute.
    private static final double[] SECONDS = {
        1e-4, 2.5e-4, 5e-4, 1e-3, 2.5e-3, 5e-3, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60
    };

    /// From what doubles can do to nothing solved, of what is relative to ‖b‖₂.
    private static final double[] RESIDUALS = {
        1e-16, 1e-15, 1e-14, 1e-13, 1e-12, 1e-11, 1e-10, 1e-9, 1e-8, 1e-7, 1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1
    };

    /// @param family null for what is read elsewhere
    private record Source(Described described, @Nullable Family<?> family, Supplier<List<Sample>> samples) {}

    private final Map<String, Source> sources = new TreeMap<>();

    public Counter counter(String name, String help) {
        return counters(name, help).with();
    }

    public Family<Counter> counters(String name, String help, String... labels) {
        return family(
                new Described(name, Kind.COUNTER, List.of(labels), help),
                Counter::new,
                (counter, with) -> List.of(new Sample("", with, counter.value())));
    }

    /// What is counted elsewhere already.
    public void total(String name, String help, LongSupplier count) {
        read(
                new Described(name, Kind.COUNTER, List.of(), help),
                () -> List.of(new Sample("", List.of(), count.getAsLong())));
    }

    public void gauge(String name, String help, DoubleSupplier value) {
        read(
                new Described(name, Kind.GAUGE, List.of(), help),
                () -> List.of(new Sample("", List.of(), value.getAsDouble())));
    }

    /// @param values by what the label says
    public void gauges(
            String name, String help, String label, Supplier<? extends Map<String, ? extends Number>> values) {
        read(new Described(name, Kind.GAUGE, List.of(label), help), () -> {
            List<Sample> samples = new ArrayList<>();
            values.get().forEach((value, now) -> samples.add(new Sample("", List.of(label, value), now.doubleValue())));
            return samples;
        });
    }

    /// Times, in seconds.
    public Histogram seconds(String name, String help) {
        return secondsBy(name, help).with();
    }

    public Family<Histogram> secondsBy(String name, String help, String... labels) {
        return family(
                new Described(name, Kind.HISTOGRAM, List.of(labels), help),
                () -> new Histogram(SECONDS),
                Histogram::samples);
    }

    /// Residuals relative to ‖b‖₂.
    public Histogram residuals(String name, String help) {
        return family(
                        new Described(name, Kind.HISTOGRAM, List.of(), help),
                        () -> new Histogram(RESIDUALS),
                        Histogram::samples)
                .with();
    }

    /// All that was declared, by name.
    public synchronized List<Described> described() {
        return sources.values().stream().map(Source::described).toList();
    }

    /// As Prometheus scrapes it, text format 0.0.4.
    public String text() {
        List<Source> all;
        synchronized (this) {
            all = List.copyOf(sources.values());
        }
        var text = new StringBuilder();
        for (Source source : all) {
            Described what = source.described();
            text.append("# HELP ")
                    .append(what.name())
                    .append(' ')
                    .append(what.help())
                    .append('\n');
            text.append("# TYPE ")
                    .append(what.name())
                    .append(' ')
                    .append(what.kind().word())
                    .append('\n');
            source.samples().get().forEach(sample -> sample.appendTo(text, what.name()));
        }
        return text.toString();
    }

    /// The cast is right: families of one description have been made by the same method of this class.
    @SuppressWarnings("unchecked")
    private synchronized <M> Family<M> family(
            Described described, Supplier<M> make, BiFunction<M, List<String>, List<Sample>> read) {
        Source known = sources.get(described.name());
        if (known != null && known.family() != null && known.described().equals(described)) {
            return (Family<M>) known.family();
        }
        Family<M> family = new Family<>(described.labels(), make, read);
        declare(new Source(described, family, family::samples));
        return family;
    }

    private synchronized void read(Described described, Supplier<List<Sample>> samples) {
        declare(new Source(described, null, samples));
    }

    private void declare(Source source) {
        Source before = sources.put(source.described().name(), source);
        if (before != null && !before.described().equals(source.described())) {
            throw new IllegalStateException(source.described().name() + " is declared as something else too");
        }
    }
}
