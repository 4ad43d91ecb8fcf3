// SPDX-License-Identifier: Apache-2.0
package io.rivulet.quic.cert;

import io.rivulet.serialization.task.TaskKind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// The agents that may come in, by the common names of their certificates: a line each, after the name the types that
/// it
/// may have, where not any. What follows a `#` is for people. An empty list admits nobody.
///
/// @param types of each name; empty: any
public record AllowList(Map<String, Set<String>> types) {
    /// What a name may be.
    public static final String NAME = "[A-Za-z0-9._-]{1,64}";

    /// Names of a list.
    private static final int MOST = 10_000;

    public static final AllowList NOBODY = new AllowList(Map.of());

    public AllowList {
        types = Map.copyOf(types);
    }

    public boolean admits(String name) {
        return types.containsKey(name);
    }

    public boolean admits(String name, String type) {
        Set<String> allowed = types.get(name);
        return allowed != null && (allowed.isEmpty() || allowed.contains(type));
    }

    /// A file that isn't there admits nobody. **Errors** [UnusableCertificates] for one that can't be read: never a
    /// part of it.
    public static AllowList read(Path file) {
        try {
            return parse(Files.readString(file, StandardCharsets.UTF_8), file.toString());
        } catch (NoSuchFileException absent) {
            return NOBODY;
        } catch (IOException unreadable) {
            throw new UnusableCertificates(file + " can't be read: " + unreadable, unreadable);
        }
    }

    /// @param source for messages
    static AllowList parse(String text, String source) {
        Map<String, Set<String>> all = new LinkedHashMap<>();
        int number = 0;
        for (String line : text.split("\n", -1)) {
            number++;
            String[] words = line.replaceFirst("#.*", "").strip().split("[\\s,]+");
            if (words[0].isEmpty()) {
                continue;
            }
            Set<String> types = Arrays.stream(words).skip(1).collect(Collectors.toUnmodifiableSet());
            if (!words[0].matches(NAME) || !types.stream().allMatch(TaskKind::isAgentType)) {
                throw new UnusableCertificates(
                        source + ", line " + number
                                + ": a name of letters, digits and . _ -, then the types it may have, as in: a1 PatternMatcher");
            }
            if (all.putIfAbsent(words[0], types) != null) {
                throw new UnusableCertificates(source + ", line " + number + ": " + words[0] + " is there twice");
            }
            if (all.size() > MOST) {
                throw new UnusableCertificates(source + " has more than " + MOST + " names");
            }
        }
        return new AllowList(all);
    }

    /// With a name more, or one less.
    static String with(String text, String name) {
        return text + (text.isEmpty() || text.endsWith("\n") ? "" : "\n") + name + "\n";
    }

    static String without(String text, String name) {
        return text.lines()
                        .filter(line -> !line.replaceFirst("#.*", "")
                                .strip()
                                .split("[\\s,]+")[0]
                                .equals(name))
                        .collect(Collectors.joining("\n"))
                + "\n";
    }
}
