// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.meter;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/// Figures of one name, told apart by labels.
/// **Thread** any.
/// **Bounded by** [#MAX_SERIES]; what comes beyond is counted together, under labels that all say [#OTHER].
///
/// @param <M> what is counted with
public final class Family<M> {
    public static final int MAX_SERIES = 1_000;
    public static final String OTHER = "other";

    private final List<String> labels;
    private final Supplier<M> make;
    private final BiFunction<M, List<String>, List<Sample>> read;
    private final Map<List<String>, M> series = new ConcurrentHashMap<>();

    Family(List<String> labels, Supplier<M> make, BiFunction<M, List<String>, List<Sample>> read) {
        this.labels = List.copyOf(labels);
        this.make = make;
        this.read = read;
    }

    /// The one with these values of the labels, in their order. What a label may say has to come from a list that the
    /// code has: never a session, never a caller.
    public M with(String... values) {
        List<String> key = List.of(values);
        M known = series.get(key);
        return known == null ? another(key) : known;
    }

    private synchronized M another(List<String> key) {
        if (key.size() != labels.size()) {
            throw new IllegalArgumentException(key + " for the labels " + labels);
        }
        boolean full = series.size() >= MAX_SERIES && !series.containsKey(key);
        return series.computeIfAbsent(full ? Collections.nCopies(labels.size(), OTHER) : key, _ -> make.get());
    }

    List<Sample> samples() {
        List<Sample> samples = new ArrayList<>();
        series.forEach((values, each) -> samples.addAll(read.apply(each, labelled(labels, values))));
        return samples;
    }

    static List<String> labelled(List<String> labels, List<String> values) {
        List<String> all = new ArrayList<>();
        for (int k = 0; k < labels.size(); k++) {
            all.add(labels.get(k));
            all.add(values.get(k));
        }
        return all;
    }
}
