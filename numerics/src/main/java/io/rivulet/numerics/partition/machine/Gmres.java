// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.partition.machine;

import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.numerics.partition.CoarseSpace;
import io.rivulet.numerics.solve.StopReason;
import java.util.Arrays;
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

    private final double[][] hessenberg = new double[CYCLE][];
    private final double[] cosine = new double[CYCLE];
    private final double[] sine = new double[CYCLE];
    private final double[] g = new double[CYCLE + 1];
    private Phase phase = Phase.SMOOTH;
    private int j;
    private double before;

    Gmres(double target, int maxIterations, @Nullable CoarseSpace coarse, int aggregates) {
        super(target, maxIterations, coarse, aggregates);
    }

    @Override
    Step begin(double norm) {
        phase = Phase.SMOOTH;
        j = 0;
        Arrays.fill(g, 0.0);
        g[0] = norm;
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
                hessenberg[j] = projections(parts);
                before = Math.sqrt(sum(parts, j + 1));
                yield new Next.Ask(new Step.GmresProject(DenseVector.copyOf(Arrays.copyOf(hessenberg[j], j + 1))));
            }
            case PROJECT -> extend(parts);
            case UPDATE -> new Next.Cut(null);
        };
    }

    /// w·v_0 … w·v_j, and room for the norm of what is left.
    private double[] projections(List<Finding.Sums> parts) {
        double[] h = new double[j + 2];
        for (int i = 0; i <= j; i++) {
            h[i] = sum(parts, i);
        }
        return h;
    }

    private Next extend(List<Finding.Sums> parts) {
        double[] again = projections(parts);
        double squares = sum(parts, j + 1);
        double[] h = hessenberg[j];
        for (int i = 0; i <= j; i++) {
            h[i] += again[i];
            squares -= again[i] * again[i];
        }
        double left = Math.sqrt(Math.max(squares, 0.0));
        boolean complete = !(left > NOTHING_LEFT * before);
        h[j + 1] = complete ? 0.0 : left;
        iterated();
        if (!rotate(h)) {
            return new Next.Broken(new StopReason.Breakdown("Hessenberg", h[j]));
        }
        j++;
        if (Math.abs(g[j]) <= target || complete || j == CYCLE || exhausted()) {
            phase = Phase.UPDATE;
            return new Next.Ask(new Step.GmresUpdate(combination()));
        }
        phase = Phase.SMOOTH;
        return new Next.Ask(new Step.GmresSmooth(j, 1 / left, DenseVector.adopt(Arrays.copyOf(again, j))));
    }

    /// Makes column j upper triangular; false where it is zero or not finite.
    private boolean rotate(double[] h) {
        for (int i = 0; i < j; i++) {
            double upper = cosine[i] * h[i] + sine[i] * h[i + 1];
            h[i + 1] = cosine[i] * h[i + 1] - sine[i] * h[i];
            h[i] = upper;
        }
        double length = Math.hypot(h[j], h[j + 1]);
        if (!(length > 0) || !Double.isFinite(length)) {
            return false;
        }
        cosine[j] = h[j] / length;
        sine[j] = h[j + 1] / length;
        h[j] = length;
        g[j + 1] = -sine[j] * g[j];
        g[j] = cosine[j] * g[j];
        return true;
    }

    private DenseVector combination() {
        double[] y = new double[j];
        for (int i = j - 1; i >= 0; i--) {
            double sum = g[i];
            for (int k = i + 1; k < j; k++) {
                sum -= hessenberg[k][i] * y[k];
            }
            y[i] = sum / hessenberg[i][i];
        }
        return DenseVector.adopt(y);
    }
}
