// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.classify;

import io.rivulet.numerics.kernels.Team;
import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.linalg.LinearSystem;
import java.util.ArrayList;
import java.util.List;

/// The rules behind [Consistency#check].
final class ConsistencyCheck {
    /// A system whose best residual is at most this part of ‖b‖₂ counts as solvable: its data carry rounding
    /// errors.
    static final double ROUNDED_DATA = 1e-10;

    private ConsistencyCheck() {}

    static Consistency of(LinearSystem system, Classification c) {
        if (c.singularComponents() > 0) {
            Consistency byNullVectors = components(system, c);
            // The allowance of dominance may call a regular matrix singular; where exact ranks are cheap they decide.
            return byNullVectors instanceof Consistency.Inconsistent
                            && c.rows() <= SmallRank.MAX_ROWS
                            && SmallRank.check(system) instanceof Consistency.Consistent regular
                    ? regular
                    : byNullVectors;
        }
        boolean regular = c.weaklyChained()
                || c.definiteness() == Definiteness.PROVEN
                || c.negatedDefiniteness() == Definiteness.PROVEN
                || ((c.lowerTriangular() || c.upperTriangular()) && c.zeroDiagonal() < 0);
        return regular || c.rows() > SmallRank.MAX_ROWS
                ? new Consistency.Consistent(List.of())
                : SmallRank.check(system);
    }

    /// A right-hand side must be orthogonal to the null vector of each singular component.
    private static Consistency components(LinearSystem system, Classification c) {
        CsrMatrix a = system.a();
        double[] b = system.b().values();
        BalancedComponents balanced = BalancedComponents.find(a, new RowScan(Team.serial(), a).standing);
        double[] sum = new double[a.rows()];
        double[] lost = new double[a.rows()];
        double[] square = new double[a.rows()];
        int[] size = new int[a.rows()];
        for (int i = 0; i < a.rows(); i++) {
            int root = balanced.component[i];
            if (root >= 0) {
                double term = balanced.sign[i] * b[i];
                double total = sum[root] + term;
                lost[root] +=
                        Math.abs(sum[root]) >= Math.abs(term) ? (sum[root] - total) + term : (term - total) + sum[root];
                sum[root] = total;
                square[root] = Math.hypot(square[root], b[i]);
                size[root]++;
            }
        }
        double worst = 0.0;
        for (int root = 0; root < a.rows(); root++) {
            double imbalance = sum[root] + lost[root];
            if (size[root] > 0 && Math.abs(imbalance) / Math.sqrt(size[root]) > ROUNDED_DATA * square[root]) {
                return new Consistency.Inconsistent(
                        root,
                        imbalance,
                        "the component of row " + root + " (" + size[root]
                                + " rows) is singular to rounding, and its right-hand" + " side sums to " + imbalance
                                + " instead of 0");
            }
            worst = Math.max(worst, Math.abs(imbalance));
        }
        List<String> warnings = new ArrayList<>();
        warnings.add(c.singularComponents() + " of the connected components of the matrix "
                + (c.singularComponents() == 1 ? "is" : "are")
                + " singular: x is determined up to a constant on each, and one of the solutions is given");
        if (worst > 0.0) {
            warnings.add(
                    "the right-hand side is off balance by " + worst + " on a singular component, taken as rounding");
        }
        return new Consistency.Consistent(warnings);
    }
}
