// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.settings;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigValueFactory;
import com.typesafe.config.ConfigValueType;
import io.rivulet.http.node.Insight.Setting;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Puts the sources of settings on top of each other: command line, -D, environment, file, `reference.conf`.
public final class SettingsLoader {
    /// The source of what nobody said.
    public static final String DEFAULT = EffectiveSettings.DEFAULT;

    private static final long MAX_SECRET_BYTES = 64 * 1024;
    private static final String ROOT = "rivulet";
    /// Those of all variables together.
    private static final String FIELD_KEYS = "fields.keys";

    /// What was read. `operator` is everything that was said by somebody, without the defaults; `notices` are names
    /// that nobody knows.
    ///
    /// @param effective every setting as it holds, with who said so
    public record Loaded(NodeSettings settings, Config operator, List<String> notices, List<Setting> effective) {}

    private final Map<String, String> environment;
    private final Config reference;
    private final Set<String> known;

    public SettingsLoader(Map<String, String> environment) {
        this.environment = environment;
        this.reference = ConfigFactory.defaultReference();
        this.known = keysOf(reference);
    }

    /// All sources together, checked.
    ///
    /// @param file a HOCON file, or null
    /// @param defines `rivulet.…` (or any other) keys given as -D
    /// @param commandLine keys, below `rivulet.`, of options of the command
    public Loaded load(@Nullable Path file, Map<String, String> defines, Map<String, String> commandLine) {
        List<String> notices = new ArrayList<>();
        Config fromFile = file == null ? ConfigFactory.empty() : parse(file);
        keysOf(fromFile).forEach(key -> reportUnknown(key, "in " + file, notices));
        defines.keySet().stream()
                .filter(key -> key.startsWith(ROOT + "."))
                .forEach(key -> reportUnknown(key.substring(ROOT.length() + 1), "as -D" + key, notices));
        try {
            Config operator = config(below(commandLine), "command line")
                    .withFallback(config(defines, "-D"))
                    .withFallback(ConfigFactory.systemProperties())
                    .withFallback(config(fromEnvironment(notices), "environment"))
                    .withFallback(fromFile);
            Config all = operator.withFallback(reference).resolve();
            NodeSettings settings = NodeSettings.from(all);
            return new Loaded(
                    settings, operator, List.copyOf(notices), EffectiveSettings.of(known, operator.resolve(), all));
        } catch (ConfigException unusable) {
            throw new SettingsException("the settings can't be read: " + unusable.getMessage());
        }
    }

    private Map<String, String> fromEnvironment(List<String> notices) {
        Map<String, EnvironmentNames.Target> targets = EnvironmentNames.targets(known);
        Map<String, String> found = new TreeMap<>();
        Map<String, String> names = new TreeMap<>();
        new TreeMap<>(environment).forEach((name, value) -> {
            if (!name.startsWith(EnvironmentNames.PREFIX) || EnvironmentNames.isReadElsewhere(name)) {
                return;
            }
            EnvironmentNames.Target target = targets.get(name);
            EnvironmentNames.Target secret = name.endsWith(EnvironmentNames.FILE_SUFFIX)
                    ? targets.get(name.substring(0, name.length() - EnvironmentNames.FILE_SUFFIX.length()))
                    : null;
            if (target != null) {
                put(found, names, name, target.key(), value.strip() + target.unit());
            } else if (secret != null && EnvironmentNames.isSecret(secret.key())) {
                put(found, names, name, secret.key(), secretIn(name, value));
            } else {
                notices.add("unknown variable " + name + hint(Nearest.to(name, targets.keySet())));
            }
        });
        new FieldKeysOfOld(environment)
                .settings(notices)
                .forEach((key, value) -> found.merge(
                        ROOT + "." + key,
                        value,
                        (ours, theirs) -> key.equals(FIELD_KEYS) ? ours + "," + theirs : ours));
        return found;
    }

    /// Of two variables of one setting neither is the right one.
    private static void put(
            Map<String, String> found, Map<String, String> names, String name, String key, String value) {
        String before = found.put(ROOT + "." + key, value);
        String other = names.put(key, name);
        if (other != null && !value.equals(before)) {
            throw new SettingsException(other + " and " + name + " both set " + ROOT + "." + key
                    + ", to different values: unset one of them");
        }
    }

    private void reportUnknown(String key, String where, List<String> notices) {
        if (!known.contains(key)) {
            notices.add("unknown setting " + ROOT + "." + key + " " + where + hint(Nearest.to(key, known)));
        }
    }

    private static String hint(java.util.Optional<String> nearest) {
        return nearest.map(name -> "; did you mean " + name + "?").orElse("; it has no effect");
    }

    private static String secretIn(String name, String file) {
        try {
            Path path = Path.of(file);
            if (Files.size(path) > MAX_SECRET_BYTES) {
                throw new SettingsException(name + " names a file of more than " + MAX_SECRET_BYTES + " bytes");
            }
            return Files.readString(path).strip();
        } catch (MalformedInputException _) {
            throw new SettingsException(name + " names " + file + ", which is not UTF-8 text");
        } catch (IOException | java.nio.file.InvalidPathException unreadable) {
            throw new SettingsException(name + " names " + file + ", which can't be read");
        }
    }

    private static Config parse(Path file) {
        try {
            return ConfigFactory.parseFile(
                    file.toFile(), ConfigParseOptions.defaults().setAllowMissing(false));
        } catch (ConfigException unusable) {
            throw new SettingsException("the configuration file can't be used: " + unusable.getMessage());
        }
    }

    private Config config(Map<String, String> values, String origin) {
        Config all = ConfigFactory.empty();
        for (Map.Entry<String, String> each : new TreeMap<>(values).entrySet()) {
            boolean list = reference.hasPath(each.getKey())
                    && reference.getValue(each.getKey()).valueType() == ConfigValueType.LIST;
            Object value = list
                    ? Arrays.stream(each.getValue().split(","))
                            .map(String::strip)
                            .toList()
                    : each.getValue();
            all = all.withValue(each.getKey(), ConfigValueFactory.fromAnyRef(value, origin));
        }
        return all;
    }

    private static Map<String, String> below(Map<String, String> options) {
        return options.entrySet().stream()
                .collect(Collectors.toMap(each -> ROOT + "." + each.getKey(), Map.Entry::getValue));
    }

    private static Set<String> keysOf(Config config) {
        Set<String> keys = new TreeSet<>();
        if (config.hasPath(ROOT)) {
            config.getConfig(ROOT).entrySet().forEach(each -> keys.add(each.getKey()));
        }
        return keys;
    }
}
