// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.event;

import java.util.UUID;

/// What a vote is about: votes on different subjects never count together.
///
/// @param epoch of the session's voters
/// @param digest SHA-256 of x as little-endian doubles, hex
/// @param strategy how each voter checks, by its wire name
public record VoteSubject(
        UUID session,
        long epoch,
        long revision,
        String digest,
        String strategy,
        double relativeTolerance,
        double absoluteTolerance) {}
