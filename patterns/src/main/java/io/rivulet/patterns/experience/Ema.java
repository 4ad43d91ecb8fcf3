// SPDX-License-Identifier: Apache-2.0
package io.rivulet.patterns.experience;

/// A mean in which the past fades: m ← (1 − α)·m + α·x, over the weight w ← (1 − α)·w + α of all that came in, so
/// that the first value counts whole.
///
/// @param m weighted sum
/// @param w its weight
public record Ema(double alpha, double m, double w) {
    public static final double USUAL_ALPHA = 0.1;

    public Ema {
        if (!(alpha > 0 && alpha <= 1)) {
            throw new IllegalArgumentException("alpha is above 0 and at most 1, not " + alpha);
        }
    }

    public static Ema empty(double alpha) {
        return new Ema(alpha, 0, 0);
    }

    public Ema with(double x) {
        return new Ema(alpha, (1 - alpha) * m + alpha * x, (1 - alpha) * w + alpha);
    }

    /// NaN before the first value.
    public double value() {
        return m / w;
    }
}
