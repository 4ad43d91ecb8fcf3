// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.route;

import io.rivulet.serialization.problem.ProblemCode;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.jspecify.annotations.Nullable;

/// Sees every request from when its route is known to when its answer begins.
/// **Thread** any.
@FunctionalInterface
public interface CallWatch {
    CallWatch NONE = (_, _) -> Seen.NOTHING;

    /// What becomes of one request.
    interface Seen {
        Seen NOTHING = (_, _) -> {};

        /// The `traceparent` of the request here, null where it is not traced.
        default @Nullable String trace() {
            return null;
        }

        /// @param problem what kept it from being answered well, null for nothing
        void answered(HttpResponse answer, @Nullable ProblemCode problem);
    }

    /// @param place [Place#NOWHERE] where there is no such route
    Seen begun(Place place, HttpRequest request);
}
