// SPDX-License-Identifier: Apache-2.0
package io.rivulet.quic.work;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rivulet.patterns.series.SeriesException;
import io.rivulet.serialization.task.TaskKind;

/// Does a task: the same data gives the same result, whoever does it.
/// **Thread** any.
public final class TaskWork {
    private TaskWork() {}

    /// The result. **Errors** [WorkException] for data that nobody can work on.
    public static ObjectNode run(TaskKind kind, JsonNode data) {
        var fields = new TaskData(data, "/");
        try {
            return switch (kind) {
                case PATTERN_MATCH -> PatternMatch.run(fields);
                case STRATEGY_CORRELATION -> StrategyCorrelation.run(fields);
                case FEATURE_ENGINEERING -> FeatureEngineering.run(fields);
                case NEURAL_TRAINING -> NeuralTraining.run(fields);
            };
        } catch (SeriesException unfit) {
            throw new WorkException(String.valueOf(unfit.getMessage()));
        }
    }
}
