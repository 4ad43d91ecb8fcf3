// SPDX-License-Identifier: Apache-2.0
package io.rivulet.patterns.store;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.function.Predicate;

/// Records by id, each with a direction, and the nearest of them by cosine: exactly, by one pass over all.
/// **Shapes** every vector has the store's dimension.   **Thread** one at a time.
/// **Cost** a search reads 4·dimension bytes a record; a record that was deleted keeps its place until [#compact].
///
/// @param <T> what is kept with a vector
public final class VectorStore<T> {
    private final int dimension;
    private final Map<String, Integer> rows = new HashMap<>();
    private final List<Entry<T>> entries = new ArrayList<>();
    private final Scan scan;
    private float[] groups = {};
    private int deleted;

    /// A record.
    ///
    /// @param digest of its content: what makes a repeat one
    /// @param storedAt for the order of equals, newer first
    public record Entry<T>(String id, String digest, long storedAt, UnitVector vector, T content) {}

    /// A record that was found.
    public record Hit<T>(Entry<T> entry, float score) {}

    public VectorStore(int dimension) {
        this(dimension, Scan.detect());
    }

    VectorStore(int dimension, Scan scan) {
        if (dimension < 1) {
            throw new IllegalArgumentException("a vector has at least one value, not " + dimension);
        }
        this.dimension = dimension;
        this.scan = scan;
    }

    /// Brings a record; what is there already stays as it is.
    ///
    /// @throws VectorException for a vector of another dimension
    public Upsert put(Entry<T> entry) {
        requireDimension(entry.vector());
        Integer row = rows.get(entry.id());
        if (row != null) {
            return entries.get(row).digest().equals(entry.digest()) ? Upsert.DUPLICATE : Upsert.CONFLICT;
        }
        rows.put(entry.id(), entries.size());
        write(entries.size(), entry.vector());
        entries.add(entry);
        return Upsert.STORED;
    }

    private void write(int row, UnitVector vector) {
        int group = row / Scan.GROUP;
        int needed = (group + 1) * dimension * Scan.GROUP;
        if (groups.length < needed) {
            groups = Arrays.copyOf(groups, Math.max(needed, groups.length / 2 * 3));
        }
        for (int i = 0; i < dimension; i++) {
            groups[(group * dimension + i) * Scan.GROUP + row % Scan.GROUP] = vector.at(i);
        }
    }

    public Optional<Entry<T>> get(String id) {
        return Optional.ofNullable(rows.get(id)).map(entries::get);
    }

    /// Records that are there.
    public int count() {
        return rows.size();
    }

    /// Whether it was there.
    public boolean delete(String id) {
        Integer row = rows.remove(id);
        if (row == null) {
            return false;
        }
        entries.set(row, gone(entries.get(row)));
        deleted++;
        return true;
    }

    /// A place without a record: its id is in no table.
    private Entry<T> gone(Entry<T> entry) {
        return new Entry<>(entry.id(), "", Long.MIN_VALUE, entry.vector(), entry.content());
    }

    private boolean isThere(int row) {
        Integer found = rows.get(entries.get(row).id());
        return found != null && found == row;
    }

    /// Gives back the places of deleted records.
    public void compact() {
        List<Entry<T>> kept = new ArrayList<>(rows.size());
        for (int row = 0; row < entries.size(); row++) {
            if (isThere(row)) {
                kept.add(entries.get(row));
            }
        }
        entries.clear();
        rows.clear();
        groups = new float[0];
        deleted = 0;
        kept.forEach(this::put);
    }

    /// Places that [#compact] would give back.
    public int deleted() {
        return deleted;
    }

    /// The k nearest with at least `leastScore`, nearest first; of equally near ones the newer, then the smaller id.
    public List<Hit<T>> search(UnitVector query, int k, double leastScore, Predicate<Entry<T>> filter) {
        requireDimension(query);
        if (k < 1) {
            throw new IllegalArgumentException("a search asks for at least one record, not " + k);
        }
        Comparator<Hit<T>> worseFirst = Comparator.<Hit<T>>comparingDouble(Hit::score)
                .thenComparing(hit -> hit.entry().storedAt())
                .thenComparing(hit -> hit.entry().id(), Comparator.reverseOrder());
        PriorityQueue<Hit<T>> best = new PriorityQueue<>(worseFirst);
        float[] scores = new float[Scan.GROUP];
        float worst = Float.NEGATIVE_INFINITY;
        for (int from = 0; from < entries.size(); from += Scan.GROUP) {
            scan.group(query.raw(), groups, from / Scan.GROUP, scores);
            int members = Math.min(Scan.GROUP, entries.size() - from);
            for (int lane = 0; lane < members; lane++) {
                if (scores[lane] >= worst && scores[lane] >= leastScore) {
                    offer(best, worseFirst, from + lane, scores[lane], k, filter);
                    worst = best.size() == k ? best.element().score() : worst;
                }
            }
        }
        List<Hit<T>> result = new ArrayList<>(best);
        result.sort(worseFirst.reversed());
        return result;
    }

    private void offer(
            PriorityQueue<Hit<T>> best,
            Comparator<Hit<T>> worseFirst,
            int row,
            float score,
            int k,
            Predicate<Entry<T>> filter) {
        if (!isThere(row) || !filter.test(entries.get(row))) {
            return;
        }
        Hit<T> hit = new Hit<>(entries.get(row), score);
        if (best.size() < k) {
            best.add(hit);
        } else if (worseFirst.compare(hit, best.element()) > 0) {
            best.remove();
            best.add(hit);
        }
    }

    private void requireDimension(UnitVector vector) {
        if (vector.dimension() != dimension) {
            throw new VectorException(
                    VectorException.Fault.DIMENSION_MISMATCH,
                    "vectors here have " + dimension + " values, this one " + vector.dimension());
        }
    }
}
