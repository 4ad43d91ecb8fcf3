// SPDX-License-Identifier: Apache-2.0
package io.rivulet.quic.work;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rivulet.serialization.agent.AgentJson;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Numbers that describe each point of a series by the `window` points that end there: data `series[]`, `window`,
/// `alpha` (of `ema`), `features[]`. The first window − 1 points give no row, and none where a feature has no value.
/// **Thread** any.   **Cost** O(n·window) a feature.
final class FeatureEngineering {
    private static final int MOST_WINDOW = 10_000;
    private static final double LEAST_DEVIATION = 1e-12;

    private FeatureEngineering() {}

    static ObjectNode run(TaskData data) {
        double[] series = data.numbers("series");
        int window = data.whole("window", 2, 2, MOST_WINDOW);
        List<String> names = data.texts("features");
        double[] ema = ema(series, data.number("alpha", 0.5, Double.MIN_VALUE, 1));
        List<double[]> rows = new ArrayList<>();
        int dropped = 0;
        for (int t = 0; t < series.length; t++) {
            double[] row = t < window - 1 ? null : row(data, names, series, window, ema, t);
            if (row == null) {
                dropped++;
            } else {
                rows.add(row);
            }
        }
        ObjectNode result = AgentJson.object().put("series_id", data.text("series_id", ""));
        ArrayNode told = result.putArray("names");
        names.forEach(told::add);
        result.put("rows", rows.size()).put("cols", names.size());
        ArrayNode values = result.putArray("values");
        rows.forEach(row -> Arrays.stream(row).forEach(values::add));
        return result.put("dropped_rows", dropped);
    }

    /// Null where a feature has no value at t.
    private static double @Nullable [] row(
            TaskData data, List<String> names, double[] series, int window, double[] ema, int t) {
        double[] row = new double[names.size()];
        double[] w = Arrays.copyOfRange(series, t - window + 1, t + 1);
        for (int k = 0; k < row.length; k++) {
            row[k] = value(data, names.get(k), series, w, ema, t);
            if (!Double.isFinite(row[k])) {
                return null;
            }
        }
        return row;
    }

    private static double value(TaskData data, String name, double[] series, double[] w, double[] ema, int t) {
        double x = series[t];
        double before = series[t - 1];
        return switch (name) {
            case "return" -> before == 0 ? Double.NaN : (x - before) / before;
            case "log_return" -> x > 0 && before > 0 ? Math.log(x / before) : Double.NaN;
            case "diff" -> x - before;
            case "mean_w" -> mean(w);
            case "std_w" -> deviation(w);
            case "zscore_w" -> deviation(w) < LEAST_DEVIATION ? 0 : (x - mean(w)) / deviation(w);
            case "min_w" -> least(w);
            case "max_w" -> most(w);
            case "range_pos_w" -> most(w) == least(w) ? 0.5 : (x - least(w)) / (most(w) - least(w));
            case "slope_w" -> slope(w);
            case "autocorr1_w" -> autocorrelation(w);
            case "ema" -> ema[t];
            default ->
                throw data.fault(
                        "features",
                        "names of return, log_return, diff, mean_w, std_w, zscore_w, min_w, max_w, range_pos_w, slope_w,"
                                + " autocorr1_w, ema");
        };
    }

    private static double mean(double[] w) {
        return Arrays.stream(w).sum() / w.length;
    }

    private static double least(double[] w) {
        return Arrays.stream(w).min().orElseThrow();
    }

    private static double most(double[] w) {
        return Arrays.stream(w).max().orElseThrow();
    }

    /// Of the population.
    private static double deviation(double[] w) {
        double mean = mean(w);
        return Math.sqrt(Arrays.stream(w).map(x -> (x - mean) * (x - mean)).sum() / w.length);
    }

    /// Least squares over the positions 0, 1, …
    private static double slope(double[] w) {
        double middle = (w.length - 1) / 2.0;
        double mean = mean(w);
        double above = 0;
        double below = 0;
        for (int k = 0; k < w.length; k++) {
            above += (k - middle) * (w[k] - mean);
            below += (k - middle) * (k - middle);
        }
        return above / below;
    }

    /// Of lag 1; 0 for a constant window.
    private static double autocorrelation(double[] w) {
        double mean = mean(w);
        double above = 0;
        double below = 0;
        for (int k = 0; k < w.length; k++) {
            below += (w[k] - mean) * (w[k] - mean);
            if (k > 0) {
                above += (w[k] - mean) * (w[k - 1] - mean);
            }
        }
        return below < LEAST_DEVIATION * LEAST_DEVIATION ? 0 : above / below;
    }

    /// Σ α(1−α)^j x_{t−j} over the weights that there are by then.
    private static double[] ema(double[] x, double alpha) {
        double[] ema = new double[x.length];
        double sum = 0;
        double weight = 0;
        for (int t = 0; t < x.length; t++) {
            sum = (1 - alpha) * sum + alpha * x[t];
            weight = (1 - alpha) * weight + alpha;
            ema[t] = sum / weight;
        }
        return ema;
    }
}
