// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.local;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// One entry of A⁻¹·b without solving for the others: by what is known already, by a dual push that certifies
/// it, or by a push and random walks from what it left, whose interval holds with probability 1 − δ.
/// [EntryChoice] says which, again after every round, and [EntryEstimate#bound] which kind of bound came out.
/// **Shapes** A n×n with a [Comparison]. **Thread** one; keep nothing between calls. The same arguments give
/// the same bits. **Cost** what the estimate says, at most about the budget; memory about 60 bytes a row
/// reached, [#CELLS] at most. **Source** Andersen, Chung, Lang 2006; Lofgren, Banerjee, Goel 2014; Kwok, Wei,
/// Yang 2026.
public final class LocalEntry {
    /// Rows a push may hold.
    public static final int CELLS = 1 << 20;

    /// A statistical bound may miss with this probability.
    public static final double DELTA = 1e-6;

    private static final int MAX_ROUNDS = 400;

    /// Units of the first round; a later one may double the work so far, so that the choice is thought over in
    /// time.
    private static final long FIRST_ROUND = 1_024;

    /// Walks are begun up to this many times the budget that is left: the prediction is a rough one, and every
    /// look at the samples gives an interval.
    private static final double DARE = 4.0;

    /// Of the asked error, what the samples may use; the rest is for roundings.
    private static final double ROOM = 0.999;

    private static final double U = 0x1p-53;

    private final Rows rows;
    private final Comparison comparison;
    private final Iterate known;
    private final int target;
    private final Ask ask;

    /// What is asked.
    ///
    /// @param error the entry may be off by this much
    /// @param budget in units; a row more may be used
    /// @param entries asked for together
    /// @param cells rows that a push may hold; 0 leaves walks
    /// @param delta probability at which a statistical bound may miss
    /// @param seed of the walks
    public record Ask(double error, long budget, int entries, int cells, double delta, long seed) {
        public Ask {
            if (!(error > 0) || !(delta > 0 && delta < 1)) {
                throw new IllegalArgumentException("error " + error + ", delta " + delta);
            }
        }

        public static Ask of(double error, long budget, long seed) {
            return new Ask(error, budget, 1, CELLS, DELTA, seed);
        }
    }

    private LocalEntry(Rows rows, Comparison comparison, Iterate known, int target, Ask ask) {
        this.rows = rows;
        this.comparison = comparison;
        this.known = known;
        this.target = target;
        this.ask = ask;
    }

    /// x*_target within `ask.error()` if the budget allows it, else the best that was found.
    public static EntryEstimate estimate(Rows rows, Comparison comparison, Iterate known, int target, Ask ask) {
        return new LocalEntry(rows, comparison, known, target, ask).run();
    }

    private EntryEstimate run() {
        double present = known.eta() == 0 ? 0.0 : Math.nextUp(known.eta() * comparison.u(target) * (1 + 4 * U));
        EntryChoice choice = EntryChoice.of(facts(present, null, 0));
        EntryEstimate best =
                new EntryEstimate(target, known.at(target), bound(present), 1, EntryMethod.PRESENT, choice.reason());
        return switch (choice.method()) {
            case PRESENT, SOLVE -> best;
            case WALKS -> smaller(best, walk(choice, null, alone(), 0));
            case DUAL_PUSH, BIDIRECTIONAL -> push(best, present, choice);
        };
    }

    private static EntryBound bound(double value) {
        return Double.isFinite(value) ? new EntryBound.Certified(value) : new EntryBound.None();
    }

    private EntryChoice.Facts facts(double present, EntryChoice.@Nullable Pushed pushed, long used) {
        double size = Math.abs(rows.diagonal(target)) * comparison.u(target);
        return new EntryChoice.Facts(
                present,
                ask.error(),
                Math.max(0.0, 1 - comparison.w(target) / size),
                rows.nnz(),
                (double) rows.nnz() / rows.rows(),
                ask.budget() - used,
                ask.delta(),
                ask.entries(),
                ask.cells(),
                pushed);
    }

    private EntryEstimate push(EntryEstimate best, double present, EntryChoice first) {
        DualPush push = new DualPush(rows, comparison, target);
        EntryChoice choice = first;
        double wanted = EntryChoice.AIM * ask.error() / known.eta();
        double before = push.falling();
        long workBefore = 0;
        long lastWork = 0;
        for (int round = 0; round < MAX_ROUNDS && before > wanted && room(push); round++) {
            push.round(wanted, Math.min(ask.budget(), 2 * workBefore + FIRST_ROUND), ask.cells());
            long work = push.work() - workBefore;
            if (work == 0) {
                continue;
            }
            double growth = lastWork == 0 ? 1.0 : (double) work / lastWork;
            double fall = push.falling() / before;
            before = push.falling();
            workBefore = push.work();
            lastWork = work;
            if (before <= wanted) {
                break;
            }
            EntryChoice.Facts facts = facts(
                    present,
                    new EntryChoice.Pushed(push.work(), known.eta() * before, work, fall, growth),
                    push.work() + push.proofWork(known));
            choice = EntryChoice.of(facts);
            boolean walks = choice.method() == EntryMethod.BIDIRECTIONAL && EntryChoice.balanced(facts);
            if (walks || choice.method() == EntryMethod.SOLVE) {
                break;
            }
        }
        DualPush.Proof proof = push.prove(known);
        double certified = proof.bound(known.eta());
        EntryEstimate pushed = new EntryEstimate(
                target,
                proof.value(),
                bound(certified),
                push.work(),
                EntryMethod.DUAL_PUSH,
                certified <= ask.error() ? "a push reached it" : choice.reason());
        EntryEstimate better = smaller(best, pushed);
        boolean worthWalking = choice.method() == EntryMethod.BIDIRECTIONAL
                || (choice.method() == EntryMethod.DUAL_PUSH && !room(push));
        return worthWalking && !better.bound().within(ask.error())
                ? smaller(better, walk(choice, push, proof, push.work()))
                : better;
    }

    private boolean room(DualPush push) {
        return push.work() < ask.budget() && push.table.size() < ask.cells();
    }

    /// Nothing pushed: s = e_t.
    private DualPush.Proof alone() {
        return new DualPush.Proof(known.at(target), comparison.u(target), 0.0);
    }

    /// sᵀ·(x* − x) by walks from rows drawn by |s_j|·u_j; `push` null stands for s = e_t.
    private EntryEstimate walk(EntryChoice choice, @Nullable DualPush push, DualPush.Proof proof, long used) {
        Start start = push == null ? Start.at(target, comparison) : Start.of(push);
        Walks walks = new Walks(rows, comparison);
        SampleMean mean = new SampleMean(ask.delta());
        double range = known.eta() * start.total();
        double goal = ROOM * (ask.error() - proof.rounding()) / range;
        long limit = ask.budget() - used;
        double half = 1.0;
        double average = 0.0;
        long number = 0;
        while (half > goal && goal > 0) {
            long look = mean.nextLook();
            if (number > 0 && (double) walks.work() / number * look > DARE * limit) {
                break;
            }
            number = draw(walks, mean, start, number, look, limit);
            if (number < look) {
                // An interval from an unfinished batch would favour short walks: only whole looks count.
                break;
            }
            half = mean.look();
            average = mean.mean();
        }
        double value = proof.value() + range * average;
        double bound = range * half
                + proof.rounding()
                + walkRounding(walks, number, start, proof.sigma())
                + U * Math.abs(value);
        EntryBound said = half < 1 && Double.isFinite(bound)
                ? new EntryBound.Statistical(bound * (1 + 16 * U), ask.delta(), ask.seed())
                : new EntryBound.None();
        EntryMethod method = push == null ? EntryMethod.WALKS : EntryMethod.BIDIRECTIONAL;
        return new EntryEstimate(target, value, said, used + walks.work(), method, choice.reason());
    }

    /// Adds the samples `number` to `look` − 1; answers how many there are in all.
    private long draw(Walks walks, SampleMean mean, Start start, long number, long look, long limit) {
        for (long k = number; k < look; k++) {
            int from = start.draw(ask.seed(), k);
            double sample = walks.sample(known.r(), start.rows()[from], ask.seed(), k, limit);
            if (Double.isNaN(sample)) {
                return k;
            }
            mean.add(start.signs()[from] * Math.clamp(sample / known.eta(), -1.0, 1.0));
        }
        return look;
    }

    /// What the walks may be off in the mean: rounded probabilities along the path and at its start, residuals
    /// that are rounded themselves, and the part of s that is only known to be small.
    private double walkRounding(Walks walks, long number, Start start, double sigma) {
        double range = known.eta() * start.total();
        double visited = (double) walks.work() / Math.max(1, number);
        double path = 8 * U * (visited + start.size() + 4) * range;
        // A residual in twice the working precision is off by 2·(k + 2)²·U² of its terms, and by U of itself; the terms
        // of a row add up to 4·|a_ii|·u_i·max |x_j|/u_j at most.
        double row = (walks.longest() + 2.0) * U;
        double residuals = 8 * row * row * known.largest(comparison) * visited + 2 * U * known.eta();
        return path + residuals * sigma + Math.max(0.0, sigma * known.eta() - range);
    }

    /// The one with the smaller bound, with the work and the reason of the second.
    private static EntryEstimate smaller(EntryEstimate before, EntryEstimate after) {
        Double bound = after.bound().orNull();
        EntryEstimate kept = bound != null && !before.bound().within(bound) ? after : before;
        return new EntryEstimate(kept.index(), kept.value(), kept.bound(), after.work(), kept.method(), after.reason());
    }

    /// The rows where s is not 0, to be drawn by |s_j|·u_j.
    ///
    /// @param total Σ|s_j|·u_j
    private record Start(int[] rows, double[] signs, double[] sums, double total) {
        static Start at(int row, Comparison comparison) {
            double u = comparison.u(row);
            return new Start(new int[] {row}, new double[] {1.0}, new double[] {u}, u);
        }

        static Start of(DualPush push) {
            int n = push.table.size();
            int[] rows = new int[n];
            double[] signs = new double[n];
            double[] sums = new double[n];
            int size = 0;
            double sum = 0.0;
            for (int c = 0; c < n; c++) {
                double s = push.table.open(c);
                double next = sum + Math.abs(s) * push.table.weight(c);
                if (next > sum) {
                    rows[size] = push.table.key(c);
                    signs[size] = Math.signum(s);
                    sums[size++] = next;
                    sum = next;
                }
            }
            return new Start(rows, signs, Arrays.copyOf(sums, size), sum);
        }

        int draw(long seed, long number) {
            long bits = Walks.mix(Walks.mix(seed ^ 0x632be59bd9b4e019L) + number * 0x9e3779b97f4a7c15L);
            double point = (bits >>> 11) * 0x1p-53 * total;
            int at = Arrays.binarySearch(sums, point);
            // sums[at] exceeds the point; an exact hit belongs to the next row.
            return Math.min(at >= 0 ? at + 1 : -at - 1, sums.length - 1);
        }

        int size() {
            return sums.length;
        }
    }
}
