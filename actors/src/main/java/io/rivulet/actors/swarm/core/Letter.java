// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.swarm.core;

import io.rivulet.serialization.line.JsonFragment;
import java.util.UUID;

/// One copy of a message on its way over a link from a member to another.
///
/// @param revision that it tells of
/// @param said the frame for members, the same in all copies
public record Letter(UUID session, String from, String to, SwarmHeader header, long revision, JsonFragment said) {}
