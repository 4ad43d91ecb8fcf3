// SPDX-License-Identifier: Apache-2.0
package io.rivulet.fields.kernels;

/// Plain loops: the definition of correct.
enum ScalarRows implements RowLoops {
    INSTANCE;

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
    public int react(Stencil a, Stencil h, Reaction with, double[] nextA, double[] nextH, double[] potential) {
        return react(a, h, with, nextA, nextH, potential, 0, a.size);
    }

    /// At the columns from `from` to before `to`.
    static int react(
            Stencil a, Stencil h, Reaction with, double[] nextA, double[] nextH, double[] potential, int from, int to) {
        int above = 0;
        for (int j = from; j < to; j++) {
            above += react(a, h, with, nextA, nextH, potential, j);
        }
        return above;
    }

    /// At column j.
    private static int react(
            Stencil a, Stencil h, Reaction with, double[] nextA, double[] nextH, double[] potential, int j) {
        int at = a.at + j;
        double x = a.row[at];
        double y = h.row[at];
        double spreadX = Math.fma(with.activatorDiffusion(), laplacian(a, j, a.size - 1), x);
        double spreadY = Math.fma(with.inhibitorDiffusion(), laplacian(h, j, a.size - 1), y);
        double newX = Math.fma(with.activatorRate(), Math.fma(x, 1 - x, -y), spreadX);
        double newY = Math.fma(with.inhibitorRate(), x - y, spreadY);
        boolean above = newX > with.threshold();
        if (above) {
            potential[at] += with.boost();
        }
        nextA[at] = clamp(newX, 0, 1);
        nextH[at] = clamp(newY, 0, 1);
        return above ? 1 : 0;
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
            least = Math.min(least, values[i]);
            largest = Math.max(largest, values[i]);
        }
        out[0] = least;
        out[1] = largest;
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
