// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What dashboards, rules and the autoscaler ask of Prometheus.
public final class Queries {
    private static final Pattern VARIABLE_VALUES = Pattern.compile("label_values\\((.*), *\\w+\\)");
    /// What names nothing: texts, what stands in braces and brackets, groups of labels.
    private static final Pattern ASIDE = Pattern.compile(
            "\"[^\"]*\"|\\{[^}]*}|\\[[^]]*]|\\b(?:by|without|on|ignoring|group_left|group_right)\\s*\\([^)]*\\)");
    private static final Pattern NAME = Pattern.compile("[a-zA-Z_:][a-zA-Z0-9_:]*(?!\\s*\\()\\b(?!\\s*\\()");
    private static final Set<String> WORDS =
            Set.of("and", "or", "unless", "bool", "offset", "by", "without", "on", "ignoring");
    /// Prometheus' own, of each target.
    private static final Set<String> SYNTHETIC = Set.of("up");

    private Queries() {}

    /// All of them, by where they stand.
    public static Map<String, String> all() throws IOException {
        Map<String, String> all = new TreeMap<>();
        for (Path file : dashboards()) {
            JsonNode board = new ObjectMapper().readTree(file.toFile());
            for (JsonNode panel : board.path("panels")) {
                for (JsonNode target : panel.path("targets")) {
                    all.put(
                            file.getFileName() + ": " + panel.path("title").asText() + " "
                                    + target.path("refId").asText(),
                            target.path("expr").asText().replace("$pod", ".*"));
                }
            }
            for (JsonNode variable : board.at("/templating/list")) {
                Matcher values = VARIABLE_VALUES.matcher(variable.path("query").asText());
                if (values.matches()) {
                    all.put(file.getFileName() + ": $" + variable.path("name").asText(), values.group(1));
                }
            }
        }
        for (JsonNode rule : rules()) {
            all.put("rule " + rule.path("alert").asText(), rule.path("expr").asText());
        }
        JsonNode scaler = new YAMLMapper()
                .readTree(Files.readString(Manifests.FOLDER.resolve("overlays/production/autoscaler.yaml")));
        for (JsonNode metric : scaler.at("/spec/metrics")) {
            String name = metric.at("/pods/metric/name").asText();
            all.put("autoscaler: " + name, name);
        }
        return all;
    }

    static List<Path> dashboards() throws IOException {
        try (var files = Files.list(Manifests.FOLDER.resolve("monitoring/dashboards"))) {
            return files.sorted().toList();
        }
    }

    static List<JsonNode> rules() throws IOException {
        JsonNode file = new YAMLMapper().readTree(Files.readString(Manifests.FOLDER.resolve("monitoring/rules.yaml")));
        List<JsonNode> rules = new ArrayList<>();
        file.at("/spec/groups").forEach(group -> group.path("rules").forEach(rules::add));
        return rules;
    }

    /// Names of the series that a query asks for.
    static Set<String> names(String query) {
        Set<String> names = new TreeSet<>();
        Matcher name = NAME.matcher(ASIDE.matcher(query).replaceAll(" "));
        while (name.find()) {
            if (!WORDS.contains(name.group()) && !SYNTHETIC.contains(name.group())) {
                names.add(name.group());
            }
        }
        return names;
    }

    /// Those of all queries that a page of figures does not have, with where they stand.
    public static List<String> unknown(String page) throws IOException {
        Set<String> known = known(page);
        List<String> unknown = new ArrayList<>();
        all().forEach((place, query) -> names(query).stream()
                .filter(name -> !known.contains(name))
                .forEach(name -> unknown.add(place + " asks for " + name)));
        return unknown;
    }

    private static Set<String> known(String page) {
        Set<String> known = new TreeSet<>();
        page.lines().filter(line -> line.startsWith("# TYPE ")).forEach(line -> {
            String[] words = line.split(" ");
            if (words[3].equals("histogram")) {
                known.addAll(Set.of(words[2] + "_bucket", words[2] + "_sum", words[2] + "_count"));
            } else {
                known.add(words[2]);
            }
        });
        return known;
    }
}
