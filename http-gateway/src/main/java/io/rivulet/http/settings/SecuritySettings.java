// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.settings;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Who may call the gateway, from which pages, and whether over TLS.
///
/// @param keysFile static keys, or null
/// @param jwt signed tokens, or null
/// @param introspection who is asked about other tokens, or null
/// @param reload files are looked at this often, whether they have changed
/// @param origins whose web pages may use the gateway beside its own, as browsers write them
/// @param tls null: plain HTTP
public record SecuritySettings(
        @Nullable Path keysFile,
        @Nullable Jwt jwt,
        @Nullable Introspection introspection,
        Duration reload,
        List<String> origins,
        @Nullable Tls tls) {
    /// Nobody has to say who they are, plain HTTP, own pages only.
    public static final SecuritySettings OFF =
            new SecuritySettings(null, null, null, Duration.ofSeconds(5), List.of(), null);

    /// Tokens signed by one issuer. One of the two places of its keys is given.
    ///
    /// @param rolesClaim where the roles stand, with dots between the names of objects in each other
    public record Jwt(
            @Nullable Path jwksFile, @Nullable URI jwksUrl, String issuer, String audience, String rolesClaim) {}

    /// Who knows about tokens (RFC 7662), and how this node says who it is. Shows no secret.
    public record Introspection(URI url, String clientId, String clientSecret, String rolesClaim) {
        @Override
        public String toString() {
            return "Introspection[url=" + url + ", clientId=" + clientId + "]";
        }
    }

    /// PEM files: the certificate with those that lead to its authority, and its key without a password.
    public record Tls(Path certificate, Path key) {}

    /// Whether callers have to say who they are.
    public boolean authenticates() {
        return keysFile != null || jwt != null || introspection != null;
    }

    public SecuritySettings keys(Path file) {
        return new SecuritySettings(file, jwt, introspection, reload, origins, tls);
    }

    public SecuritySettings jwt(Jwt tokens) {
        return new SecuritySettings(keysFile, tokens, introspection, reload, origins, tls);
    }

    public SecuritySettings introspection(Introspection asked) {
        return new SecuritySettings(keysFile, jwt, asked, reload, origins, tls);
    }

    public SecuritySettings reload(Duration period) {
        return new SecuritySettings(keysFile, jwt, introspection, period, origins, tls);
    }

    public SecuritySettings origins(List<String> pages) {
        return new SecuritySettings(keysFile, jwt, introspection, reload, pages, tls);
    }

    public SecuritySettings tls(Tls files) {
        return new SecuritySettings(keysFile, jwt, introspection, reload, origins, files);
    }
}
