// SPDX-License-Identifier: Apache-2.0
package io.rivulet.patterns.series;

import java.util.function.IntToDoubleFunction;

/// Sums that carry what rounding took from them. **Source** Neumaier 1974, "Rundungsfehleranalyse einiger Verfahren
/// zur Summation endlicher Summen".
public final class CompensatedSum {
    private double sum;
    private double lost;

    public CompensatedSum() {}

    public void add(double x) {
        double next = sum + x;
        lost += Math.abs(sum) >= Math.abs(x) ? (sum - next) + x : (x - next) + sum;
        sum = next;
    }

    public double value() {
        return sum + lost;
    }

    /// The sum of `term` at 0 … n − 1.
    public static double of(int n, IntToDoubleFunction term) {
        CompensatedSum sum = new CompensatedSum();
        for (int i = 0; i < n; i++) {
            sum.add(term.applyAsDouble(i));
        }
        return sum.value();
    }
}
