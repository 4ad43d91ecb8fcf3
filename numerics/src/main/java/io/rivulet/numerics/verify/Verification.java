// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.verify;

import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.numerics.linalg.LinearSystem;
import java.util.BitSet;

/// Checks an x against A and b by code of its own. A verdict says *not verified* only on proof that ‖b − A·x‖₂ exceeds
/// what the [Tolerance] allows, for projections up to a chance of 10⁻¹³ a probe, or where numbers beyond the range of
/// doubles leave nothing to compare.
/// **Source** Freivalds 1977 for the projections; numerics specification §8.
public final class Verification {
    /// Rows that one random probe draws.
    public static final int ROWS_PER_PROBE = 100;

    /// |z·r| <= this many ‖r‖₂ but with probability 2·exp(−c²/2) = 2.5·10⁻¹⁴ (Hoeffding); √n holds always.
    static final double PROJECTION_SPREAD = 8.0;

    /// Componentwise backward errors between which the score falls from 1 to 0.
    static final double GOOD_BACKWARD_ERROR = 64 * RowResidual.U;

    static final double BAD_BACKWARD_ERROR = 1e-2;

    /// Allowance for the rounding of the two norms that are compared.
    private static final double NORM_SLACK = 1 + 1e-12;

    private Verification() {}

    /// Makes `probes` probes of the strategy's kind; a full residual reads every row whatever `probes` is.
    /// `seed` must be drawn after x was fixed. **Cost** a full residual one compensated pass over A, projections
    /// the same and a plain pass each, a random probe 100 rows. **Errors** mismatched shapes or `probes` < 1 throw
    /// [IllegalArgumentException].
    public static Verdict verify(
            LinearSystem system, DenseVector x, Strategy strategy, int probes, Tolerance tolerance, long seed) {
        if (x.size() != system.rows()) {
            throw new IllegalArgumentException(system.rows() + " rows but an x of " + x.size());
        }
        if (probes < 1) {
            throw new IllegalArgumentException(probes + " probes");
        }
        double normB = TrueResidual.rhsNorm(system.b().values());
        double target = tolerance.allowed(normB);
        double scale = normB == 0 ? 1.0 : normB;
        return switch (strategy) {
            case FULL_RESIDUAL -> full(system, x, target, scale);
            case RANDOM_PROBE -> rows(system, x, probes, target, scale, seed);
            case PROJECTION -> projections(system, x, probes, target, scale, seed);
        };
    }

    /// As above, for a tolerance on the relative residual alone.
    public static Verdict verify(
            LinearSystem system, DenseVector x, Strategy strategy, int probes, double tolerance, long seed) {
        return verify(system, x, strategy, probes, Tolerance.relative(tolerance), seed);
    }

    private static Verdict full(LinearSystem system, DenseVector x, double target, double scale) {
        int n = system.rows();
        RowTally tally = new RowTally(system, x);
        for (int i = 0; i < n; i++) {
            tally.read(i);
        }
        double norm = tally.norm2();
        boolean verified = within(norm, target * NORM_SLACK);
        double relative = norm / scale;
        return tally.verdict(Strategy.FULL_RESIDUAL, verified, 1.0, relative, relative, score(tally.backwardError()));
    }

    static Verdict rows(LinearSystem system, DenseVector x, int probes, double target, double scale, long seed) {
        int n = system.rows();
        RowTally tally = new RowTally(system, x);
        BitSet drawn = new BitSet(n);
        for (int probe = 0; probe < probes && n > 0; probe++) {
            for (int k = 0; k < ROWS_PER_PROBE; k++) {
                int i = (int) Long.remainderUnsigned(SplitMix.at(seed, probe, k), n);
                if (!drawn.get(i)) {
                    drawn.set(i);
                    tally.read(i);
                }
            }
        }
        double norm = tally.norm2();
        // Any part of r that is longer than allowed proves that r is.
        boolean verified = within(norm, target * NORM_SLACK);
        long read = tally.rows();
        double confidence = detection(n, read, 1);
        double estimate = read == 0 ? 0.0 : norm * Math.sqrt((double) n / read) / scale;
        double score = verified ? score(tally.backwardError()) : 0.0;
        return tally.verdict(Strategy.RANDOM_PROBE, verified, confidence, estimate, norm / scale, score);
    }

    /// How likely `read` different rows out of n are to meet at least one of `wrong` ones: 1 − C(n − wrong, read) /
    /// C(n, read). The confidence of a random probe is that for a single one: it says nothing of an error that is
    /// spread over so many rows that those read are together no longer than allowed.
    public static double detection(int n, long read, int wrong) {
        if (wrong <= 0 || read <= 0) {
            return n == 0 ? 1.0 : 0.0;
        }
        double missed = 1.0;
        for (int k = 0; k < wrong && missed > 0; k++) {
            missed *= Math.max(0.0, (double) (n - k - read) / (n - k));
        }
        return 1.0 - missed;
    }

    private static Verdict projections(
            LinearSystem system, DenseVector x, int probes, double target, double scale, long seed) {
        int n = system.rows();
        RowTally tally = new RowTally(system, x);
        double magnitude = 0.0;
        for (int i = 0; i < n; i++) {
            tally.read(i);
            magnitude += tally.lastMagnitude();
        }
        double norm = tally.norm2();
        SignedSums sums = new SignedSums(system, x, magnitude);
        double allowed = Math.min(Math.sqrt(n), PROJECTION_SPREAD) * target * NORM_SLACK;
        boolean verified = within(norm, target * NORM_SLACK);
        for (int probe = 0; probe < probes && verified; probe++) {
            verified = sums.atLeast(seed, probe) <= allowed;
        }
        double relative = norm / scale;
        double score = verified ? score(tally.backwardError()) : 0.0;
        return tally.verdict(Strategy.PROJECTION, verified, 1.0, relative, relative, score);
    }

    /// A residual that overflowed is not within anything.
    private static boolean within(double norm, double allowed) {
        return Double.isFinite(norm) && norm <= allowed;
    }

    /// 1 at rounding level, 0 at 10⁻², by the logarithm between.
    static double score(double backwardError) {
        if (Double.isNaN(backwardError)) {
            return 0.0;
        }
        if (backwardError <= GOOD_BACKWARD_ERROR) {
            return 1.0;
        }
        double span = Math.log10(BAD_BACKWARD_ERROR) - Math.log10(GOOD_BACKWARD_ERROR);
        return Math.clamp((Math.log10(BAD_BACKWARD_ERROR) - Math.log10(backwardError)) / span, 0.0, 1.0);
    }
}
