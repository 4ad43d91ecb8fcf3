// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.incremental;

import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.numerics.linalg.LinearSystem;
import io.rivulet.numerics.linalg.SparseVector;
import io.rivulet.numerics.linalg.TripletBuilder;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/// Seeded systems of the classes that the engine treats differently, and their exact solutions.
public final class RandomSystems {
    private static final MathContext DIGITS = new MathContext(80, RoundingMode.HALF_EVEN);

    private RandomSystems() {}

    /// What a random matrix is like.
    public enum Kind {
        STRICT,
        STRICT_SYMMETRIC,
        /// A weakly dominant chain, strict in one row only.
        CHAINED,
        /// Strict after scaling of columns, not before.
        SCALED_COLUMNS,
        /// Rows of very different size.
        SCALED_ROWS,
        /// Strict by very little.
        BARELY_STRICT,
        GENERAL
    }

    public static LinearSystem of(Kind kind, int n, RandomGenerator random) {
        CsrMatrix a = matrix(kind, n, random);
        double[] b = new double[n];
        Arrays.setAll(b, _ -> random.nextGaussian());
        return new LinearSystem(a, DenseVector.adopt(b));
    }

    static CsrMatrix matrix(Kind kind, int n, RandomGenerator random) {
        double[][] dense = new double[n][n];
        for (int i = 0; i < n; i++) {
            for (int k = 0; k < Math.min(4, n - 1); k++) {
                int j = random.nextInt(n);
                if (j != i) {
                    dense[i][j] = random.nextGaussian();
                    if (kind == Kind.STRICT_SYMMETRIC) {
                        dense[j][i] = dense[i][j];
                    }
                }
            }
            if (kind == Kind.CHAINED) {
                Arrays.fill(dense[i], 0.0);
                dense[i][(i + 1) % n] = n > 1 ? -1 - random.nextInt(3) : 0;
                dense[i][i == 0 ? n - 1 : i - 1] -= n > 1 ? 1 : 0;
            }
        }
        for (int i = 0; i < n; i++) {
            dense[i][i] = 0;
            double off = 0.0;
            for (double entry : dense[i]) {
                off += Math.abs(entry);
            }
            double diagonal = switch (kind) {
                case CHAINED -> i == 0 ? off + 1 : off;
                case BARELY_STRICT -> off * (1 + 1e-12) + 1e-12;
                case GENERAL -> random.nextGaussian();
                default -> off * 1.2 + 0.1;
            };
            dense[i][i] = random.nextBoolean() && kind != Kind.STRICT_SYMMETRIC ? -diagonal : diagonal;
        }
        TripletBuilder triplets = new TripletBuilder(n);
        for (int i = 0; i < n; i++) {
            double rowScale = kind == Kind.SCALED_ROWS ? Math.scalb(1.0, random.nextInt(-120, 120)) : 1.0;
            for (int j = 0; j < n; j++) {
                double columnScale = kind == Kind.SCALED_COLUMNS ? Math.pow(10, j % 4) : 1.0;
                if (dense[i][j] != 0 || i == j) {
                    triplets.add(i, j, dense[i][j] * rowScale * columnScale);
                }
            }
        }
        return triplets.build();
    }

    /// The 5-point Laplacian of a k×k grid plus `shift` on the diagonal.
    public static CsrMatrix grid(int k, double shift) {
        TripletBuilder triplets = new TripletBuilder(k * k);
        for (int r = 0; r < k; r++) {
            for (int c = 0; c < k; c++) {
                int i = r * k + c;
                triplets.add(i, i, 4 + shift);
                int[][] next = {{r - 1, c}, {r + 1, c}, {r, c - 1}, {r, c + 1}};
                for (int[] to : next) {
                    if (to[0] >= 0 && to[0] < k && to[1] >= 0 && to[1] < k) {
                        triplets.add(i, to[0] * k + to[1], -1);
                    }
                }
            }
        }
        return triplets.build();
    }

    /// Entries of random sign at random places, so that each row and each column has Σ|a_ij| = alpha·a_ii over its
    /// `others` entries off the diagonal: strict by rows and by columns, and not symmetric.
    public static CsrMatrix equallyStrict(int n, int others, double alpha, RandomGenerator random) {
        int[] shift = random.ints(1, n).distinct().limit(others).toArray();
        double[] size = random.doubles(others, 0.1, 1).toArray();
        double sum = Arrays.stream(size).sum();
        TripletBuilder triplets = new TripletBuilder(n);
        for (int i = 0; i < n; i++) {
            triplets.add(i, i, sum / alpha);
            for (int k = 0; k < others; k++) {
                triplets.add(i, (i + shift[k]) % n, random.nextBoolean() ? size[k] : -size[k]);
            }
        }
        return triplets.build();
    }

    /// The Laplacian of a ring of n vertices: singular, constants are its null space.
    public static CsrMatrix ring(int n) {
        TripletBuilder triplets = new TripletBuilder(n);
        for (int i = 0; i < n; i++) {
            triplets.add(i, i, 2);
            triplets.add(i, (i + 1) % n, -1);
            triplets.add(i, (i + n - 1) % n, -1);
        }
        return triplets.build();
    }

    public static LinearSystem manufactured(CsrMatrix a) {
        double[] x = new double[a.rows()];
        Arrays.setAll(x, i -> Math.sin(i + 1));
        double[] b = new double[a.rows()];
        a.multiply(x, b);
        return new LinearSystem(a, DenseVector.adopt(b));
    }

    /// A⁻¹·b with 80 digits; empty where A is singular. Rows are brought to one size first, or pivots would be chosen
    /// by
    /// their units.
    public static List<BigDecimal> exact(LinearSystem system) {
        int n = system.rows();
        BigDecimal[][] rows = new BigDecimal[n][n + 1];
        for (int i = 0; i < n; i++) {
            int exponent = Integer.MIN_VALUE;
            for (int j = 0; j < n; j++) {
                rows[i][j] = new BigDecimal(system.a().get(i, j));
                exponent = rows[i][j].signum() == 0
                        ? exponent
                        : Math.max(exponent, rows[i][j].precision() - rows[i][j].scale());
            }
            rows[i][n] = new BigDecimal(system.b().get(i));
            for (int j = 0; j <= n && exponent != Integer.MIN_VALUE; j++) {
                rows[i][j] = rows[i][j].scaleByPowerOfTen(-exponent);
            }
        }
        for (int k = 0; k < n; k++) {
            int pivot = k;
            for (int i = k + 1; i < n; i++) {
                if (rows[i][k].abs().compareTo(rows[pivot][k].abs()) > 0) {
                    pivot = i;
                }
            }
            BigDecimal[] kept = rows[k];
            rows[k] = rows[pivot];
            rows[pivot] = kept;
            if (rows[k][k].signum() == 0) {
                return List.of();
            }
            for (int i = k + 1; i < n; i++) {
                if (rows[i][k].signum() != 0) {
                    BigDecimal multiplier = rows[i][k].divide(rows[k][k], DIGITS);
                    for (int j = k; j <= n; j++) {
                        rows[i][j] = rows[i][j].subtract(multiplier.multiply(rows[k][j], DIGITS), DIGITS);
                    }
                }
            }
        }
        BigDecimal[] x = new BigDecimal[n];
        for (int i = n - 1; i >= 0; i--) {
            BigDecimal sum = rows[i][n];
            for (int j = i + 1; j < n; j++) {
                sum = sum.subtract(rows[i][j].multiply(x[j], DIGITS), DIGITS);
            }
            x[i] = sum.divide(rows[i][i], DIGITS);
        }
        return List.of(x);
    }

    /// ‖x − exact‖∞, rounded down.
    public static double error(DenseVector x, List<BigDecimal> exact) {
        BigDecimal largest = BigDecimal.ZERO;
        for (int i = 0; i < x.size(); i++) {
            largest =
                    largest.max(new BigDecimal(x.get(i)).subtract(exact.get(i)).abs());
        }
        return Math.nextDown(largest.doubleValue());
    }

    /// An update of a few entries of b and, where `matrix`, of A that keeps a strict matrix strict.
    static CostUpdate update(LinearSystem system, boolean matrix, RandomGenerator random) {
        int n = system.rows();
        SparseVector delta = some(n, random);
        SparseVector set = random.nextInt(4) == 0 ? some(n, random) : SparseVector.EMPTY;
        DenseVector vector = random.nextInt(20) == 0
                ? DenseVector.adopt(random.doubles(n, -1, 1).toArray())
                : null;
        List<EntryChange> changes = new ArrayList<>();
        for (int k = 0; matrix && k < random.nextInt(3); k++) {
            int i = random.nextInt(n);
            int j = random.nextInt(n);
            double diagonal = system.a().get(i, i);
            double value = diagonal * (i == j ? random.nextDouble(1.0, 1.5) : random.nextDouble(-0.01, 0.01));
            changes.add(new EntryChange(i, j, random.nextInt(6) == 0 && i != j ? 0.0 : value, null));
        }
        return new CostUpdate(vector, set, delta, changes);
    }

    private static SparseVector some(int n, RandomGenerator random) {
        int count = 1 + random.nextInt(3);
        int[] indices = random.ints(count, 0, n).toArray();
        return SparseVector.adopt(indices, random.doubles(count, -1, 1).toArray());
    }
}
