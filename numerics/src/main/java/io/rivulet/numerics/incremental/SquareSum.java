// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.incremental;

/// Σ v_i² of a vector whose entries change one at a time. What large entries take with them when they vanish is kept
/// in a carry (Neumaier 1974), so that the sum of the small ones that remain is still right.
/// **Cost** a few operations a change. **Thread** one.
final class SquareSum {
    /// Scaled entries stay within this of 1, so that squares neither overflow nor vanish.
    private static final int EXPONENTS = 200;

    private double scale = 1.0;
    private double sum;
    private double carry;

    /// Starts again from a vector of this norm.
    void reset(double norm) {
        scale = scaleOf(norm);
        sum = (norm * scale) * (norm * scale);
        carry = 0.0;
    }

    private static double scaleOf(double norm) {
        return norm > 0 && Double.isFinite(norm)
                ? Math.scalb(1.0, -Math.clamp(Math.getExponent(norm), -1000, 1000))
                : 1.0;
    }

    /// Takes another scale, exactly, where entries of about `size` are too far from the present one.
    void makeRoomFor(double size) {
        if (size == 0 || !Double.isFinite(size)) {
            return;
        }
        double wanted = scaleOf(Math.abs(size));
        int by = Math.getExponent(wanted) - Math.getExponent(scale);
        if (Math.abs(by) > EXPONENTS) {
            sum = Math.scalb(sum, 2 * by);
            carry = Math.scalb(carry, 2 * by);
            scale = wanted;
        }
    }

    /// Squares and their roundings: what a large entry brought in leaves with it to the last bit.
    void change(double before, double after) {
        double from = before * scale;
        double to = after * scale;
        double out = from * from;
        double in = to * to;
        carry += Math.fma(to, to, -in) - Math.fma(from, from, -out);
        add(in);
        add(-out);
    }

    private void add(double term) {
        double next = sum + term;
        carry += Math.abs(sum) >= Math.abs(term) ? (sum - next) + term : (term - next) + sum;
        sum = next;
    }

    /// Takes entries of these values out.
    void remove(double[] values, int from, int to) {
        double squares = 0.0;
        double off = 0.0;
        for (int k = from; k < to; k++) {
            double scaled = values[k] * scale;
            double square = scaled * scaled;
            double next = squares + square;
            double part = next - squares;
            off += (squares - (next - part)) + (square - part) + Math.fma(scaled, scaled, -square);
            squares = next;
        }
        carry -= off;
        add(-squares);
    }

    /// Takes the entries of `v` in `rows` in.
    void add(double[] v, RowSet rows) {
        double squares = 0.0;
        double off = 0.0;
        for (int k = 0; k < rows.size(); k++) {
            double scaled = v[rows.get(k)] * scale;
            double square = scaled * scaled;
            double next = squares + square;
            double part = next - squares;
            off += (squares - (next - part)) + (square - part) + Math.fma(scaled, scaled, -square);
            squares = next;
        }
        carry += off;
        add(squares);
    }

    /// Whether the norm would be at most `limit` with the entries of `v` in `rows`, but for roundings.
    boolean atMost(double limit, double[] v, RowSet rows) {
        double squares = 0.0;
        for (int k = 0; k < rows.size(); k++) {
            double scaled = v[rows.get(k)] * scale;
            squares += scaled * scaled;
        }
        return squares + (sum + carry) <= (limit * scale) * (limit * scale);
    }

    /// Whether the norm is at most `limit`.
    boolean atMost(double limit) {
        return sum + carry <= (limit * scale) * (limit * scale);
    }

    /// Infinite where the sum is not a number any more.
    double norm() {
        double norm = Math.sqrt(Math.max(0.0, sum + carry)) / scale;
        return Double.isNaN(norm) ? Double.POSITIVE_INFINITY : norm;
    }
}
