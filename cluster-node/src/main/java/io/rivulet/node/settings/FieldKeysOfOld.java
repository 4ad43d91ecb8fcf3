// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.settings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// The `MFN_…` variables of the system whose field streams this node speaks, as settings: keys, and whether
/// they are demanded. No value of them lets anybody in without a key who would not be let in without them.
final class FieldKeysOfOld {
    static final String PREFIX = "MFN_";
    private static final Set<String> OPEN_ENVIRONMENTS = Set.of("dev", "");
    private static final Set<String> TRUE = Set.of("true", "1", "yes");
    private static final Map<String, String> LISTS =
            Map.of("MFN_API_KEY", "MFN_API_KEY_FILE", "MFN_API_KEYS", "MFN_API_KEYS_FILE");
    private static final Set<String> READ = Set.of(
            "MFN_ENV",
            "MFN_API_KEY_REQUIRED",
            "MFN_API_KEY",
            "MFN_API_KEYS",
            "MFN_API_KEY_FILE",
            "MFN_API_KEYS_FILE",
            "MFN_CORS_ORIGINS");

    private final Map<String, String> environment;

    FieldKeysOfOld(Map<String, String> environment) {
        this.environment = environment;
    }

    /// What they say, by keys below `rivulet.`.
    Map<String, String> settings(List<String> notices) {
        Map<String, String> found = new TreeMap<>();
        List<String> keys = keys();
        if (!keys.isEmpty()) {
            found.put("fields.keys", String.join(",", keys));
        }
        // An environment that nobody knows is taken for one where keys are demanded.
        boolean demanded =
                !OPEN_ENVIRONMENTS.contains(value("MFN_ENV")) || TRUE.contains(value("MFN_API_KEY_REQUIRED"));
        if (demanded) {
            found.put("fields.key-required", "true");
        }
        String origins = environment.getOrDefault("MFN_CORS_ORIGINS", "").strip();
        if (origins.equals("*")) {
            notices.add("MFN_CORS_ORIGINS=* has no effect: origins are named one by one");
        } else if (!origins.isEmpty()) {
            found.put("http.cors-origins", origins);
        }
        environment.keySet().stream()
                .filter(name -> name.startsWith(PREFIX) && !READ.contains(name))
                .sorted()
                .forEach(name -> notices.add(name + " has no effect here"));
        return found;
    }

    private String value(String name) {
        return environment.getOrDefault(name, "").strip().toLowerCase(Locale.ROOT);
    }

    private List<String> keys() {
        List<String> all = new ArrayList<>();
        for (String name : List.of("MFN_API_KEY", "MFN_API_KEYS")) {
            all.addAll(split(environment.getOrDefault(name, "")));
            String file = environment.get(LISTS.get(name));
            if (file != null) {
                all.addAll(split(read(file)));
            }
        }
        return all.stream().distinct().toList();
    }

    private static List<String> split(String list) {
        return Arrays.stream(list.split("[,\\n]"))
                .map(String::strip)
                .filter(each -> !each.isEmpty())
                .toList();
    }

    private static String read(String file) {
        try {
            return Files.readString(Path.of(file));
        } catch (IOException | InvalidPathException unreadable) {
            throw new SettingsException("a variable MFN_API_KEY…_FILE names " + file + ", which can't be read");
        }
    }
}
