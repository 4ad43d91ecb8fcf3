// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.route;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpRequest;

/// Says who calls, before a handler hears of it.
@FunctionalInterface
public interface Gate {
    /// Everybody is [Principal#LOCAL].
    Gate OPEN = (_, _, _) -> CompletableFuture.completedStage(Principal.LOCAL);

    /// @param captures what stood in the path for each `{…}` of the route
    /// **Errors** `unauthenticated`, `forbidden`, `auth_unavailable`.
    CompletionStage<Principal> admit(HttpRequest request, Place place, List<String> captures);
}
