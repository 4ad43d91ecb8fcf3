// SPDX-License-Identifier: Apache-2.0
package io.rivulet.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Requests and their repeats. What is sent here does no harm when it is sent twice: the callers see to it.
/// **Thread** any.
final class Transport implements AutoCloseable {
    static final String JSON = "application/json";
    static final String NDJSON = "application/x-ndjson";

    private static final int OK = 200;
    private static final int REDIRECTION = 300;
    private static final int BAD_GATEWAY = 502;
    private static final int GATEWAY_TIMEOUT = 504;

    final URI base;
    final Retry retry;
    final InstantSource clock;
    final HttpClient http;
    private final @Nullable Supplier<String> token;

    Transport(URI base, HttpClient http, @Nullable Supplier<String> token, Retry retry, InstantSource clock) {
        this.base = base;
        this.http = http;
        this.token = token;
        this.retry = retry;
        this.clock = clock;
    }

    /// @param body none where it is null
    record Ask(String method, String path, byte @Nullable [] body, String type, String accept, String lastSeen) {
        static Ask get(String path) {
            return new Ask("GET", path, null, JSON, JSON, "");
        }

        static Ask post(String path, byte[] body) {
            return new Ask("POST", path, body, JSON, JSON, "");
        }

        Ask as(String other) {
            return new Ask(method, path, body, other, accept, lastSeen);
        }

        Ask accepting(String other) {
            return new Ask(method, path, body, type, other, lastSeen);
        }

        /// As a reader who has seen the lines up to this one.
        Ask after(long seq) {
            return new Ask(method, path, body, type, accept, Long.toString(seq));
        }
    }

    URI uri(String path) {
        return URI.create(base.toString() + path);
    }

    Optional<String> authorization() {
        return token == null ? Optional.empty() : Optional.of("Bearer " + token.get());
    }

    JsonNode json(Ask ask) {
        return call(ask, answer -> {
            try {
                return Json.MAPPER.readTree(answer.body());
            } catch (IOException noJson) {
                throw new ConnectionLost("the answer of " + ask.path() + " is no JSON", noJson);
            }
        });
    }

    /// Asked again until it is answered.
    <T> T call(Ask ask, Function<HttpResponse<byte[]>, T> reading) {
        var attempts = new Attempts(retry);
        while (true) {
            try {
                HttpResponse<byte[]> answer = send(ask, HttpResponse.BodyHandlers.ofByteArray());
                requireOk(answer.statusCode(), answer.headers().firstValue("Retry-After"), answer.body());
                return reading.apply(answer);
            } catch (ConnectionLost | ProblemException failure) {
                attempts.failed(failure);
            }
        }
    }

    /// The body of an answer that comes as it comes. Asked once.
    InputStream stream(Ask ask) {
        HttpResponse<InputStream> answer = send(ask, _ -> new PulledBody(Bounds.SILENCE));
        if (answer.statusCode() == OK) {
            return answer.body();
        }
        try (InputStream body = answer.body()) {
            requireOk(
                    answer.statusCode(),
                    answer.headers().firstValue("Retry-After"),
                    body.readNBytes(Bounds.PROBLEM_BYTES));
        } catch (IOException broken) {
            throw new ConnectionLost("the answer broke off", broken);
        }
        throw new ConnectionLost("status " + answer.statusCode() + " where a stream was asked for", null);
    }

    private <T> HttpResponse<T> send(Ask ask, HttpResponse.BodyHandler<T> handler) {
        CompletableFuture<HttpResponse<T>> answer = http.sendAsync(request(ask), handler);
        try {
            return answer.get(Bounds.ANSWER_WITHIN.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException silent) {
            answer.cancel(true);
            throw new ConnectionLost(ask.path() + " was not answered in time", silent);
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof IOException broken) {
                throw new ConnectionLost(ask.path() + ": " + broken, broken);
            }
            throw new IllegalStateException(failed.getCause());
        } catch (InterruptedException stopped) {
            answer.cancel(true);
            throw Attempts.interrupted();
        }
    }

    private HttpRequest request(Ask ask) {
        byte[] body = ask.body();
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(ask.path()))
                .header("Accept", ask.accept())
                .method(ask.method(), body == null ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
        if (body != null) {
            request.header("Content-Type", ask.type());
        }
        if (!ask.lastSeen().isEmpty()) {
            request.header("Last-Event-ID", ask.lastSeen());
        }
        authorization().ifPresent(value -> request.header("Authorization", value));
        return request.build();
    }

    /// **Errors** [ProblemException]; [ConnectionLost] where what stands before the server says that it is gone.
    static void requireOk(int status, Optional<String> retryAfter, byte[] body) {
        if (status >= OK && status < REDIRECTION) {
            return;
        }
        if (status == BAD_GATEWAY || status == GATEWAY_TIMEOUT) {
            throw new ConnectionLost("answered " + status + " on the way to the server", null);
        }
        Optional<Duration> after = retryAfter
                .filter(text -> text.matches("\\d{1,9}"))
                .map(seconds -> Duration.ofSeconds(Long.parseLong(seconds)));
        JsonNode said = Json.MAPPER.createObjectNode();
        try {
            said = Json.MAPPER.readTree(body);
        } catch (IOException noJson) {
            // Then the status says all there is.
        }
        throw new ProblemException(Problem.of(status, after, said));
    }

    @Override
    public void close() {
        http.shutdownNow();
        http.close();
    }
}
