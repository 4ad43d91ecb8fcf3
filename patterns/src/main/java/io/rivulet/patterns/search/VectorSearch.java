// SPDX-License-Identifier: Apache-2.0
package io.rivulet.patterns.search;

import io.rivulet.patterns.dtw.Cost;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/// The Vector API. Numbers that are not negative order as their bits do: the least of two is one instruction.
///
/// Small loops call vectors' own methods, which the compiler is told to inline, and no helper of ours: inside the
/// compiled code of a caller a helper that does not look frequent stays a call, and vectors stay objects for good.
enum VectorSearch implements SearchLoops {
    INSTANCE;

    static final int FEWEST_LANES = 8;

    private static final VectorSpecies<Float> REALS =
            lanes() >= GROUP ? FloatVector.SPECIES_512 : FloatVector.SPECIES_256;
    private static final VectorSpecies<Integer> BITS = lanes() >= GROUP ? IntVector.SPECIES_512 : IntVector.SPECIES_256;
    private static final int LANES = REALS.length();
    private static final int INFINITY = Float.floatToRawIntBits(Float.POSITIVE_INFINITY);

    /// Rows of a table between two looks at whether it can still matter.
    private static final int LOOK_EVERY = 8;

    /// Calls of a loop until the compiler has seen enough of it. Before that vectors are objects and a hundred times
    /// slower than numbers: one call in so many is theirs, or a few rows of each, and scalar loops do the rest.
    private static final int WARM_BATCHES = 1_000;

    private static final int WARM_BOUNDS = 40_000;
    private static final int ONE_IN = 16;
    private static final int PRACTICE_ROWS = 4;

    // Counted without care: what is lost between threads delays the switch a little, and changes nothing that is found.
    private static int groups;
    private static int envelopes;
    private static int batches;

    static int lanes() {
        return FloatVector.SPECIES_PREFERRED.length();
    }

    @Override
    public void summaryBounds(Query query, float[] summaries, int group, float[] bounds, int at) {
        if (groups < WARM_BOUNDS && groups++ % ONE_IN != 0) {
            ScalarSearch.INSTANCE.summaryBounds(query, summaries, group, bounds, at);
            return;
        }
        int size = query.segments.size;
        boolean absolute = query.cost == Cost.ABS;
        for (int lane = 0; lane < GROUP; lane += LANES) {
            FloatVector sum = FloatVector.zero(REALS);
            for (int s = 0; s < size; s++) {
                FloatVector value = FloatVector.fromArray(REALS, summaries, (group * size + s) * GROUP + lane);
                // One of the two differences at most is above 0.
                IntVector above = value.sub(query.high[s]).reinterpretAsInts();
                IntVector below =
                        FloatVector.broadcast(REALS, query.low[s]).sub(value).reinterpretAsInts();
                FloatVector out = above.max(below).max(0).reinterpretAsFloats();
                FloatVector cost = absolute ? out : out.mul(out);
                sum = sum.add(cost.mul(query.weight[s]));
            }
            sum.intoArray(bounds, at + lane);
        }
    }

    @Override
    public float envelopeBound(Query query, float[] values, int at, float limit) {
        if (envelopes < WARM_BOUNDS && envelopes++ % ONE_IN != 0) {
            return ScalarSearch.INSTANCE.envelopeBound(query, values, at, limit);
        }
        int n = query.values.length;
        boolean absolute = query.cost == Cost.ABS;
        float ends =
                query.cost.of(query.values[0], values[at]) + query.cost.of(query.values[n - 1], values[at + n - 1]);
        FloatVector sum = FloatVector.zero(REALS);
        int i = 1;
        for (; i + LANES < n; i += LANES) {
            FloatVector value = FloatVector.fromArray(REALS, values, at + i);
            IntVector above = value.sub(FloatVector.fromArray(REALS, query.envelope.upper, i))
                    .reinterpretAsInts();
            IntVector below = FloatVector.fromArray(REALS, query.envelope.lower, i)
                    .sub(value)
                    .reinterpretAsInts();
            FloatVector out = above.max(below).max(0).reinterpretAsFloats();
            sum = sum.add(absolute ? out : out.mul(out));
        }
        float total = ends + sum.reduceLanes(VectorOperators.ADD);
        for (; i < n - 1; i++) {
            float value = values[at + i];
            float out = Math.max(0, Math.max(value - query.envelope.upper[i], query.envelope.lower[i] - value));
            total += absolute ? out : out * out;
        }
        return total;
    }

    @Override
    public void distances(Query query, float[] lanes, float[] row, float limit, float[] distances) {
        boolean cold = batches < WARM_BATCHES;
        int rows = cold ? Math.min(PRACTICE_ROWS, query.values.length) : query.values.length;
        for (int lane = 0; lane < BATCH; lane += 2 * LANES) {
            table(query, rows, lanes, row, lane, query.cost == Cost.ABS, limit, distances);
        }
        if (cold) {
            batches++;
            ScalarSearch.INSTANCE.distances(query, lanes, row, limit, distances);
        }
    }

    /// As after many calls, or before the first: for tests of both.
    static void warm(boolean is) {
        groups = is ? WARM_BOUNDS : 0;
        envelopes = groups;
        batches = is ? WARM_BATCHES : 0;
    }

    /// Two vectors of series at a time: what one waits for, the other doesn't. With fewer rows than the query has
    /// values, what comes out means nothing.
    private static void table(
            Query query,
            int rows,
            float[] lanes,
            float[] row,
            int lane,
            boolean absolute,
            float limit,
            float[] distances) {
        int n = query.values.length;
        int radius = query.radius;
        IntVector infinity = IntVector.broadcast(BITS, INFINITY);
        Arrays.fill(row, Float.POSITIVE_INFINITY);
        for (int i = 1; i <= rows; i++) {
            int from = Math.max(1, i - radius);
            int to = (int) Math.min(n, (long) i + radius);
            FloatVector x = FloatVector.broadcast(REALS, query.values[i - 1]);
            int before = (from - 1) * BATCH + lane;
            IntVector d0 = i == 1 ? IntVector.zero(BITS) : load(row, before);
            IntVector d1 = i == 1 ? IntVector.zero(BITS) : load(row, before + LANES);
            IntVector l0 = infinity;
            IntVector l1 = infinity;
            for (int j = from; j <= to; j++) {
                int at = j * BATCH + lane;
                IntVector u0 = load(row, at);
                IntVector u1 = load(row, at + LANES);
                l0 = cell(x, lanes, at - BATCH, absolute, d0.min(u0).min(l0));
                l1 = cell(x, lanes, at - BATCH + LANES, absolute, d1.min(u1).min(l1));
                l0.reinterpretAsFloats().intoArray(row, at);
                l1.reinterpretAsFloats().intoArray(row, at + LANES);
                d0 = u0;
                d1 = u1;
            }
            if (i % LOOK_EVERY == 0 && isAbove(row, from, to, lane, limit)) {
                Arrays.fill(distances, lane, lane + 2 * LANES, Float.POSITIVE_INFINITY);
                return;
            }
        }
        load(row, n * BATCH + lane).reinterpretAsFloats().intoArray(distances, lane);
        load(row, n * BATCH + lane + LANES).reinterpretAsFloats().intoArray(distances, lane + LANES);
    }

    private static IntVector load(float[] from, int at) {
        return FloatVector.fromArray(REALS, from, at).reinterpretAsInts();
    }

    private static IntVector cell(FloatVector x, float[] lanes, int at, boolean absolute, IntVector before) {
        FloatVector difference = x.sub(FloatVector.fromArray(REALS, lanes, at));
        FloatVector cost = absolute ? difference.abs() : difference.mul(difference);
        return cost.add(before.reinterpretAsFloats()).reinterpretAsInts();
    }

    /// Whether each cell of a row is above the limit: then so is all that comes after it.
    private static boolean isAbove(float[] row, int from, int to, int lane, float limit) {
        IntVector least = IntVector.broadcast(BITS, INFINITY);
        for (int j = from; j <= to; j++) {
            int at = j * BATCH + lane;
            least = least.min(FloatVector.fromArray(REALS, row, at).reinterpretAsInts())
                    .min(FloatVector.fromArray(REALS, row, at + LANES).reinterpretAsInts());
        }
        return least.compare(VectorOperators.GT, Float.floatToRawIntBits(limit)).allTrue();
    }
}
