// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.auth;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import io.rivulet.actors.incident.Incidents;
import io.rivulet.serialization.problem.ProblemCode;
import io.rivulet.serialization.problem.RivuletException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// Verdicts about tokens, so that each is asked for once in a while only, and once at a time. A failure is not kept.
/// **Thread** any. **Bounded by** [#TOKENS].
final class TokenCache {
    static final int TOKENS = 20_000;
    static final Duration LONGEST = Duration.ofMinutes(5);
    static final Duration REFUSED = Duration.ofSeconds(10);

    /// A verdict that was being found while everything was forgotten belongs to an age that nobody asks for any more.
    private record Key(long age, Fingerprint token) {}

    private final InstantSource clock;
    private final AtomicLong age = new AtomicLong();
    private final AsyncCache<Key, Verdict> verdicts;

    TokenCache(InstantSource clock, LongSupplier nanoTime) {
        this.clock = clock;
        this.verdicts = Caffeine.newBuilder()
                .executor(Runnable::run)
                .ticker(nanoTime::getAsLong)
                .maximumSize(TOKENS)
                .expireAfter(Expiry.creating((Key _, Verdict verdict) -> life(verdict)))
                .buildAsync();
    }

    /// Whether its verdict is kept, or being found.
    boolean has(Fingerprint token) {
        return verdicts.getIfPresent(new Key(age.get(), token)) != null;
    }

    /// The verdict kept, or `found`.
    CompletionStage<Verdict> get(Fingerprint token, Supplier<CompletionStage<Verdict>> found) {
        return verdicts.get(
                        new Key(age.get(), token),
                        (_, _) -> found.get().exceptionally(TokenCache::outage).toCompletableFuture())
                .thenApply(this::now);
    }

    /// As a verdict that is not kept: a failure would be logged by the cache, once for each request of an outage.
    private static Verdict outage(Throwable failure) {
        Throwable cause = Incidents.cause(failure);
        if (cause instanceof RivuletException known && known.problem().code() == ProblemCode.AUTH_UNAVAILABLE) {
            return new Verdict.Outage();
        }
        throw failure instanceof RuntimeException bug ? bug : new CompletionException(failure);
    }

    /// Everybody has to show that they are still who they were.
    void forget() {
        age.incrementAndGet();
        verdicts.synchronous().invalidateAll();
    }

    private Verdict now(Verdict verdict) {
        return verdict instanceof Verdict.Known known && known.untilMillis() <= clock.millis()
                ? new Verdict.Unknown("The token has expired.")
                : verdict;
    }

    private Duration life(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Known known -> {
                Duration left = Duration.ofMillis(Math.max(0, known.untilMillis() - clock.millis()));
                yield left.compareTo(LONGEST) < 0 ? left : LONGEST;
            }
            case Verdict.Unknown _ -> REFUSED;
            case Verdict.Outage _ -> Duration.ZERO;
        };
    }
}
