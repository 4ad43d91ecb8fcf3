// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.partition.machine;

import io.rivulet.numerics.linalg.DenseVector;

/// What the owner asks all parts to do in one round. Each is done once a round, however often it is asked.
public sealed interface Step {
    /// Bytes of its numbers.
    default long sizeBytes() {
        return 0;
    }

    /// Whether it needs the local solver.
    default boolean solves() {
        return false;
    }

    /// Keep a copy of the owned x, exchange its halo, and say what the residual of these copies is: the one base on
    /// which a solve may end. Answered by [Finding.OwnResidual].
    ///
    /// @param deadBand values that moved no more than this since they were last sent may stay unsent
    /// @param enough a local residual with which a part may rest until others move
    record Freeze(double deadBand, double enough) implements Step {}

    /// Hand over the copy of the last [Freeze]. Answered by [Finding.Block].
    record Deliver() implements Step {}

    /// The entries of A0 from the owned rows. Answered by [Finding.Coarse].
    record CoarseEntries() implements Step {}

    /// p ← z + β·p, x ← x + α·p, r ← r − α·A·p (unless `start`, when r is the residual of the last [Freeze]); then
    /// y ← B·r. Answered by ‖r‖² and Zᵀ·(r − A·y).
    record CgSmooth(boolean start, double alpha, double beta) implements Step {
        @Override
        public boolean solves() {
            return true;
        }
    }

    /// z ← y + Z·c. Answered by r·z, z·A·z and z·A·p.
    record CgCorrect(DenseVector coarse) implements Step {
        @Override
        public long sizeBytes() {
            return 8L * coarse.size();
        }
    }

    /// v_j ← scale·(w − Σ h_i·v_i), or v_0 ← scale·r with r the residual of the last [Freeze]; then y ← B·v_j.
    /// Answered by Zᵀ·(v_j − A·y).
    record GmresSmooth(int j, double scale, DenseVector h) implements Step {
        @Override
        public long sizeBytes() {
            return 8L * h.size();
        }

        @Override
        public boolean solves() {
            return true;
        }
    }

    /// z_j ← y + Z·c, w ← A·z_j. Answered by w·v_0 … w·v_j and w·w.
    record GmresCorrect(DenseVector coarse) implements Step {
        @Override
        public long sizeBytes() {
            return 8L * coarse.size();
        }
    }

    /// w ← w − Σ h_i·v_i. Answered as [GmresCorrect].
    record GmresProject(DenseVector h) implements Step {
        @Override
        public long sizeBytes() {
            return 8L * h.size();
        }
    }

    /// x ← x + Σ y_i·z_i. Answered by nothing.
    record GmresUpdate(DenseVector y) implements Step {
        @Override
        public long sizeBytes() {
            return 8L * y.size();
        }
    }
}
