// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.route;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/// Counts calls before their handlers hear of them, and refuses those beyond a limit.
@FunctionalInterface
public interface Toll {
    /// Nothing is counted.
    Toll FREE = (call, _, handler) -> handler.handle(call);

    /// The handler's answer, to which it may add headers. **Errors** `rate_limited`.
    CompletionStage<HttpResponse> pass(Call call, Access access, Router.Handler handler);

    /// Counts a frame of the socket that `call` opened, where it asks for as much as a request. **Errors**
    /// `rate_limited`.
    default CompletionStage<Done> frame(Call call) {
        return CompletableFuture.completedStage(Done.getInstance());
    }

    /// Whether a token that nobody knows may be judged for this request, which costs more than refusing it; counts
    /// nothing. **Errors** `rate_limited` where its address had too many refused.
    default CompletionStage<Done> mayTry(HttpRequest request) {
        return CompletableFuture.completedStage(Done.getInstance());
    }

    /// Counts a request that the gate refused, so that guessing is limited too. **Errors** `rate_limited`.
    default CompletionStage<Done> stranger(HttpRequest request) {
        return CompletableFuture.completedStage(Done.getInstance());
    }
}
