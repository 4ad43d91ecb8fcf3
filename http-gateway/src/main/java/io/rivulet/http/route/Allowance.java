// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.route;

import java.util.OptionalLong;

/// What one principal may use, where that was said for it alone; empty: what everybody may.
///
/// @param requestsPerHour requests
/// @param streams streams open at one time
/// @param sessions sessions that have not ended
public record Allowance(OptionalLong requestsPerHour, OptionalLong streams, OptionalLong sessions) {
    public static final Allowance NONE =
            new Allowance(OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty());
}
