// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.local;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Which method suits one entry, from what is known so far: the rule of numerics specification §6.3 with
/// predicted work in place of fixed limits, so that it can be asked again after every round of a push. A pure
/// function.
///
/// @param method SOLVE where no local method is expected to keep the promise within the budget
/// @param reason a sentence for people
public record EntryChoice(EntryMethod method, String reason) {
    /// More entries than this are cheaper all at once.
    public static final int MANY = 50;

    /// Part of the budget for finding out how fast a push spreads; at most [#LONGEST_TRIAL].
    private static final double TRIAL = 0.0625;

    private static final long LONGEST_TRIAL = 262_144;
    private static final double MILLION = 1e6;

    /// The variance of a sample where the right-hand side has no pattern: 1/3 of the squared range, thinned by
    /// the averaging along the walk.
    private static final double SPREAD = 1.0 / 3.0;

    /// Units of a push and its proof over those of the push.
    private static final double PROOF = 2.0;

    /// A push aims below the asked error by this factor.
    static final double AIM = 0.5;

    /// What the rule looks at.
    ///
    /// @param present bound on the entry as it stands, ∞ without a certificate
    /// @param error asked
    /// @param alpha 1 − w_t/(|a_tt|·u_t) of the row
    /// @param nnz entries of the matrix
    /// @param rowLength entries of a row on average
    /// @param budget units that may still be used
    /// @param delta probability at which a statistical bound may miss
    /// @param entries asked for together
    /// @param cells rows that a push may hold, 0 for constant memory
    /// @param pushed what a push did so far, null before the first
    public record Facts(
            double present,
            double error,
            double alpha,
            long nnz,
            double rowLength,
            long budget,
            double delta,
            int entries,
            int cells,
            @Nullable Pushed pushed) {
        double bound() {
            Pushed so = pushed;
            return so == null ? present : so.bound();
        }
    }

    /// A push under way.
    ///
    /// @param work units so far
    /// @param bound reached
    /// @param lastWork units of the last round
    /// @param fall the bound after the last round over the bound before it
    /// @param growth work of the last round over that of the one before
    public record Pushed(long work, double bound, long lastWork, double fall, double growth) {}

    /// The method to go on with.
    public static EntryChoice of(Facts f) {
        if (!(f.present() < Double.POSITIVE_INFINITY)) {
            return solve("no certificate of the matrix is known, so nothing local can be bounded");
        }
        if (f.present() <= f.error()) {
            return new EntryChoice(EntryMethod.PRESENT, "x as it stands is good enough");
        }
        if (f.entries() > MANY) {
            return solve(f.entries() + " entries are cheaper all at once");
        }
        double walks = walkWork(f);
        if (f.cells() == 0) {
            return walks <= f.budget()
                    ? new EntryChoice(EntryMethod.WALKS, "walks need no memory, about " + entries(walks))
                    : solve("walks would touch about " + entries(walks));
        }
        double push = pushWork(f);
        if (push <= f.budget()) {
            return new EntryChoice(
                    EntryMethod.DUAL_PUSH,
                    "a push reaches it with " + (f.pushed() == null ? "at most " : "about ") + entries(push));
        }
        if (walks <= f.budget()) {
            return new EntryChoice(
                    EntryMethod.BIDIRECTIONAL,
                    "a push alone would touch about " + entries(push) + ", walks from its rest " + entries(walks));
        }
        Pushed so = f.pushed();
        if ((so == null ? 0 : so.work()) < Math.min(LONGEST_TRIAL, TRIAL * f.budget())) {
            return new EntryChoice(EntryMethod.DUAL_PUSH, "how far a push spreads is to be seen");
        }
        return solve("a push would touch about " + entries(push) + " and walks " + entries(walks));
    }

    /// Whether a bidirectional estimate should walk now: another round of the push, with its proof, would cost
    /// more than it saves the walks, whose number follows the square of what is left (T7).
    static boolean balanced(Facts f) {
        Pushed so = f.pushed();
        return so != null
                && walkWork(f) * (1 - so.fall() * so.fall()) <= PROOF * so.lastWork() * Math.max(1.0, so.growth());
    }

    private static EntryChoice solve(String why) {
        return new EntryChoice(EntryMethod.SOLVE, why);
    }

    private static String entries(double count) {
        return count < MILLION
                ? String.format(Locale.ROOT, "%,.0f entries", count)
                : String.format(Locale.ROOT, "%,.0f million entries", count / MILLION);
    }

    /// Units until a push meets the error. Before the first round the worst graph there is, one where a step
    /// reaches only new rows; then what the rounds showed, going on as they did. Sweeps over the whole matrix
    /// lower the bound by α each, so they are never far off.
    static double pushWork(Facts f) {
        double part = AIM * f.error() / f.bound();
        if (part >= 1) {
            return 0.0;
        }
        double steps = sweeps(part, f.alpha());
        double everywhere = steps * f.nnz();
        Pushed so = f.pushed();
        if (so == null) {
            return Math.min(everywhere, Math.pow(Math.max(2.0, f.rowLength()), steps + 1));
        }
        if (!(so.fall() < 1)) {
            return everywhere;
        }
        double rounds = Math.ceil(Math.log(part) / Math.log(so.fall()));
        double growth = Math.max(1.0, so.growth());
        double factor = growth == 1 ? rounds : growth * (Math.pow(growth, rounds) - 1) / (growth - 1);
        return Math.min(everywhere, so.lastWork() * factor);
    }

    private static double sweeps(double part, double alpha) {
        if (!(alpha > 0)) {
            return 1.0;
        }
        return alpha < 1 ? Math.ceil(Math.log(part) / Math.log(alpha)) : Double.POSITIVE_INFINITY;
    }

    /// Units of the walks that bring what is left within the error.
    static double walkWork(Facts f) {
        double width = f.error() / f.bound();
        double alpha = Math.clamp(f.alpha(), 1e-9, 1.0);
        if (alpha == 1) {
            return Double.POSITIVE_INFINITY;
        }
        double variance = SPREAD * (1 - alpha) / (1 + alpha) + Walks.ROULETTE * Walks.ROULETTE;
        double steps = 1 + Math.log(Walks.ROULETTE) / Math.log(alpha) + alpha / (1 - alpha);
        return SampleMean.predicted(variance, Math.min(1.0, width), f.delta()) * steps * (f.rowLength() + 1);
    }
}
