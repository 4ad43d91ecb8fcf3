// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.cost;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/// When what one body says is sent on: updates at once, behind each other; a command when all before it has been
/// answered, and what stands behind it when it has been answered itself. Else a command would overtake the updates that
/// wait in their session's lane.
/// **Thread** one at a time. Nothing that is sent may fail.
final class SendingOrder {
    private CompletableFuture<?> begun = CompletableFuture.completedFuture(null);
    private CompletableFuture<?> answered = CompletableFuture.completedFuture(null);

    /// Complete when it is answered.
    <T> CompletableFuture<T> behind(Supplier<CompletionStage<T>> send) {
        CompletableFuture<CompletionStage<T>> sent = begun.thenApply(_ -> send.get());
        CompletableFuture<T> answer = sent.thenCompose(stage -> stage);
        begun = sent;
        answered = CompletableFuture.allOf(answered, answer);
        return answer;
    }

    /// Likewise, with nothing else under way.
    <T> CompletableFuture<T> alone(Supplier<CompletionStage<T>> send) {
        CompletableFuture<T> answer = answered.thenCompose(_ -> send.get());
        begun = answer;
        answered = answer;
        return answer;
    }
}
