// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.settings;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;

/// Reads settings below `rivulet.`, each with its allowed range.
final class Keys {
    private static final int MAX_PORT = 65_535;

    private final Config config;

    Keys(Config config) {
        this.config = config;
    }

    String text(String key) {
        return typed(key, config::getString, "a text").strip();
    }

    List<String> texts(String key) {
        return typed(key, config::getStringList, "a list of texts").stream()
                .map(String::strip)
                .filter(each -> !each.isEmpty())
                .toList();
    }

    /// One of `allowed`.
    String oneOf(String key, Set<String> allowed) {
        String value = text(key);
        if (!allowed.contains(value)) {
            throw SettingsException.of(key, value, String.join(", ", allowed));
        }
        return value;
    }

    boolean truth(String key) {
        return typed(key, config::getBoolean, "true or false");
    }

    int integer(String key, int least, int most) {
        return (int) whole(key, least, most);
    }

    /// A whole number, or empty for `auto`.
    OptionalInt integerOrAuto(String key, int least, int most) {
        return text(key).equals("auto") ? OptionalInt.empty() : OptionalInt.of(integer(key, least, most));
    }

    /// A port, 0 for a free one, or empty for `off` (which HOCON reads as a truth where it is not quoted).
    OptionalInt portOrOff(String key) {
        return Set.of("off", "false").contains(text(key))
                ? OptionalInt.empty()
                : OptionalInt.of(integer(key, 0, MAX_PORT));
    }

    long whole(String key, long least, long most) {
        String allowed = "a whole number from " + least + " to " + most;
        long value = typed(key, config::getLong, allowed);
        if (value < least || value > most) {
            throw SettingsException.of(key, value, allowed);
        }
        return value;
    }

    /// A number from 0 to 1.
    double part(String key) {
        String allowed = "a number from 0 to 1";
        double value = typed(key, config::getDouble, allowed);
        if (!(value >= 0 && value <= 1)) {
            throw SettingsException.of(key, value, allowed);
        }
        return value;
    }

    Duration duration(String key, Duration least, Duration most) {
        String allowed = "a time from " + words(least) + " to " + words(most) + ", such as 90s or 5 minutes";
        Duration value = typed(key, config::getDuration, allowed);
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw SettingsException.of(key, words(value), allowed);
        }
        return value;
    }

    private <T> T typed(String key, Function<String, T> read, String allowed) {
        try {
            return read.apply("rivulet." + key);
        } catch (ConfigException.WrongType | ConfigException.BadValue unreadable) {
            throw SettingsException.of(key, config.getValue("rivulet." + key).render(), allowed);
        } catch (ConfigException.Missing _) {
            throw SettingsException.of(key, "missing", allowed);
        }
    }

    static String words(Duration duration) {
        return duration.toMillis() % 1000 == 0 ? duration.toSeconds() + "s" : duration.toMillis() + "ms";
    }
}
