// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.precondition.amg;

import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.numerics.kernels.Execution;
import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.precondition.Preconditioner;
import io.rivulet.numerics.precondition.Setup;
import java.util.Random;

/// Conjugate gradients as in the textbook, for counting iterations.
final class Conjugate {
    private Conjugate() {}

    static Preconditioner hierarchy(CsrMatrix a) {
        return finished(new AmgSetup(Execution.serial(), a, 1), Long.MAX_VALUE);
    }

    static Preconditioner finished(Setup setup, long slice) {
        while (setup.advance(slice) > 0) {
            assertThat(setup.failure()).isNull();
        }
        assertThat(setup.failure()).isNull();
        return java.util.Objects.requireNonNull(setup.result());
    }

    static Setup.Failure refused(CsrMatrix a) {
        Setup setup = new AmgSetup(Execution.serial(), a, 1);
        while (setup.advance(Long.MAX_VALUE) > 0) {
            assertThat(setup.result()).isNull();
        }
        assertThat(setup.result()).isNull();
        return java.util.Objects.requireNonNull(setup.failure());
    }

    static double[] random(int n, long seed) {
        Random random = new Random(seed);
        double[] v = new double[n];
        for (int i = 0; i < n; i++) {
            v[i] = random.nextGaussian();
        }
        return v;
    }

    /// Iterations until the residual is `part` of a random b, which lies in the range of A where `inRange`. The
    /// residual
    /// is then computed again.
    static int iterations(CsrMatrix a, double part, boolean inRange) {
        return iterations(a, hierarchy(a), part, inRange);
    }

    static int iterations(CsrMatrix a, Preconditioner m, double part, boolean inRange) {
        int n = a.rows();
        double[] b = random(n, 7);
        if (inRange) {
            double[] image = new double[n];
            a.multiply(b, image);
            b = image;
        }
        double[] x = new double[n];
        double[] r = b.clone();
        double[] z = new double[n];
        double[] q = new double[n];
        m.apply(r, z);
        double[] p = z.clone();
        double rho = dot(r, z);
        double goal = part * Math.sqrt(dot(b, b));
        int iteration = 0;
        while (Math.sqrt(dot(r, r)) > goal) {
            assertThat(++iteration).as("iterations").isLessThan(1000);
            assertThat(rho).as("rᵀ·M⁻¹·r").isPositive();
            a.multiply(p, q);
            double step = rho / dot(p, q);
            for (int i = 0; i < n; i++) {
                x[i] += step * p[i];
                r[i] -= step * q[i];
            }
            m.apply(r, z);
            double next = dot(r, z);
            for (int i = 0; i < n; i++) {
                p[i] = z[i] + next / rho * p[i];
            }
            rho = next;
        }
        a.multiply(x, q);
        for (int i = 0; i < n; i++) {
            q[i] = b[i] - q[i];
        }
        assertThat(Math.sqrt(dot(q, q))).isLessThan(2 * goal);
        return iteration;
    }

    static double dot(double[] x, double[] y) {
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            sum = Math.fma(x[i], y[i], sum);
        }
        return sum;
    }
}
