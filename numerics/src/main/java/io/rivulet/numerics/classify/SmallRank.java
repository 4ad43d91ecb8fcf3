// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.classify;

import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.linalg.LinearSystem;
import java.util.List;

/// Exact ranks of small matrices. A double is m·2^e, so it has an exact image in the integers modulo an odd
/// prime; a rank there is never above the true one, and below it only where the prime divides certain minors.
/// Three primes must agree. Only then is the distance of b from the range measured, by Householder QR.
/// **Cost** 3·n³/3 modular multiplications, about 30 ms for n = [#MAX_ROWS].
/// **Source** Dixon 1982 (modular linear algebra); Golub, Van Loan §5.4 (QR with column pivoting).
final class SmallRank {
    static final int MAX_ROWS = 200;

    /// The largest primes below 2³¹ but the Mersenne prime itself, modulo which 2 has the short order 31.
    static final int[] PRIMES = {2147483629, 2147483587, 2147483579};

    private SmallRank() {}

    static Consistency check(LinearSystem system) {
        int n = system.rows();
        int rank = -1;
        boolean reachable = false;
        for (int prime : PRIMES) {
            Rank found = rank(system, prime);
            if (found.ofA == n) {
                return new Consistency.Consistent(List.of());
            }
            reachable |= found.ofA == found.withB;
            rank = Math.max(rank, found.ofA);
        }
        String singular = "the matrix is singular: its rank is " + rank + " of " + n;
        if (reachable) {
            return new Consistency.Consistent(List.of(singular + "; one of many solutions is given"));
        }
        Distance distance = distanceFromRange(system, rank);
        double norm = 0.0;
        for (double v : system.b().values()) {
            norm = Math.hypot(norm, v);
        }
        if (distance.residue <= ConsistencyCheck.ROUNDED_DATA * norm) {
            return new Consistency.Consistent(List.of(singular + "; the right-hand side misses its range by "
                    + distance.residue + ", taken as rounding"));
        }
        return new Consistency.Inconsistent(
                distance.row,
                distance.residue,
                singular + ", and no x brings A·x closer to b than " + distance.residue);
    }

    private record Rank(int ofA, int withB) {}

    private record Distance(int row, double residue) {}

    private static Rank rank(LinearSystem system, int prime) {
        int n = system.rows();
        long[][] m = new long[n][n + 1];
        CsrMatrix a = system.a();
        for (int i = 0; i < n; i++) {
            for (int k = a.rowStart()[i]; k < a.rowStart()[i + 1]; k++) {
                m[i][a.column()[k]] = image(a.value()[k], prime);
            }
            m[i][n] = image(system.b().get(i), prime);
        }
        int rank = 0;
        for (int j = 0; j < n; j++) {
            rank += eliminate(m, rank, j, prime) ? 1 : 0;
        }
        return new Rank(rank, rank < n && eliminate(m, rank, n, prime) ? rank + 1 : rank);
    }

    /// Clears column j below a pivot brought to row `top`. **Returns** whether there was a pivot.
    private static boolean eliminate(long[][] m, int top, int j, int prime) {
        int pivot = top;
        while (pivot < m.length && m[pivot][j] == 0) {
            pivot++;
        }
        if (pivot == m.length) {
            return false;
        }
        long[] head = m[pivot];
        m[pivot] = m[top];
        m[top] = head;
        long inverse = power(head[j], prime - 2L, prime);
        for (int i = top + 1; i < m.length; i++) {
            long[] row = m[i];
            if (row[j] != 0) {
                long factor = prime - row[j] * inverse % prime;
                for (int k = j; k < row.length; k++) {
                    row[k] = (row[k] + factor * head[k]) % prime;
                }
            }
        }
        return true;
    }

    /// m·2^e modulo the prime.
    static long image(double v, int prime) {
        if (v == 0.0) {
            return 0;
        }
        int exponent = Math.max(Math.getExponent(v), Double.MIN_EXPONENT) - 52;
        long mantissa = (long) Math.abs(Math.scalb(Math.scalb(v, -exponent / 2), -exponent + exponent / 2));
        long two = power(2, Math.floorMod(exponent, prime - 1), prime);
        long size = mantissa % prime * two % prime;
        return v < 0.0 && size != 0 ? prime - size : size;
    }

    private static long power(long base, long exponent, int prime) {
        long result = 1;
        long square = base % prime;
        for (long e = exponent; e > 0; e >>= 1) {
            result = (e & 1) == 1 ? result * square % prime : result;
            square = square * square % prime;
        }
        return result;
    }

    /// ‖b − A·x‖₂ at its least: QR with column pivoting, `rank` reflections. A and b are scaled to entries of
    /// at most 1.
    private static Distance distanceFromRange(LinearSystem system, int rank) {
        int n = system.rows();
        double[][] column = new double[n + 1][n];
        CsrMatrix a = system.a();
        double scaleA = largest(a.value());
        double scaleB = largest(system.b().values());
        for (int i = 0; i < n; i++) {
            for (int k = a.rowStart()[i]; k < a.rowStart()[i + 1]; k++) {
                column[a.column()[k]][i] = a.value()[k] / scaleA;
            }
            column[n][i] = system.b().get(i) / scaleB;
        }
        for (int step = 0; step < rank; step++) {
            int longest = step;
            double most = square(column[step], step);
            for (int j = step + 1; j < n; j++) {
                double size = square(column[j], step);
                if (size > most) {
                    most = size;
                    longest = j;
                }
            }
            double[] swap = column[step];
            column[step] = column[longest];
            column[longest] = swap;
            reflect(column, step, Math.sqrt(most));
        }
        int row = rank;
        for (int i = rank; i < n; i++) {
            row = Math.abs(column[n][i]) > Math.abs(column[n][row]) ? i : row;
        }
        return new Distance(row, Math.sqrt(square(column[n], rank)) * scaleB);
    }

    private static double largest(double[] values) {
        double largest = 0.0;
        for (double v : values) {
            largest = Math.max(largest, Math.abs(v));
        }
        return largest == 0.0 ? 1.0 : largest;
    }

    private static void reflect(double[][] column, int step, double length) {
        if (length == 0.0) {
            return;
        }
        double[] w = column[step].clone();
        w[step] += Math.copySign(length, w[step]);
        double size = Math.sqrt(square(w, step));
        for (int i = step; i < w.length; i++) {
            w[i] /= size;
        }
        for (int j = step; j < column.length; j++) {
            double[] c = column[j];
            double dot = 0.0;
            for (int i = step; i < w.length; i++) {
                dot += w[i] * c[i];
            }
            for (int i = step; i < w.length; i++) {
                c[i] -= 2.0 * dot * w[i];
            }
        }
    }

    private static double square(double[] v, int from) {
        double sum = 0.0;
        for (int i = from; i < v.length; i++) {
            sum += v[i] * v[i];
        }
        return sum;
    }
}
