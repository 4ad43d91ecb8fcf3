// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.incremental;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// How far a push moves an unknown, 1 being to where its row is solved. Where the matrix is symmetric and definite,
/// any ω < 2 lowers the energy of the error with each push; 2/(1 + √(1 − ρ²)) is the best one for consistently
/// ordered matrices (Young 1954), with ρ the spectral radius of the Jacobi matrix, here from above: ρ <= 1 − min
/// w_i/(|a_ii|·u_i). Elsewhere 1, since further may diverge.
/// **Cost** a pass over the rows once per certificate, then the changed rows.
final class Relaxation {
    /// Beyond this more pushes are undone by their neighbours than help.
    private static final double MOST = 1.9;

    /// With more changed rows than this the next one is computed anew.
    private static final int MOST_CHANGED = 1_024;

    private @Nullable Certificate known;
    private double radius;
    private boolean positive;
    private boolean negative;
    private int[] changed = new int[16];
    private int changes;

    /// Row i of the matrix is another one now.
    void changed(int i) {
        if (known == null) {
            return;
        }
        if (changes == MOST_CHANGED) {
            known = null;
            return;
        }
        if (changes == changed.length) {
            changed = Arrays.copyOf(changed, 2 * changes);
        }
        changed[changes++] = i;
    }

    double omega(MutableSystem system, ColumnIndex columns, Certificate certificate) {
        if (!system.symmetric()) {
            return 1.0;
        }
        double[] diagonal = columns.diagonal();
        if (known != certificate) {
            known = certificate;
            changes = 0;
            radius = 0.0;
            positive = false;
            negative = false;
            for (int i = 0; i < diagonal.length; i++) {
                follow(diagonal[i], certificate, i);
            }
        }
        for (int k = 0; k < changes; k++) {
            follow(diagonal[changed[k]], certificate, changed[k]);
        }
        changes = 0;
        if (positive == negative || !(radius < 1)) {
            return 1.0;
        }
        return Math.min(MOST, 2 / (1 + Math.sqrt(1 - radius * radius)));
    }

    private void follow(double diagonal, Certificate certificate, int i) {
        positive |= diagonal > 0;
        negative |= diagonal < 0;
        radius = Math.max(
                radius, 1 - certificate.w(i) / (Math.abs(diagonal) * certificate.u()[i]));
    }
}
