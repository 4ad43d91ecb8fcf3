// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.rivulet.http.DescribedInterface.Described;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Holds the answers of every test to the document of the interface: status, type, code, and each field.
final class AnswersAsDescribed {
    private static final String DOCUMENT = "/openapi.json";
    private static final String PROBLEM = "application/problem+json";
    /// What the document says of any call at once, in its introduction.
    private static final Set<Integer> OF_ANY_CALL = Set.of(405, 408, 414, 431);

    private static final ReentrantLock reading = new ReentrantLock();
    private static @Nullable DescribedInterface described;

    private AnswersAsDescribed() {}

    static void check(OneNode node, HttpResponse<String> answer) throws IOException, InterruptedException {
        String path = answer.request().uri().getRawPath();
        DescribedInterface known = described(node);
        Optional<Described> call = path.equals(DOCUMENT)
                ? Optional.empty()
                : known.call(answer.request().method(), path);
        if (call.isPresent() && !OF_ANY_CALL.contains(answer.statusCode())) {
            check(known, call.get(), answer);
        }
    }

    /// The same of all nodes of these tests.
    private static DescribedInterface described(OneNode node) throws IOException, InterruptedException {
        reading.lock();
        try {
            DescribedInterface known = described;
            if (known == null) {
                HttpResponse<String> document =
                        node.client.send(node.request(DOCUMENT).build(), HttpResponse.BodyHandlers.ofString());
                known = new DescribedInterface(OneNode.JSON.readTree(document.body()));
                described = known;
            }
            return known;
        } finally {
            reading.unlock();
        }
    }

    private static void check(DescribedInterface known, Described call, HttpResponse<String> answer)
            throws IOException {
        String what = call.id() + " " + answer.statusCode();
        JsonNode documented = call.response(answer.statusCode());
        assertThat(documented.isMissingNode()).as(what + ": " + answer.body()).isFalse();
        String type = answer.headers()
                .firstValue("Content-Type")
                .map(given -> given.split(";")[0].strip())
                .orElse("");
        if (type.isEmpty()
                || answer.body().isEmpty()
                || answer.headers().firstValue("Content-Encoding").isPresent()) {
            return;
        }
        JsonNode content = documented.path("content").path(type);
        assertThat(content.isMissingNode())
                .as(what + " " + type + ": " + answer.body())
                .isFalse();
        List<String> values = content.has("x-itemSchema")
                ? answer.body()
                        .lines()
                        .filter(line -> line.startsWith("{") || line.startsWith("data:"))
                        .map(line -> line.substring(line.indexOf('{')))
                        .toList()
                : type.equals(PROBLEM) || type.equals("application/json") ? List.of(answer.body()) : List.of();
        JsonNode schema = content.has("x-itemSchema") ? content.get("x-itemSchema") : content.get("schema");
        for (String value : values) {
            known.assertFits(OneNode.JSON.readTree(value), schema, what);
        }
        if (type.equals(PROBLEM)) {
            assertThat(documented.get("x-codes").toString())
                    .as(what)
                    .contains("\""
                            + OneNode.JSON.readTree(answer.body()).get("code").asText() + "\"");
        }
    }
}
