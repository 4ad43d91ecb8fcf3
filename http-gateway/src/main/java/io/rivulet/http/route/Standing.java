// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.route;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/// Whether what a caller said about themselves still holds, for what stays open long after it was said.
/// **Thread** any.
@FunctionalInterface
public interface Standing {
    /// Of callers about whom nothing changes.
    Standing LASTING = () -> CompletableFuture.completedStage(true);

    /// Fails where that can't be found out now, which ends nothing.
    CompletionStage<Boolean> holds();
}
