// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.route;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/// How long a caller waits for a session. A connection without traffic is cut after the keep-alive time, so what takes
/// longer has to be answered before: with a problem that says "not known", not with a reset.
public record AnswerTimeout(Duration limit) {
    private static final Duration MARGIN = Duration.ofSeconds(5);

    public static AnswerTimeout below(Duration keepAlive) {
        Duration half = keepAlive.dividedBy(2);
        Duration most = keepAlive.minus(MARGIN);
        return new AnswerTimeout(most.compareTo(half) > 0 ? most : half);
    }

    /// The same stage, failed with a [java.util.concurrent.TimeoutException] when it is late.
    public <T> CompletionStage<T> on(CompletionStage<T> answer) {
        return answer.toCompletableFuture().copy().orTimeout(limit.toMillis(), TimeUnit.MILLISECONDS);
    }
}
