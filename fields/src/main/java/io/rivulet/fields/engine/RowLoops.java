// SPDX-License-Identifier: Apache-2.0
package io.rivulet.fields.engine;

/// The loops of a step over one row. Every provider gives the same bits: each cell is computed by itself, with the
/// same operations in the same order.
///
/// **Thread** any; nothing is kept. **Cost** nothing is allocated.
sealed interface RowLoops permits ScalarRows {
    /// out ← u + d·L(u), where L sums the neighbours above, below, left, right and takes the cell four times off.
    void diffuse(Stencil u, double d, double[] out);

    /// Activator and inhibitor one step on, from their old values, clamped to [0, 1]; adds the boost to `potential`
    /// where the activator was above the threshold before it was clamped, and answers in how many cells.
    int react(Stencil a, Stencil h, Reaction with, double[] nextA, double[] nextH, double[] potential);

    /// Brings `values` between the bounds and answers how many were outside. NaN stays.
    int clamp(double[] values, int from, int to, double least, double largest);

    /// Whether neither NaN nor infinite is among them.
    boolean finite(double[] values, int from, int to);
}
