// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.stream;

import io.rivulet.http.route.Call;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/// Counts the streams of each caller, at all nodes.
@FunctionalInterface
public interface CallerStreams {
    /// Nothing is counted.
    CallerStreams FREE = _ -> CompletableFuture.completedStage(() -> {});

    /// One more stream; what gives it back, once. **Errors** `too_many_streams`.
    CompletionStage<Runnable> take(Call call);
}
