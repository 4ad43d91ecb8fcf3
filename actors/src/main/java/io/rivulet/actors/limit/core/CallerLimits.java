// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.limit.core;

import java.util.List;
import java.util.stream.Collectors;

/// What one caller may do at most.
///
/// @param quotas all of them hold; none: requests are not counted
/// @param streams open at one time over all nodes; [#UNCOUNTED] where they are not counted
public record CallerLimits(List<Quota> quotas, int streams) {
    public static final int UNCOUNTED = Integer.MAX_VALUE;
    public static final int MAX_QUOTAS = 4;

    public CallerLimits {
        quotas = List.copyOf(quotas);
        if (quotas.size() > MAX_QUOTAS || streams < 1) {
            throw new IllegalArgumentException("no limits: " + quotas + ", " + streams + " streams");
        }
    }

    /// In the form of the header `RateLimit-Policy`.
    public String policy() {
        return quotas.stream().map(Quota::policy).collect(Collectors.joining(", "));
    }
}
