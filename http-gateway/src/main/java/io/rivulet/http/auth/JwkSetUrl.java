// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.auth;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyType;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keys at a URL: fetched when they are first needed, again when a token names one that is not there, and whenever they
/// are older than [#AGE], which is waited for, so that a key that was taken back is not trusted for long. While the URL
/// does not answer they are trusted until they are older than [#TRUSTED]. Of what a public place says secrets are no
/// part: keys of HS256 there are left out.
/// **Thread** any. **Bounded by** one question at a time, at most one each [#PAUSE].
final class JwkSetUrl implements SigningKeys {
    static final Duration PAUSE = Duration.ofSeconds(10);
    static final Duration AGE = Duration.ofMinutes(5);
    static final Duration TRUSTED = AGE.multipliedBy(3);

    private static final Logger log = LoggerFactory.getLogger(JwkSetUrl.class);

    private final URI url;
    private final AuthServer server;
    private final LongSupplier nanoTime;
    private final Runnable changed;
    private @Nullable JWKSet known;
    private @Nullable CompletableFuture<JWKSet> underWay;
    private long askedNanos;
    private long knownNanos;
    private boolean asked;
    private boolean failed;

    /// @param changed told when other keys hold than before
    JwkSetUrl(URI url, AuthServer server, LongSupplier nanoTime, Runnable changed) {
        this.url = url;
        this.server = server;
        this.nanoTime = nanoTime;
        this.changed = changed;
    }

    @Override
    public synchronized CompletionStage<JWKSet> now() {
        JWKSet keys = known;
        long age = nanoTime.getAsLong() - knownNanos;
        if (keys == null || age > TRUSTED.toNanos()) {
            return newer();
        }
        return age > AGE.toNanos() ? newer().exceptionally(_ -> keys) : CompletableFuture.completedStage(keys);
    }

    @Override
    public synchronized CompletionStage<JWKSet> after(JWKSet seen) {
        JWKSet keys = known;
        return keys != null && keys != seen ? CompletableFuture.completedStage(keys) : newer();
    }

    private CompletionStage<JWKSet> newer() {
        CompletableFuture<JWKSet> already = underWay;
        if (already != null) {
            return already;
        }
        JWKSet keys = known;
        if (asked && nanoTime.getAsLong() - askedNanos < PAUSE.toNanos()) {
            return keys == null || failed
                    ? CompletableFuture.failedStage(AuthServer.unavailable())
                    : CompletableFuture.completedStage(keys);
        }
        asked = true;
        long now = nanoTime.getAsLong();
        askedNanos = now;
        var answer = new CompletableFuture<JWKSet>();
        underWay = answer;
        server.ask(HttpRequest.newBuilder(url).header("Accept", "application/jwk-set+json, application/json"))
                .thenApply(this::parse)
                .whenComplete((set, failure) -> fetched(set, failure, now, answer));
        return answer;
    }

    private void fetched(
            @Nullable JWKSet set, @Nullable Throwable failure, long askedAt, CompletableFuture<JWKSet> answer) {
        boolean others = false;
        synchronized (this) {
            underWay = null;
            failed = set == null;
            if (set != null) {
                others = known != null && !known.toString(false).equals(set.toString(false));
                known = set;
                knownNanos = askedAt;
            }
        }
        if (others) {
            log.info("the keys at {} have changed", url);
            changed.run();
        }
        if (set == null) {
            answer.completeExceptionally(failure == null ? AuthServer.unavailable() : failure);
        } else {
            answer.complete(set);
        }
    }

    private JWKSet parse(byte[] json) {
        try {
            List<JWK> keys = JWKSet.parse(new String(json, StandardCharsets.UTF_8)).getKeys().stream()
                    .filter(key -> !key.getKeyType().equals(KeyType.OCT))
                    .toList();
            server.good();
            return new JWKSet(keys).toPublicJWKSet();
        } catch (ParseException wrong) {
            throw server.trouble("what " + url + " answers is no JWK set");
        }
    }
}
