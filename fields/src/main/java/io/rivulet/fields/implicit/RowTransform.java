// SPDX-License-Identifier: Apache-2.0
package io.rivulet.fields.implicit;

import io.rivulet.fields.grid.Boundary;

/// Rows in the basis in which second differences along a row are numbers: Hartley's for periodic rows, cosines for
/// rows through whose ends nothing flows, sines for rows between zeros. Two rows go through one transform.
///
/// **Thread** one at a time.
sealed interface RowTransform {
    /// Both rows of `field` that begin at `one` and `two`, which may be the same, in place.
    void forward(double[] field, int one, int two);

    /// Back, in place.
    void inverse(double[] field, int one, int two);

    /// What minus the second difference multiplies basis element k by.
    double eigenvalue(int k);

    static RowTransform of(int n, Boundary boundary) {
        return switch (boundary) {
            case PERIODIC -> new Hartley(n);
            case NEUMANN -> new Cosines(n);
            case DIRICHLET -> new Sines(n);
        };
    }

    /// Its own inverse, but for a factor of n.
    final class Hartley implements RowTransform {
        private final int n;
        private final Fft fft;
        private final double[] re;
        private final double[] im;

        Hartley(int n) {
            this.n = n;
            this.fft = new Fft(n);
            this.re = new double[n];
            this.im = new double[n];
        }

        @Override
        public void forward(double[] field, int one, int two) {
            transform(field, one, two, 0.5);
        }

        @Override
        public void inverse(double[] field, int one, int two) {
            transform(field, one, two, 0.5 / n);
        }

        private void transform(double[] field, int one, int two, double scale) {
            System.arraycopy(field, one, re, 0, n);
            System.arraycopy(field, two, im, 0, n);
            fft.forward(re, im);
            for (int k = 0; k < n; k++) {
                int other = k == 0 ? 0 : n - k;
                field[two + k] = scale * (im[k] + im[other] + re[k] - re[other]);
                field[one + k] = scale * (re[k] + re[other] - im[k] + im[other]);
            }
        }

        @Override
        public double eigenvalue(int k) {
            return 2 - 2 * StrictMath.cos(2 * StrictMath.PI * k / n);
        }
    }

    /// By a row twice as long that is even.
    final class Cosines implements RowTransform {
        private final int n;
        private final Fft fft;
        private final double[] re;
        private final double[] im;
        private final double[] cos;
        private final double[] sin;

        Cosines(int n) {
            this.n = n;
            this.fft = new Fft(2 * n);
            this.re = new double[2 * n];
            this.im = new double[2 * n];
            this.cos = new double[n];
            this.sin = new double[n];
            for (int k = 0; k < n; k++) {
                cos[k] = StrictMath.cos(StrictMath.PI * k / (2 * n));
                sin[k] = StrictMath.sin(StrictMath.PI * k / (2 * n));
            }
        }

        @Override
        public void forward(double[] field, int one, int two) {
            for (int j = 0; j < n; j++) {
                re[j] = field[one + j];
                im[j] = field[two + j];
                re[2 * n - 1 - j] = re[j];
                im[2 * n - 1 - j] = im[j];
            }
            fft.forward(re, im);
            for (int k = 0; k < n; k++) {
                int other = k == 0 ? 0 : 2 * n - k;
                double firstRe = re[k] + re[other];
                double firstIm = im[k] - im[other];
                double secondRe = im[k] + im[other];
                double secondIm = re[other] - re[k];
                field[two + k] = 0.25 * (secondRe * cos[k] + secondIm * sin[k]);
                field[one + k] = 0.25 * (firstRe * cos[k] + firstIm * sin[k]);
            }
        }

        @Override
        public void inverse(double[] field, int one, int two) {
            re[n] = 0;
            im[n] = 0;
            for (int k = 0; k < n; k++) {
                double x = field[one + k];
                double y = field[two + k];
                // Both halves of a spectrum that belongs to two real rows: x·e^{iπk/2n} and i times the same of y.
                re[k] = x * cos[k] - y * sin[k];
                im[k] = x * sin[k] + y * cos[k];
                if (k > 0) {
                    re[2 * n - k] = x * cos[k] + y * sin[k];
                    im[2 * n - k] = y * cos[k] - x * sin[k];
                }
            }
            fft.forward(im, re);
            for (int j = 0; j < n; j++) {
                field[two + j] = im[j] / n;
                field[one + j] = re[j] / n;
            }
        }

        @Override
        public double eigenvalue(int k) {
            return 2 - 2 * StrictMath.cos(StrictMath.PI * k / n);
        }
    }

    /// By a row twice as long, and two cells, that is odd. Its own inverse, but for a factor.
    final class Sines implements RowTransform {
        private final int n;
        private final Fft fft;
        private final double[] re;
        private final double[] im;

        Sines(int n) {
            this.n = n;
            this.fft = new Fft(2 * n + 2);
            this.re = new double[2 * n + 2];
            this.im = new double[2 * n + 2];
        }

        @Override
        public void forward(double[] field, int one, int two) {
            transform(field, one, two, 0.25);
        }

        @Override
        public void inverse(double[] field, int one, int two) {
            transform(field, one, two, 0.5 / (n + 1));
        }

        private void transform(double[] field, int one, int two, double scale) {
            int length = 2 * n + 2;
            re[0] = 0;
            im[0] = 0;
            re[n + 1] = 0;
            im[n + 1] = 0;
            for (int j = 0; j < n; j++) {
                re[j + 1] = field[one + j];
                im[j + 1] = field[two + j];
                re[length - 1 - j] = -re[j + 1];
                im[length - 1 - j] = -im[j + 1];
            }
            fft.forward(re, im);
            for (int k = 0; k < n; k++) {
                int other = length - 1 - k;
                field[two + k] = scale * (re[k + 1] - re[other]);
                field[one + k] = scale * (im[other] - im[k + 1]);
            }
        }

        @Override
        public double eigenvalue(int k) {
            return 2 - 2 * StrictMath.cos(StrictMath.PI * (k + 1) / (n + 1));
        }
    }
}
