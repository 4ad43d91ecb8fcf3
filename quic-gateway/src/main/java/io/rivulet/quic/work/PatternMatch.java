// SPDX-License-Identifier: Apache-2.0
package io.rivulet.quic.work;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rivulet.patterns.dtw.Alignment;
import io.rivulet.patterns.dtw.Band;
import io.rivulet.patterns.dtw.Cost;
import io.rivulet.patterns.dtw.Dtw;
import io.rivulet.patterns.series.Normalisation;
import io.rivulet.patterns.series.Similarity;
import io.rivulet.serialization.agent.AgentJson;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// The candidates that are most like a series, by dynamic time warping: data `current[]`, `candidates[{id, values[]}]`,
/// `window` (absent: a tenth of the longer series; null: none), `normalise` (z, minmax, none), `cost` (abs, sq),
/// `top_k`,
/// `min_similarity`.
/// **Thread** any.   **Cost** one alignment a candidate.
final class PatternMatch {
    private static final int MOST_CANDIDATES = 10_000;
    private static final int USUAL_TOP = 10;
    private static final int MOST_TOP = 200;
    private static final int MOST_WINDOW = 10_000;
    private static final double USUAL_SIMILARITY = 0.80;

    private record Match(String id, double similarity, double distance, int pathLength) {}

    private PatternMatch() {}

    static ObjectNode run(TaskData data) {
        Normalisation normalisation =
                data.choice("normalise", Normalisation.Z, List.of(Normalisation.values()), Normalisation::wireName);
        Cost cost = data.choice("cost", Cost.ABS, List.of(Cost.values()), Cost::wireName);
        double least = data.number("min_similarity", USUAL_SIMILARITY, 0, 1);
        double[] current = normalisation.apply(data.numbers("current"));
        List<Match> matches = new ArrayList<>();
        for (TaskData candidate : data.objects("candidates", MOST_CANDIDATES)) {
            double[] values = normalisation.apply(candidate.numbers("values"));
            Alignment alignment = Dtw.align(current, values, cost, band(data, current.length, values.length));
            double similarity = Similarity.of(alignment.distance(), current.length, values.length);
            matches.add(new Match(candidate.text("id", ""), similarity, alignment.distance(), alignment.length()));
        }
        matches.sort(Comparator.comparingDouble(Match::similarity).reversed().thenComparing(Match::id));
        Match best = matches.getFirst();
        ObjectNode result = AgentJson.object()
                .put("pattern_type", data.text("pattern_type", "series"))
                .put("similarity", best.similarity())
                .put("best_match_id", best.id())
                .put("distance", best.distance())
                .put("path_length", best.pathLength())
                .put("normalisation", normalisation.wireName());
        ArrayNode told = result.putArray("matches");
        matches.stream()
                .filter(match -> match.similarity() >= least)
                .limit(data.whole("top_k", USUAL_TOP, 1, MOST_TOP))
                .forEach(match -> told.addObject()
                        .put("id", match.id())
                        .put("similarity", match.similarity())
                        .put("distance", match.distance())
                        .put("path_length", match.pathLength()));
        return result;
    }

    private static Band band(TaskData data, int n, int m) {
        if (!data.has("window")) {
            return Band.usual(n, m);
        }
        return data.isNull("window") ? Band.none() : Band.of(data.whole("window", 0, 0, MOST_WINDOW));
    }
}
