// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.limit.core;

import java.util.UUID;

/// How many streams of a caller a gateway has open.
///
/// @param number higher than in whatever the gateway sent before
/// @param held with the one that is asked for
/// @param asks false: they are open, or one has ended; to be told at least each [LimiterState#STREAM_LEASE_NANOS]
public record StreamOrder(UUID gateway, long number, int held, int limit, boolean asks) {}
