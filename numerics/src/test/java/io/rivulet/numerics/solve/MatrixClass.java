// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.solve;

import io.rivulet.numerics.incremental.RandomSystems;
import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.linalg.TripletBuilder;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Random;
import java.util.Set;

/// The classes of matrices that methods treat differently, made so that the class is known by construction, and what
/// mathematics says of each method on them.
public enum MatrixClass {
    SYMMETRIC_STRICT(Set.of(), Set.of()),
    /// Strictly dominant with diagonal entries of both signs.
    SYMMETRIC_STRICT_MIXED(Set.of(Method.CG, Method.CHEBYSHEV), Set.of(Method.BICGSTAB)),
    /// The Laplacian of a grid with Dirichlet ends: weakly dominant, chained to strict rows.
    WEAK_CHAINED(Set.of(Method.RANDOM_WALK), Set.of()),
    /// Gram matrices: definite, with off-diagonal sums far above the diagonal.
    DEFINITE_NOT_DOMINANT(Set.of(Method.RANDOM_WALK), Set.of(Method.JACOBI, Method.NEUMANN)),
    NEGATIVE_DEFINITE(Set.of(Method.RANDOM_WALK), Set.of(Method.JACOBI, Method.NEUMANN)),
    /// A ring: constants are its null space; b lies in its range.
    LAPLACIAN(Set.of(Method.RANDOM_WALK), Set.of(Method.NEUMANN, Method.BICGSTAB, Method.GMRES)),
    /// Positive diagonal and eigenvalues of both signs.
    INDEFINITE(
            Set.of(
                    Method.JACOBI,
                    Method.GAUSS_SEIDEL,
                    Method.SOR,
                    Method.NEUMANN,
                    Method.CHEBYSHEV,
                    Method.CG,
                    Method.PUSH,
                    Method.RANDOM_WALK),
            Set.of(Method.BICGSTAB)),
    /// [D B; Bᵀ 0].
    SADDLE(
            Set.of(
                    Method.JACOBI,
                    Method.GAUSS_SEIDEL,
                    Method.SOR,
                    Method.NEUMANN,
                    Method.CHEBYSHEV,
                    Method.CG,
                    Method.PUSH,
                    Method.RANDOM_WALK),
            Set.of(Method.BICGSTAB)),
    ROW_STRICT(Set.of(Method.CG, Method.MINRES, Method.CHEBYSHEV), Set.of()),
    COLUMN_STRICT(Set.of(Method.CG, Method.MINRES, Method.CHEBYSHEV, Method.RANDOM_WALK), Set.of()),
    /// The identity and a large skew part: eigenvalues 1 ± iμ.
    SKEW_DOMINANT(
            Set.of(Method.CG, Method.MINRES, Method.CHEBYSHEV, Method.PUSH, Method.RANDOM_WALK),
            Set.of(Method.JACOBI, Method.GAUSS_SEIDEL, Method.SOR, Method.NEUMANN, Method.BICGSTAB)),
    /// A cyclic permutation and little else.
    ZERO_DIAGONAL(
            Set.of(
                    Method.JACOBI,
                    Method.GAUSS_SEIDEL,
                    Method.SOR,
                    Method.NEUMANN,
                    Method.CHEBYSHEV,
                    Method.CG,
                    Method.MINRES,
                    Method.PUSH,
                    Method.RANDOM_WALK),
            Set.of(Method.BICGSTAB)),
    ONE_BY_ONE(Set.of(), Set.of()),
    SCALED_UP(Set.of(), Set.of()),
    SCALED_DOWN(Set.of(), Set.of());

    /// These can't work.
    final Set<Method> impossible;

    /// Of these nothing is sure; all others converge.
    final Set<Method> open;

    MatrixClass(Set<Method> impossible, Set<Method> open) {
        this.impossible = impossible;
        this.open = open;
    }

    /// Those that a request may name.
    static Set<Method> askable() {
        EnumSet<Method> methods = EnumSet.allOf(Method.class);
        methods.removeIf(method -> !method.askable());
        return methods;
    }

    public CsrMatrix matrix(int n, Random random) {
        return switch (this) {
            case SYMMETRIC_STRICT -> symmetricStrict(n, 1.0, random);
            case SYMMETRIC_STRICT_MIXED -> mixed(symmetricStrict(Math.max(2, n), 1.0, random));
            case WEAK_CHAINED -> RandomSystems.grid(Math.max(3, (int) Math.ceil(Math.sqrt(n))), 0);
            case DEFINITE_NOT_DOMINANT -> gram(Math.max(10, n), random);
            case NEGATIVE_DEFINITE -> scaled(gram(Math.max(10, n), random), -1.0);
            case LAPLACIAN -> RandomSystems.ring(Math.max(3, n));
            case INDEFINITE -> indefinite(Math.max(2, n));
            case SADDLE -> saddle(Math.max(2, n / 2), random);
            case ROW_STRICT -> rowStrict(Math.max(3, n), random);
            case COLUMN_STRICT -> rowStrict(Math.max(3, n), random).transpose();
            case SKEW_DOMINANT -> skew(Math.max(3, n));
            case ZERO_DIAGONAL -> cyclic(Math.max(3, n), random);
            case ONE_BY_ONE ->
                new TripletBuilder(1)
                        .add(0, 0, random.nextBoolean() ? 3.0 : -0.7)
                        .build();
            case SCALED_UP -> scaled(symmetricStrict(n, 1.0, random), 0x1p400);
            case SCALED_DOWN -> scaled(symmetricStrict(n, 1.0, random), 0x1p-400);
        };
    }

    static CsrMatrix scaled(CsrMatrix a, double by) {
        return a.withValues(Arrays.stream(a.value()).map(v -> v * by).toArray());
    }

    private static CsrMatrix dominated(double[][] off, double factor) {
        int n = off.length;
        TripletBuilder triplets = new TripletBuilder(n);
        for (int i = 0; i < n; i++) {
            double sum = 0.0;
            for (int j = 0; j < n; j++) {
                if (j != i && off[i][j] != 0) {
                    triplets.add(i, j, off[i][j]);
                    sum += Math.abs(off[i][j]);
                }
            }
            triplets.add(i, i, sum * factor + 0.1);
        }
        return triplets.build();
    }

    private static CsrMatrix symmetricStrict(int n, double size, Random random) {
        double[][] off = new double[n][n];
        for (int k = 0; k < 2 * n; k++) {
            int i = random.nextInt(n);
            int j = random.nextInt(n);
            off[i][j] = size * random.nextGaussian();
            off[j][i] = off[i][j];
        }
        return dominated(off, 1.15);
    }

    private static CsrMatrix rowStrict(int n, Random random) {
        double[][] off = new double[n][n];
        for (int k = 0; k < 4 * n; k++) {
            off[random.nextInt(n)][random.nextInt(n)] = random.nextGaussian();
        }
        off[0][1] = 2;
        off[1][0] = 1;
        return dominated(off, 1.15);
    }

    /// Flips the sign of every other diagonal entry.
    private static CsrMatrix mixed(CsrMatrix a) {
        double[] value = a.value().clone();
        for (int i = 0; i < a.rows(); i += 2) {
            value[a.find(i, i)] *= -1;
        }
        return a.withValues(value);
    }

    /// BᵀB + 0.05·I, B with a few large entries a row.
    private static CsrMatrix gram(int n, Random random) {
        double[][] b = new double[n][n];
        for (int i = 0; i < n; i++) {
            for (int k = 0; k < 3; k++) {
                b[i][random.nextInt(n)] = 1 + random.nextDouble();
            }
        }
        TripletBuilder triplets = new TripletBuilder(n);
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                double sum = i == j ? 0.05 : 0.0;
                for (int k = 0; k < n; k++) {
                    sum += b[k][Math.min(i, j)] * b[k][Math.max(i, j)];
                }
                if (sum != 0) {
                    triplets.add(i, j, sum);
                }
            }
        }
        return triplets.build();
    }

    /// Tridiagonal with unit diagonal and off-diagonal entries 1.3: eigenvalues 1 + 2.6·cos θ.
    private static CsrMatrix indefinite(int n) {
        TripletBuilder triplets = new TripletBuilder(n);
        for (int i = 0; i < n; i++) {
            triplets.add(i, i, 1);
            if (i > 0) {
                triplets.add(i, i - 1, 1.3);
                triplets.add(i - 1, i, 1.3);
            }
        }
        return triplets.build();
    }

    private static CsrMatrix saddle(int n, Random random) {
        TripletBuilder triplets = new TripletBuilder(2 * n);
        for (int i = 0; i < n; i++) {
            triplets.add(i, i, 1 + random.nextDouble());
            triplets.add(i, n + i, 1);
            triplets.add(n + i, i, 1);
            if (i > 0) {
                triplets.add(i, n + i - 1, 0.5);
                triplets.add(n + i - 1, i, 0.5);
            }
        }
        return triplets.build();
    }

    private static CsrMatrix skew(int n) {
        TripletBuilder triplets = new TripletBuilder(n);
        for (int i = 0; i < n; i++) {
            triplets.add(i, i, 1);
            triplets.add(i, (i + 1) % n, 4);
            triplets.add(i, (i + n - 1) % n, -4);
        }
        return triplets.build();
    }

    private static CsrMatrix cyclic(int n, Random random) {
        TripletBuilder triplets = new TripletBuilder(n);
        for (int i = 0; i < n; i++) {
            triplets.add(i, (i + 1) % n, 2);
            if (n > 3) {
                triplets.add(i, (i + 2) % n, 0.3 * random.nextGaussian());
            }
        }
        return triplets.build();
    }
}
