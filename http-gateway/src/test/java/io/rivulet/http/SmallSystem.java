// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/// tridiag(−1, 2.5, −1)·x = (1.5, 0.5, 1.5); x = (1, 1, 1).
final class SmallSystem {
    static final String MATRIX = """
        "matrix":{"rows":3,"cols":3,"data":{"values":[2.5,-1,-1,2.5,-1,-1,2.5],\
        "col_indices":[0,1,0,1,2,1,2],"row_pointers":[0,2,5,7]}},"vector":[1.5,0.5,1.5]\
        """;
    static final String SOLVE = "{" + MATRIX + "}";
    static final String LIVE = "{" + MATRIX + ",\"options\":{\"live\":true}}";

    private SmallSystem() {}

    /// The stream of a live session on it.
    static HttpResponse<Stream<String>> live(OneNode node) throws Exception {
        HttpResponse<Stream<String>> stream = node.stream(node.request("/api/v1/solve-stream")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(LIVE)));
        assertThat(stream.statusCode()).isEqualTo(200);
        return stream;
    }

    /// An update that adds a half to entry `index` of b.
    static String update(String session, int index) {
        return "{\"session_id\":\"" + session + "\",\"update_id\":\"" + UUID.randomUUID()
                + "\",\"delta_costs\":{\"indices\":[" + index + "],\"values\":[0.5]}}";
    }

    static Stream<Double> doubles(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false).map(JsonNode::asDouble);
    }

    static void assertSolved(HttpResponse<String> answer) throws Exception {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        List<JsonNode> lines = OneNode.lines(answer.body());
        JsonNode solution = lines.get(lines.size() - 2);
        assertThat(doubles(solution.get("x"))).allSatisfy(x -> assertThat(x).isCloseTo(1, within(1e-7)));
    }
}
