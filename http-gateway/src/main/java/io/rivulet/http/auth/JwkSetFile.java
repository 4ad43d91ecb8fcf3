// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.auth;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import io.rivulet.http.settings.UnusableSettings;
import io.rivulet.http.watch.WatchedFile;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/// Keys in a file, which is looked at by whoever looks at all files.
final class JwkSetFile implements SigningKeys {
    static final int MAX_BYTES = AuthServer.ANSWER_BYTES;

    private final WatchedFile<JWKSet> file;

    JwkSetFile(WatchedFile<JWKSet> file) {
        this.file = file;
    }

    /// Shared secrets (HS256) and private parts are for the file's owner only. **Errors** [UnusableSettings].
    static JWKSet read(WatchedFile.Content content) {
        JWKSet keys;
        try {
            keys = JWKSet.parse(new String(content.bytes(), StandardCharsets.UTF_8));
        } catch (ParseException wrong) {
            // Its own message may quote the file.
            throw new UnusableSettings("the file " + content.file() + " is no JWK set: {\"keys\":[…]} of RFC 7517");
        }
        if (keys.isEmpty()) {
            throw new UnusableSettings("the JWK set " + content.file() + " has no key");
        }
        if (keys.getKeys().stream().anyMatch(JWK::isPrivate)) {
            content.requireOwnersOnly();
        }
        return keys;
    }

    @Override
    public CompletionStage<JWKSet> now() {
        return CompletableFuture.completedStage(file.now());
    }

    @Override
    public CompletionStage<JWKSet> after(JWKSet seen) {
        return now();
    }
}
