// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.auth;

import io.rivulet.http.route.Principal;

/// What is known of a token.
sealed interface Verdict {
    /// @param untilMillis it ends then
    record Known(Principal principal, long untilMillis) implements Verdict {}

    /// It is nobody's.
    /// @param reason for its bearer
    record Unknown(String reason) implements Verdict {}

    /// That can't be found out now.
    record Outage() implements Verdict {}
}
