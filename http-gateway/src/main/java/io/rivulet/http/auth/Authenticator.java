// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.auth;

import io.rivulet.http.route.Access;
import io.rivulet.http.route.Principal;
import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import io.rivulet.serialization.problem.RivuletException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.apache.pekko.Done;

/// Whose a bearer token is: a static key's, else what the first source says that decides about such tokens. What one
/// source refuses is not shown to another.
/// **Thread** any.
final class Authenticator {
    private final Supplier<StaticKeys> keys;
    private final List<TokenSource> sources;
    private final TokenCache cache;

    Authenticator(Supplier<StaticKeys> keys, List<TokenSource> sources, TokenCache cache) {
        this.keys = keys;
        this.sources = List.copyOf(sources);
        this.cache = cache;
    }

    /// @param mayAsk for a token that nobody knows yet: whether who brings it may have it judged, else it fails
    /// **Errors** `unauthenticated`, `auth_unavailable`, those of `mayAsk`.
    CompletionStage<Principal> identify(String token, Supplier<CompletionStage<Done>> mayAsk) {
        Fingerprint fingerprint = Fingerprint.of(token);
        // Not from the cache: a key that was taken away is gone at once.
        Principal owner = keys.get().find(fingerprint);
        if (owner != null) {
            return CompletableFuture.completedStage(owner);
        }
        for (TokenSource source : sources) {
            if (source.decides(token)) {
                return cache.has(fingerprint)
                        ? judged(fingerprint, source, token)
                        : mayAsk.get().thenCompose(_ -> judged(fingerprint, source, token));
            }
        }
        return CompletableFuture.failedStage(refused("The token is not known here."));
    }

    private CompletionStage<Principal> judged(Fingerprint fingerprint, TokenSource source, String token) {
        return cache.get(fingerprint, () -> source.judge(token)).thenApply(this::principal);
    }

    /// One who says in another way who they are: what the keys file allows them holds then too.
    Principal known(String name, Access access) {
        return new Principal(name, access, keys.get().allowanceOf(name));
    }

    private Principal principal(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Known found ->
                known(found.principal().name(), found.principal().access());
            case Verdict.Unknown unknown -> throw refused(unknown.reason());
            case Verdict.Outage _ -> throw AuthServer.unavailable();
        };
    }

    static RivuletException refused(String why) {
        return Problem.of(ProblemCode.UNAUTHENTICATED, why)
                .hint("Send Authorization: Bearer with a token that this server knows and that has not expired.")
                .exception();
    }
}
