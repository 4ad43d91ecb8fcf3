// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// `/metrics` as a strict reader of the text format takes it.
///
/// @param types by family
/// @param values by name and labels, as they stand there
record Scrape(Map<String, String> types, Map<String, Double> values) {
    private static final Pattern SAMPLE = Pattern.compile(
            "([a-zA-Z_:][a-zA-Z0-9_:]*)((?:\\{(?:[a-z]+=\"(?:[^\"\\\\\n]|\\\\[\"\\\\n])*\",?)+})?) (\\S+)");

    static Scrape of(OneNode node) throws Exception {
        HttpResponse<String> answer = node.get("/metrics");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("text/plain; version=0.0.4"));
        return of(answer.body());
    }

    static Scrape of(String text) {
        Map<String, String> types = new LinkedHashMap<>();
        Map<String, Double> values = new LinkedHashMap<>();
        for (String line : text.lines().toList()) {
            if (line.startsWith("# TYPE ")) {
                String[] words = line.split(" ");
                assertThat(types.put(words[2], words[3])).as(line).isNull();
            } else if (!line.startsWith("#")) {
                Matcher sample = SAMPLE.matcher(line);
                assertThat(sample.matches()).as(line).isTrue();
                String family = types.containsKey(sample.group(1))
                        ? sample.group(1)
                        : sample.group(1).replaceFirst("_(bucket|sum|count)$", "");
                assertThat(types).as(line).containsKey(family);
                double value = Double.parseDouble(sample.group(3).replace("Inf", "Infinity"));
                assertThat(values.put(sample.group(1) + sample.group(2), value))
                        .as(line)
                        .isNull();
            }
        }
        assertThat(values).isNotEmpty();
        return new Scrape(types, values);
    }

    double value(String sample) {
        assertThat(values).containsKey(sample);
        return values.get(sample);
    }

    Set<String> families() {
        return new TreeSet<>(types.keySet());
    }
}
