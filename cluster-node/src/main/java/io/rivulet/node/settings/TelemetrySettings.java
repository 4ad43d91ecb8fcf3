// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.settings;

import java.net.URI;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What a node tells of itself, and to whom.
///
/// @param processFigures of the process at `/metrics`, beside the node's own
/// @param otlp where traces go, null for nowhere
/// @param traceRatio part of the requests that are traced where the caller does not say
/// @param webhook where alerts go beside the log, null for nowhere
public record TelemetrySettings(
        Format logFormat,
        boolean processFigures,
        @Nullable URI otlp,
        double traceRatio,
        @Nullable Webhook webhook) {
    private static final String URL = "alerts.webhook-url";
    private static final String TOKEN = "alerts.webhook-token";

    /// How the log is written.
    public enum Format {
        TEXT,
        JSON
    }

    /// Both may be secret: `toString` shows neither.
    ///
    /// @param token sent as a bearer token; empty for none
    public record Webhook(URI url, String token) {
        @Override
        public String toString() {
            return "Webhook[]";
        }
    }

    static TelemetrySettings read(Keys keys) {
        Set<String> formats = new TreeSet<>();
        for (Format format : Format.values()) {
            formats.add(format.name().toLowerCase(Locale.ROOT));
        }
        return new TelemetrySettings(
                Format.valueOf(keys.oneOf("log.format", formats).toUpperCase(Locale.ROOT)),
                keys.truth("telemetry.process-figures"),
                SecurityKeys.url(keys, "telemetry.otlp-endpoint"),
                keys.part("telemetry.trace-ratio"),
                webhook(keys));
    }

    private static @Nullable Webhook webhook(Keys keys) {
        URI url;
        try {
            url = SecurityKeys.url(keys, URL);
        } catch (SettingsException _) {
            throw SettingsException.of(URL, "not one", "an https URL, or an http one of a loopback address");
        }
        String token = keys.text(TOKEN);
        if (url == null && !token.isEmpty()) {
            throw SettingsException.of(TOKEN, "set", "empty, or set together with " + URL);
        }
        return url == null ? null : new Webhook(url, token);
    }
}
