// SPDX-License-Identifier: Apache-2.0
package io.rivulet.fields.kernels;

/// Plain loops: the definition of correct.
enum ScalarRows implements RowLoops {
    INSTANCE;

    /// Of a difference over two cells.
    static final double HALF = 0.5;

    @Override
    public String provider() {
        return "scalar";
    }

    @Override
    public void diffuse(Stencil u, double d, double[] out) {
        diffuse(u, d, out, 0, u.size);
    }

    /// At the columns from `from` to before `to`.
    static void diffuse(Stencil u, double d, double[] out, int from, int to) {
        for (int j = from; j < to; j++) {
            out[u.at + j] = Math.fma(d, laplacian(u, j, u.size - 1), u.row[u.at + j]);
        }
    }

    /// At column j.
    private static double laplacian(Stencil u, int j, int last) {
        double left = j == 0 ? u.left : u.row[u.at + j - 1];
        double right = j == last ? u.right : u.row[u.at + j + 1];
        double around = ((u.up[u.upAt + j] + u.down[u.downAt + j]) + left) + right;
        return Math.fma(-4.0, u.row[u.at + j], around);
    }

    @Override
    public int activate(Stencil a, double[] h, Reaction with, double[] nextA, double[] potential) {
        return activate(a, h, with, nextA, potential, 0, a.size);
    }

    /// At the columns from `from` to before `to`.
    static int activate(Stencil a, double[] h, Reaction with, double[] nextA, double[] potential, int from, int to) {
        int active = 0;
        for (int j = from; j < to; j++) {
            int at = a.at + j;
            double x = a.row[at];
            double spread = Math.fma(with.activatorDiffusion(), laplacian(a, j, a.size - 1), x);
            double next = Math.fma(with.activatorRate(), Math.fma(x, 1 - x, -h[at]), spread);
            if (next > with.threshold()) {
                potential[at] += with.boost();
                active++;
            }
            nextA[at] = clamp(next, 0, 1);
        }
        return active;
    }

    @Override
    public void inhibit(Stencil h, double[] a, Reaction with, double[] nextH) {
        inhibit(h, a, with, nextH, 0, h.size);
    }

    /// At the columns from `from` to before `to`.
    static void inhibit(Stencil h, double[] a, Reaction with, double[] nextH, int from, int to) {
        for (int j = from; j < to; j++) {
            int at = h.at + j;
            double y = h.row[at];
            double spread = Math.fma(with.inhibitorDiffusion(), laplacian(h, j, h.size - 1), y);
            nextH[at] = clamp(Math.fma(with.inhibitorRate(), a[at] - y, spread), 0, 1);
        }
    }

    @Override
    public int clamp(double[] values, int from, int to, double least, double largest) {
        int outside = 0;
        for (int i = from; i < to; i++) {
            double value = values[i];
            if (value < least || value > largest) {
                values[i] = clamp(value, least, largest);
                outside++;
            }
        }
        return outside;
    }

    static double clamp(double value, double least, double largest) {
        double raised = value < least ? least : value;
        return raised > largest ? largest : raised;
    }

    @Override
    public boolean finite(double[] values, int from, int to) {
        double poison = 0;
        for (int i = from; i < to; i++) {
            poison += values[i] * 0;
        }
        return poison == 0;
    }

    @Override
    public void extremes(double[] values, int from, int to, double[] out) {
        double least = Double.POSITIVE_INFINITY;
        double largest = Double.NEGATIVE_INFINITY;
        for (int i = from; i < to; i++) {
            least = values[i] < least ? values[i] : least;
            largest = values[i] > largest ? values[i] : largest;
        }
        out[0] = least + 0.0;
        out[1] = largest + 0.0;
    }

    @Override
    public void squaredGradient(double[] values, int above, int at, int below, double perRow, double[] squares) {
        squaredGradient(values, above, at, below, perRow, squares, 0, squares.length);
    }

    /// At the columns from `from` to before `to`.
    static void squaredGradient(
            double[] values, int above, int at, int below, double perRow, double[] squares, int from, int to) {
        int last = squares.length - 1;
        for (int j = from; j < to; j++) {
            double down = (values[below + j] - values[above + j]) * perRow;
            double left = values[at + Math.max(j - 1, 0)];
            double right = values[at + Math.min(j + 1, last)];
            double across = (right - left) * (j == 0 || j == last ? 1 : HALF);
            squares[j] = Math.fma(across, across, down * down);
        }
    }

    @Override
    public int mark(double[] values, int from, int to, double threshold, boolean magnitude, long[] bits, int word) {
        int marked = 0;
        for (int first = from; first < to; first += Long.SIZE) {
            long now = word(values, first, Math.min(to, first + Long.SIZE), threshold, magnitude);
            bits[word + (first - from) / Long.SIZE] = now;
            marked += Long.bitCount(now);
        }
        return marked;
    }

    /// One bit for each value, at most 64.
    static long word(double[] values, int from, int to, double threshold, boolean magnitude) {
        long word = 0;
        for (int i = from; i < to; i++) {
            double value = magnitude ? Math.abs(values[i]) : values[i];
            word |= value > threshold ? 1L << (i - from) : 0;
        }
        return word;
    }
}
