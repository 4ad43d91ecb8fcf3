// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.swarm.core;

import java.util.UUID;

/// What stands before the content of a message that members pass on.
///
/// @param id unique
/// @param origin the member that made it
/// @param seq counts the messages of `origin`
/// @param dest a member, or [#ALL]
/// @param ttl over so many more links it may go
/// @param hops over so many it has come
/// @param epoch of the membership as its origin knew it
public record SwarmHeader(UUID id, String origin, long seq, String dest, int ttl, int hops, long epoch) {
    public static final String ALL = "*";

    SwarmHeader oneFurther() {
        return new SwarmHeader(id, origin, seq, dest, ttl - 1, hops + 1, epoch);
    }

    SwarmHeader within(int hopsLeft) {
        return hopsLeft >= ttl ? this : new SwarmHeader(id, origin, seq, dest, hopsLeft, hops, epoch);
    }
}
