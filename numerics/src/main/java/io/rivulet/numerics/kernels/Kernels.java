// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.kernels;

/// The loops that decide how long a solve takes and that a compiler does not make vectors of, over one run of
/// elements or slices. Every provider gives the same bits: a sum has eight lanes, element i of the run in lane i
/// mod 8, each a chain of fma; the lanes are added by a tree, and the chain of what does not fill eight comes
/// last. A row of a matrix is one chain of fma in the order of its columns, from 0, and 0 is added at the end so
/// that no −0 comes out.
/// **Thread** any; nothing is kept. **Cost** nothing is allocated.
public sealed interface Kernels permits ScalarKernels, VectorKernels {
    /// Elements that [#dot2] writes.
    int DOT2_SPACE = 16;

    /// Name for people, e.g. on the status page.
    String provider();

    /// x·y from `from` to `to`.
    double dot(double[] x, double[] y, int from, int to);

    /// x·y from `from` to `to` as if in twice the precision: the sum goes to `space[at]`, what rounding took from
    /// it to the next; the others up to [#DOT2_SPACE] are used. **Source** Ogita, Rump, Oishi 2005 (Dot2, in each
    /// lane).
    void dot2(double[] x, double[] y, int from, int to, double[] space, int at);

    /// x ← x + c·p and r ← r − c·q from `from` to `to`; answers r·r.
    double step(double c, double[] p, double[] q, double[] x, double[] r, int from, int to);

    /// The sum of (w_i·x_i)·x_i from `from` to `to`, the product in brackets rounded first.
    double weightedSquare(double[] w, double[] x, int from, int to);

    /// y ← A·x by position, for slices from `from` to `to`; at rows apart y gets any value.
    void multiply(SellMatrix a, int from, int to, double[] x, double[] y);

    /// r ← b − A·x by position as if in twice the precision, and `size` the sum of the magnitudes of its terms, for
    /// slices from `from` to `to`; at rows apart both get any value. A without the sign that its copy has.
    /// **Source** Ogita, Rump, Oishi 2005.
    void residual2(SellMatrix a, int from, int to, double[] b, double[] x, double[] r, double[] size);

    /// As [#multiply], in single precision and slices of sixteen.
    void multiply(FloatSell a, int from, int to, float[] x, float[] y);

    /// The definition of correct.
    static Kernels scalar() {
        return ScalarKernels.INSTANCE;
    }

    /// The fastest that this JVM can run; chosen once.
    static Detected detect() {
        return Detected.Holder.CHOSEN;
    }
}
