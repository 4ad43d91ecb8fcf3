// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.limit;

import io.rivulet.http.route.Principal;
import java.util.OptionalInt;

/// What a caller's own key, or the role in it, says of limits. Where it says nothing the node's settings hold.
@FunctionalInterface
public interface LimitsOf {
    /// No key says anything.
    LimitsOf SETTINGS = _ -> Own.NOTHING;

    Own of(Principal caller);

    record Own(OptionalInt requestsPerHour, OptionalInt streams, OptionalInt sessions) {
        public static final Own NOTHING = new Own(OptionalInt.empty(), OptionalInt.empty(), OptionalInt.empty());
    }
}
