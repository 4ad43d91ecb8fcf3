// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.consensus.core;

import io.rivulet.serialization.event.RecordedPoll;
import io.rivulet.serialization.event.Voter;

/// Two votes about one x that a voter has signed.
///
/// @param voter with the key that the signatures are good under: another holder of its name is not meant
public record Contradiction(Voter voter, RecordedPoll proof) {}
