// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.partition.machine;

import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.numerics.partition.CoarseSpace;
import io.rivulet.numerics.solve.HessenbergFit;
import io.rivulet.numerics.solve.StopReason;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Flexible GMRES with restarts; classical Gram–Schmidt, twice, so that the scalar products of an iteration travel
/// together. Three rounds an iteration, one of them with an exchange; a cycle ends with a look at the true residual.
/// **Source** Saad 1993; Giraud, Langou, Rozložník, van den Eshof 2005 (twice is enough).
final class Gmres extends Krylov {
    static final int CYCLE = 40;

    /// Below this part of its norm before, what is left of a vector is rounding.
    private static final double NOTHING_LEFT = 0x1p-50;

    private enum Phase {
        SMOOTH,
        CORRECT,
        PROJECT,
        UPDATE
    }

    private final HessenbergFit fit = new HessenbergFit(CYCLE);
    private double[] column = new double[0];
    private Phase phase = Phase.SMOOTH;
    private double before;

    Gmres(double target, int maxIterations, @Nullable CoarseSpace coarse, int aggregates) {
        super(target, maxIterations, coarse, aggregates);
    }

    @Override
    Step begin(double norm) {
        phase = Phase.SMOOTH;
        fit.begin(norm);
        return new Step.GmresSmooth(0, 1 / norm, DenseVector.adopt(new double[0]));
    }

    @Override
    Next next(List<Finding.Sums> parts) {
        return switch (phase) {
            case SMOOTH -> {
                phase = Phase.CORRECT;
                yield new Next.Ask(new Step.GmresCorrect(coarse(parts)));
            }
            case CORRECT -> {
                phase = Phase.PROJECT;
                int j = fit.size();
                column = fit.next();
                double[] h = projections(parts);
                System.arraycopy(h, 0, column, 0, h.length);
                before = Math.sqrt(sum(parts, j + 1));
                yield new Next.Ask(new Step.GmresProject(DenseVector.adopt(h)));
            }
            case PROJECT -> extend(parts);
            case UPDATE -> new Next.Cut(null);
        };
    }

    /// w·v_0 … w·v_j.
    private double[] projections(List<Finding.Sums> parts) {
        double[] h = new double[fit.size() + 1];
        for (int i = 0; i < h.length; i++) {
            h[i] = sum(parts, i);
        }
        return h;
    }

    private Next extend(List<Finding.Sums> parts) {
        int j = fit.size();
        double[] again = projections(parts);
        double squares = sum(parts, j + 1);
        for (int i = 0; i <= j; i++) {
            column[i] += again[i];
            squares -= again[i] * again[i];
        }
        double left = Math.sqrt(Math.max(squares, 0.0));
        boolean complete = !(left > NOTHING_LEFT * before);
        column[j + 1] = complete ? 0.0 : left;
        iterated();
        if (!fit.take()) {
            return new Next.Broken(new StopReason.Breakdown("Hessenberg", column[j]));
        }
        int size = fit.size();
        if (fit.residual() <= target || complete || size == CYCLE || exhausted()) {
            phase = Phase.UPDATE;
            return new Next.Ask(new Step.GmresUpdate(DenseVector.adopt(fit.solution())));
        }
        phase = Phase.SMOOTH;
        return new Next.Ask(new Step.GmresSmooth(size, 1 / left, DenseVector.adopt(again)));
    }
}
