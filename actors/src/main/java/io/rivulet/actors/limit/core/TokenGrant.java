// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.limit.core;

/// Requests that a gateway may let pass within [LimiterState#LEASE_NANOS] from when it asked.
///
/// @param limit of the quota that is nearest to its end
/// @param remaining of that quota, beside what is granted
/// @param resetNanos until more remain, if nothing else happens
/// @param retryNanos until there is one at all, if nothing else happens; 0 where there is
public record TokenGrant(int granted, int limit, int remaining, long resetNanos, long retryNanos) {}
