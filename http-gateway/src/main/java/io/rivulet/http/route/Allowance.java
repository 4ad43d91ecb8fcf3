// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.route;

import java.util.OptionalLong;

/// What one principal may use, where a keys file says that for it alone; empty: what everybody may.
///
/// @param requestsPerHour requests
/// @param streams streams open at one time
/// @param sessions sessions that have not ended
public record Allowance(OptionalLong requestsPerHour, OptionalLong streams, OptionalLong sessions) {
    public static final Allowance NONE =
            new Allowance(OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty());

    /// Of each the larger one of those that were said.
    public Allowance or(Allowance other) {
        return new Allowance(
                larger(requestsPerHour, other.requestsPerHour),
                larger(streams, other.streams),
                larger(sessions, other.sessions));
    }

    private static OptionalLong larger(OptionalLong one, OptionalLong other) {
        return one.isPresent() && (other.isEmpty() || one.getAsLong() >= other.getAsLong()) ? one : other;
    }
}
