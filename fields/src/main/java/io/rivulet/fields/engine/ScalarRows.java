// SPDX-License-Identifier: Apache-2.0
package io.rivulet.fields.engine;

/// Plain loops: the definition of correct.
enum ScalarRows implements RowLoops {
    INSTANCE;

    @Override
    public void diffuse(Stencil u, double d, double[] out) {
        int last = u.size - 1;
        for (int j = 0; j <= last; j++) {
            out[u.at + j] = Math.fma(d, laplacian(u, j, last), u.row[u.at + j]);
        }
    }

    /// At column j.
    static double laplacian(Stencil u, int j, int last) {
        double left = j == 0 ? u.left : u.row[u.at + j - 1];
        double right = j == last ? u.right : u.row[u.at + j + 1];
        double around = ((u.up[u.upAt + j] + u.down[u.downAt + j]) + left) + right;
        return Math.fma(-4.0, u.row[u.at + j], around);
    }

    @Override
    public int react(Stencil a, Stencil h, Reaction with, double[] nextA, double[] nextH, double[] potential) {
        int above = 0;
        for (int j = 0; j < a.size; j++) {
            above += react(a, h, with, nextA, nextH, potential, j);
        }
        return above;
    }

    /// At column j.
    static int react(Stencil a, Stencil h, Reaction with, double[] nextA, double[] nextH, double[] potential, int j) {
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

    private static double clamp(double value, double least, double largest) {
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
}
