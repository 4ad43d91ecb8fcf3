// SPDX-License-Identifier: Apache-2.0
package io.rivulet.quic.work;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rivulet.patterns.correlation.CorrelationMatrix;
import io.rivulet.patterns.lcs.Tolerance;
import io.rivulet.patterns.series.Normalisation;
import io.rivulet.serialization.agent.AgentJson;
import java.util.List;

/// How much of each series is found in each other one: data `strategies[{id, values[]}]`, `epsilon`, `delta` (absent or
/// null: anywhere), `normalise`.
/// **Thread** any.
final class StrategyCorrelation {
    private StrategyCorrelation() {}

    static ObjectNode run(TaskData data) {
        Normalisation normalisation =
                data.choice("normalise", Normalisation.Z, List.of(Normalisation.values()), Normalisation::wireName);
        double epsilon = data.number("epsilon", Tolerance.USUAL_EPSILON, 0, Double.MAX_VALUE);
        int delta = data.whole("delta", Integer.MAX_VALUE, 0, Integer.MAX_VALUE);
        List<TaskData> strategies = data.objects("strategies", CorrelationMatrix.MOST_SERIES);
        CorrelationMatrix matrix = CorrelationMatrix.of(
                strategies.stream()
                        .map(each -> normalisation.apply(each.numbers("values")))
                        .toList(),
                new Tolerance(epsilon, delta));
        ObjectNode result = AgentJson.object();
        ArrayNode rows = result.putArray("matrix");
        for (int i = 0; i < matrix.size(); i++) {
            ArrayNode row = rows.addArray();
            for (int j = 0; j < matrix.size(); j++) {
                row.add(matrix.at(i, j));
            }
        }
        ArrayNode ids = result.putArray("strategy_ids");
        strategies.forEach(each -> ids.add(each.text("id", "")));
        result.put("epsilon", epsilon);
        return data.has("delta") && !data.isNull("delta") ? result.put("delta", delta) : result.putNull("delta");
    }
}
