// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.auth;

import io.rivulet.actors.incident.Incidents;
import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import io.rivulet.serialization.problem.RivuletException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Asks a server of others about tokens or keys. What does not answer well, in time and briefly, is an outage; which
/// one stands in the log, not in the answer.
/// **Thread** any. **Bounded by** [#AT_ONCE] questions, [#WITHIN], [#ANSWER_BYTES].
final class AuthServer implements AutoCloseable {
    static final int AT_ONCE = 64;
    /// Less than a request's body waits for its reader.
    static final Duration WITHIN = Duration.ofSeconds(3);
    static final int ANSWER_BYTES = 512 << 10;

    private static final Logger log = LoggerFactory.getLogger(AuthServer.class);
    private static final int OK = 200;
    private static final long RETRY_MILLIS = 2_000;

    private final HttpClient client = HttpClient.newBuilder()
            .connectTimeout(WITHIN)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
    private final Executor executor;
    private final Semaphore room = new Semaphore(AT_ONCE);
    /// The trouble that the log knows of.
    private volatile @Nullable String told;

    /// @param executor where what depends on the answers goes on
    AuthServer(Executor executor) {
        this.executor = executor;
    }

    /// The body of a good answer. **Errors** `auth_unavailable`.
    CompletionStage<byte[]> ask(HttpRequest.Builder request) {
        if (!room.tryAcquire()) {
            return CompletableFuture.failedStage(unavailable());
        }
        HttpRequest question = request.timeout(WITHIN).build();
        return client.sendAsync(question, BodyHandlers.limiting(BodyHandlers.ofByteArray(), ANSWER_BYTES))
                // Its own time limit ends with the headers.
                .orTimeout(WITHIN.toMillis(), TimeUnit.MILLISECONDS)
                .whenComplete((_, _) -> room.release())
                .handleAsync((answer, failure) -> body(question, answer, failure), executor);
    }

    private byte[] body(HttpRequest question, HttpResponse<byte[]> answer, @Nullable Throwable failure) {
        if (failure != null) {
            Throwable cause = Incidents.cause(failure);
            throw trouble("no answer from " + question.uri() + ": " + cause);
        }
        if (answer.statusCode() != OK) {
            throw trouble(question.uri() + " answers with status " + answer.statusCode());
        }
        return answer.body();
    }

    /// Its answer made sense: what comes next is told again.
    void good() {
        told = null;
    }

    /// Told once: during an outage every request meets it.
    RivuletException trouble(String what) {
        if (!what.equals(told)) {
            told = what;
            log.warn("{}", what);
        }
        return unavailable();
    }

    static RivuletException unavailable() {
        return Problem.of(ProblemCode.AUTH_UNAVAILABLE, "Whose the token is can't be found out now.")
                .hint("Try again later with the same token.")
                .retryAfter(RETRY_MILLIS)
                .exception();
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
