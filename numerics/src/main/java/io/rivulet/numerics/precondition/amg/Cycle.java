// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.precondition.amg;

import io.rivulet.numerics.kernels.Chunks;
import io.rivulet.numerics.kernels.Execution;
import io.rivulet.numerics.kernels.Team;
import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.precondition.Ageing;
import io.rivulet.numerics.precondition.Setup;
import java.util.Arrays;
import java.util.List;

/// One V(1,1) cycle from zero, smoothed by Chebyshev polynomials of degree 2 for [λ̂/4, λ̂]: a symmetric positive
/// (semi-)definite M⁻¹, the same bits for every team. Floats throughout; r is scaled by a power of two so that its
/// largest entry is near [#HEADROOM], far from overflow and, for all that matters, from subnormals.
/// **Shapes** r and z of length n. **Cost** four products with A and one each with P and Pᵀ a level; allocates nothing.
/// **Errors** an r that is not finite gives NaN.
/// **Source** Vaněk, Mandel, Brezina 1996; Adams, Brezina, Hu, Tuminaro 2003.
final class Cycle implements Ageing {
    static final double HEADROOM = 0x1p40;

    private final Hierarchy hierarchy;
    private final Renewal madeBy;
    private final Execution execution;
    private final List<CycleLevel> levels;
    private final double[] scale;
    private final Team team;
    private final double[] largest;

    Cycle(Hierarchy hierarchy, Renewal madeBy, Execution execution) {
        this.hierarchy = hierarchy;
        this.madeBy = madeBy;
        this.execution = execution;
        this.levels = hierarchy.levels();
        this.scale = hierarchy.scaling().factor();
        this.team = execution.team();
        this.largest = new double[Chunks.of(levels.getFirst().rows())];
    }

    @Override
    public Setup renewed(CsrMatrix a, double sign, Renewal least) {
        return new AmgSetup(execution, a, sign, hierarchy, least);
    }

    @Override
    public Renewal madeBy() {
        return madeBy;
    }

    @Override
    public void apply(double[] r, double[] z) {
        CycleLevel finest = levels.getFirst();
        double most = largest(r);
        if (most == 0 || !(most < Double.POSITIVE_INFINITY)) {
            Arrays.fill(z, most == 0 ? 0.0 : Double.NaN);
            return;
        }
        double up = HEADROOM * Math.scalb(1.0, -Math.getExponent(most));
        double down = 1 / up;
        finest.over(team, chunk -> finest.load(r, scale, up, chunk));
        cycle(0);
        finest.over(team, chunk -> finest.store(z, scale, down, chunk));
    }

    private double largest(double[] r) {
        team.run(largest.length, chunk -> {
            double most = 0.0;
            for (int i = Chunks.from(chunk); i < Chunks.to(chunk, r.length); i++) {
                most = Math.max(most, Math.abs(r[i] * scale[i]));
            }
            largest[chunk] = most;
        });
        double most = 0.0;
        for (double each : largest) {
            most = Math.max(most, each);
        }
        return most;
    }

    private void cycle(int l) {
        CycleLevel level = levels.get(l);
        if (l == levels.size() - 1) {
            hierarchy.last().solve(level, team);
            return;
        }
        CycleLevel coarser = levels.get(l + 1);
        level.over(team, level::preSmooth);
        level.over(team, level::residual);
        coarser.over(team, chunk -> level.restrict(coarser, chunk));
        cycle(l + 1);
        level.over(team, chunk -> level.prolong(coarser, chunk));
        level.over(team, level::postSmooth);
        level.over(team, level::postSmoothAgain);
    }

    @Override
    public long cost() {
        long units = 0;
        for (CycleLevel level : levels) {
            units += level.cost();
        }
        return units + hierarchy.last().cost(levels.getLast());
    }

    @Override
    public long sizeBytes() {
        return hierarchy.sizeBytes();
    }
}
