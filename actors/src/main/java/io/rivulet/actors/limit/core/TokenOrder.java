// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.limit.core;

import java.util.UUID;

/// A gateway gives its lease of a caller's requests back and asks for another.
///
/// @param gateway made anew at each start of a node
/// @param number higher than in whatever the gateway sent before
/// @param spent requests that were let pass and not told before
/// @param wanted 0 to give back only
public record TokenOrder(UUID gateway, long number, int spent, int wanted, CallerLimits limits) {}
