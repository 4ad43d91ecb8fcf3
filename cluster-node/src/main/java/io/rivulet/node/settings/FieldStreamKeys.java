// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.settings;

import io.rivulet.http.field.core.FieldLimits;
import io.rivulet.http.field.core.Overflow;
import io.rivulet.http.field.core.RecordingLimits;
import io.rivulet.http.settings.FieldStreamSettings;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// Reads the settings of field streams, below `rivulet.fields`.
final class FieldStreamKeys {
    private static final Duration LEAST = Duration.ofMillis(100);
    private static final Duration MOST = Duration.ofHours(1);

    private static final Duration LONGEST_AGE = Duration.ofDays(3_650);

    private FieldStreamKeys() {}

    /// @param resumeWindow for which simulations are kept
    static FieldStreamSettings read(Keys keys, Duration resumeWindow) {
        Duration heartbeat = keys.duration("fields.heartbeat", LEAST, MOST);
        Duration silence = keys.duration("fields.silence", LEAST, MOST);
        if (silence.compareTo(heartbeat) <= 0) {
            throw SettingsException.of(
                    "fields.silence", Keys.words(silence), "more than fields.heartbeat, " + Keys.words(heartbeat));
        }
        List<String> secrets = keys.texts("fields.keys").stream()
                .flatMap(text -> Arrays.stream(text.split("\\n")))
                .map(String::strip)
                .filter(key -> !key.isEmpty())
                .toList();
        Set<String> strategies =
                Arrays.stream(Overflow.values()).map(Overflow::wireName).collect(Collectors.toSet());
        return new FieldStreamSettings(
                secrets,
                keys.truth("fields.key-required"),
                keys.truth("fields.signature-required"),
                new FieldLimits(
                        keys.integer("fields.queue", 1, 100_000),
                        Overflow.named(keys.oneOf("fields.backpressure", strategies))
                                .orElseThrow(),
                        keys.integer("fields.streams", 1, 1_000),
                        heartbeat,
                        silence,
                        keys.duration("fields.auth-time", LEAST, MOST),
                        resumeWindow,
                        keys.truth("fields.auth-without-init"),
                        new RecordingLimits(
                                keys.integer("fields.recordings", 0, 100_000),
                                keys.whole("fields.recording-mb", 1, 16_384) << 20,
                                keys.duration("fields.recording-age", LEAST, LONGEST_AGE),
                                keys.whole("fields.recordings-mb", 1, 1L << 30) << 20)));
    }
}
