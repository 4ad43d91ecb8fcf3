// SPDX-License-Identifier: Apache-2.0
package io.rivulet.fields.implicit;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The discrete Fourier transform of any length, not scaled. Lengths that are no power of two go through a
/// convolution of at least twice their length. `StrictMath` makes the factors, so that the bits are the same on every
/// machine.
///
/// **Thread** one at a time, as it has space of its own. **Cost** O(n log n). **Source** Cooley, Tukey 1965; Bluestein
/// 1970.
final class Fft {
    private final int n;
    private final double[] cos;
    private final double[] sin;
    private final @Nullable Chirp chirp;

    /// What a length that is no power of two needs.
    private static final class Chirp {
        private final Fft inner;
        private final double[] re;
        private final double[] im;
        private final double[] filterRe;
        private final double[] filterIm;
        private final double[] workRe;
        private final double[] workIm;

        Chirp(int n) {
            int m = Integer.highestOneBit(2 * n - 1) * 2;
            inner = new Fft(m);
            re = new double[n];
            im = new double[n];
            filterRe = new double[m];
            filterIm = new double[m];
            workRe = new double[m];
            workIm = new double[m];
            for (int k = 0; k < n; k++) {
                double angle = StrictMath.PI * ((long) k * k % (2L * n)) / n;
                re[k] = StrictMath.cos(angle);
                im[k] = -StrictMath.sin(angle);
                filterRe[k] = re[k];
                filterIm[k] = -im[k];
                if (k > 0) {
                    filterRe[m - k] = re[k];
                    filterIm[m - k] = -im[k];
                }
            }
            inner.forward(filterRe, filterIm);
        }

        void forward(double[] x, double[] y) {
            int m = workRe.length;
            Arrays.fill(workRe, re.length, m, 0);
            Arrays.fill(workIm, re.length, m, 0);
            for (int k = 0; k < re.length; k++) {
                workRe[k] = x[k] * re[k] - y[k] * im[k];
                workIm[k] = x[k] * im[k] + y[k] * re[k];
            }
            inner.forward(workRe, workIm);
            for (int k = 0; k < m; k++) {
                double a = workRe[k] * filterRe[k] - workIm[k] * filterIm[k];
                workIm[k] = workRe[k] * filterIm[k] + workIm[k] * filterRe[k];
                workRe[k] = a;
            }
            inner.forward(workIm, workRe); // parts changed over: the inverse, but for its scale
            for (int k = 0; k < re.length; k++) {
                x[k] = (workRe[k] * re[k] - workIm[k] * im[k]) / m;
                y[k] = (workRe[k] * im[k] + workIm[k] * re[k]) / m;
            }
        }
    }

    Fft(int n) {
        this.n = n;
        boolean power = Integer.bitCount(n) == 1;
        this.cos = new double[power ? n / 2 : 0];
        this.sin = new double[power ? n / 2 : 0];
        for (int k = 0; k < cos.length; k++) {
            cos[k] = StrictMath.cos(2 * StrictMath.PI * k / n);
            sin[k] = -StrictMath.sin(2 * StrictMath.PI * k / n);
        }
        this.chirp = power ? null : new Chirp(n);
    }

    /// In place; the same with the parts changed over is the inverse, but for a factor of n.
    void forward(double[] re, double[] im) {
        if (chirp != null) {
            chirp.forward(re, im);
            return;
        }
        reorder(re, im);
        for (int half = 1; half < n; half *= 2) {
            int stride = n / (2 * half);
            for (int first = 0; first < n; first += 2 * half) {
                butterflies(re, im, first, half, stride);
            }
        }
    }

    private void butterflies(double[] re, double[] im, int first, int half, int stride) {
        for (int k = 0; k < half; k++) {
            int low = first + k;
            int high = low + half;
            double c = cos[k * stride];
            double s = sin[k * stride];
            double x = re[high] * c - im[high] * s;
            double y = re[high] * s + im[high] * c;
            re[high] = re[low] - x;
            im[high] = im[low] - y;
            re[low] += x;
            im[low] += y;
        }
    }

    private void reorder(double[] re, double[] im) {
        int shift = Integer.numberOfLeadingZeros(n) + 1;
        for (int k = 0; k < n; k++) {
            int other = n == 1 ? 0 : Integer.reverse(k) >>> shift;
            if (other > k) {
                double x = re[k];
                re[k] = re[other];
                re[other] = x;
                double y = im[k];
                im[k] = im[other];
                im[other] = y;
            }
        }
    }
}
