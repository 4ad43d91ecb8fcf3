// SPDX-License-Identifier: Apache-2.0
package io.rivulet.quic.work;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rivulet.serialization.agent.AgentJson;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/// The gradient of a linear model on one batch: g = (1/B)·Xᵀ(f(Xw) − y) + λw, with f(z) = z for `mse` and the logistic
/// function for `logistic`. Data `batch[][]`, `labels[]`, `weights[]`, `loss`, `l2`, `model_id`, `round`. Sums go in
/// order, so that another agent's gradient of the same batch has the same bits.
/// **Thread** any.
final class NeuralTraining {
    private static final int MOST_ROUNDS = 1_000_000;

    private NeuralTraining() {}

    static ObjectNode run(TaskData data) {
        double[][] batch = data.rows("batch");
        double[] labels = data.numbers("labels");
        double[] weights = data.numbers("weights");
        boolean logistic = data.choice("loss", "mse", List.of("mse", "logistic"), Function.identity())
                .equals("logistic");
        double l2 = data.number("l2", 0, 0, Double.MAX_VALUE);
        if (labels.length != batch.length) {
            throw data.fault("labels", "as many as batch has rows, " + batch.length);
        }
        if (logistic && Arrays.stream(labels).anyMatch(y -> y != 0 && y != 1)) {
            throw data.fault("labels", "0 or 1 with the loss logistic");
        }
        double[] gradient = new double[weights.length];
        double loss = 0;
        for (int row = 0; row < batch.length; row++) {
            if (batch[row].length != weights.length) {
                throw data.fault("batch", "rows of " + weights.length + " numbers, as weights");
            }
            double z = dot(batch[row], weights);
            double error = (logistic ? sigmoid(z) : z) - labels[row];
            loss += logistic ? softplus(z) - labels[row] * z : error * error / 2;
            for (int k = 0; k < weights.length; k++) {
                gradient[k] += batch[row][k] * error;
            }
        }
        for (int k = 0; k < weights.length; k++) {
            gradient[k] = gradient[k] / batch.length + l2 * weights[k];
        }
        if (!Arrays.stream(gradient).allMatch(Double::isFinite)) {
            throw new WorkException("the gradient is not finite: batch or weights are too large");
        }
        ObjectNode result = AgentJson.object().put("model_id", data.text("model_id", ""));
        ArrayNode told = result.putArray("gradients");
        Arrays.stream(gradient).forEach(told::add);
        return result.put("batch_size", batch.length)
                .put("round", data.whole("round", 0, 0, MOST_ROUNDS))
                .put("loss", loss / batch.length);
    }

    private static double dot(double[] x, double[] w) {
        double sum = 0;
        for (int k = 0; k < x.length; k++) {
            sum += x[k] * w[k];
        }
        return sum;
    }

    private static double sigmoid(double z) {
        return z >= 0 ? 1 / (1 + Math.exp(-z)) : Math.exp(z) / (1 + Math.exp(z));
    }

    /// ln(1 + eᶻ), without overflow.
    private static double softplus(double z) {
        return Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z)));
    }
}
