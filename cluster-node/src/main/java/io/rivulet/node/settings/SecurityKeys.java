// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.settings;

import io.rivulet.http.settings.SecuritySettings;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads who may call the gateway, from which pages, and how it is encrypted.
final class SecurityKeys {
    private static final String ISSUER = "auth.issuer";
    private static final String AUDIENCE = "auth.audience";
    private static final String INTROSPECTION = "auth.introspection-url";
    private static final String CLIENT_ID = "auth.introspection-client-id";
    private static final String CLIENT_SECRET = "auth.introspection-client-secret";
    private static final String CERTIFICATE = "http.tls.certificate";
    private static final String KEY = "http.tls.key";

    private SecurityKeys() {}

    static SecuritySettings read(Keys keys) {
        return new SecuritySettings(
                file(keys, "auth.keys-file"),
                jwt(keys),
                introspection(keys),
                keys.duration("auth.reload", Duration.ofMillis(100), Duration.ofMinutes(5)),
                origins(keys),
                tls(keys));
    }

    private static SecuritySettings.@Nullable Jwt jwt(Keys keys) {
        Path file = file(keys, "auth.jwks-file");
        URI url = url(keys, "auth.jwks-url");
        String issuer = keys.text(ISSUER);
        String audience = keys.text(AUDIENCE);
        String roles = claim(keys, "auth.roles-claim");
        if (file == null && url == null) {
            requireEmpty(ISSUER, issuer, "auth.jwks-file or auth.jwks-url");
            requireEmpty(AUDIENCE, audience, "auth.jwks-file or auth.jwks-url");
            return null;
        }
        if (file != null && url != null) {
            throw new SettingsException(
                    "rivulet.auth.jwks-file and rivulet.auth.jwks-url are both set: the keys of tokens come from one of them");
        }
        if (issuer.isEmpty()) {
            throw SettingsException.of(ISSUER, "empty", "who issues the tokens that auth.jwks-… has the keys of");
        }
        if (audience.isEmpty()) {
            throw SettingsException.of(AUDIENCE, "empty", "the name that tokens for this server carry in aud");
        }
        return new SecuritySettings.Jwt(file, url, issuer, audience, roles);
    }

    private static SecuritySettings.@Nullable Introspection introspection(Keys keys) {
        URI url = url(keys, INTROSPECTION);
        String id = keys.text(CLIENT_ID);
        String secret = keys.text(CLIENT_SECRET);
        String roles = claim(keys, "auth.introspection-roles-claim");
        if (url == null) {
            requireEmpty(CLIENT_ID, id, INTROSPECTION);
            requireEmpty(CLIENT_SECRET, secret, INTROSPECTION);
            return null;
        }
        if (id.isEmpty()) {
            throw SettingsException.of(CLIENT_ID, "empty", "the name this server has there");
        }
        return new SecuritySettings.Introspection(url, id, secret, roles);
    }

    /// Who says one without the other believes that tokens are checked by it.
    private static void requireEmpty(String key, String value, String lacking) {
        if (!value.isEmpty()) {
            throw SettingsException.of(key, value, "empty, or set together with " + lacking);
        }
    }

    private static SecuritySettings.@Nullable Tls tls(Keys keys) {
        Path certificate = file(keys, CERTIFICATE);
        Path key = file(keys, KEY);
        if (certificate == null && key == null) {
            return null;
        }
        if (certificate == null || key == null) {
            throw SettingsException.of(
                    certificate == null ? CERTIFICATE : KEY, "empty", "a PEM file, where the other one is given");
        }
        return new SecuritySettings.Tls(certificate, key);
    }

    private static String claim(Keys keys, String key) {
        String claim = keys.text(key);
        if (claim.isEmpty()) {
            throw SettingsException.of(key, "empty", "the name of a claim, such as roles or realm_access.roles");
        }
        return claim;
    }

    /// Origins as browsers write them: anything else would never fit.
    private static List<String> origins(Keys keys) {
        List<String> origins = keys.texts("http.cors-origins");
        for (String origin : origins) {
            if (!origin.matches("https?://[^/*?#@\\s]+")) {
                throw SettingsException.of(
                        "http.cors-origins",
                        origin,
                        "origins such as https://app.example, without a path, and never *");
            }
        }
        return origins;
    }

    private static @Nullable Path file(Keys keys, String key) {
        String name = keys.text(key);
        try {
            return name.isEmpty() ? null : Path.of(name).toAbsolutePath().normalize();
        } catch (InvalidPathException _) {
            throw SettingsException.of(key, name, "a file");
        }
    }

    /// What goes there decides who gets in, so it has to be the right server that answers.
    static @Nullable URI url(Keys keys, String key) {
        String text = keys.text(key);
        if (text.isEmpty()) {
            return null;
        }
        String allowed = "an https URL, or an http one of a loopback address";
        try {
            URI url = new URI(text);
            String host = url.getHost();
            if (host != null
                    && ("https".equals(url.getScheme()) || "http".equals(url.getScheme()) && isLoopback(host))) {
                return url;
            }
        } catch (URISyntaxException _) {
            // As any other text.
        }
        throw SettingsException.of(key, text, allowed);
    }

    private static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException _) {
            return false;
        }
    }
}
