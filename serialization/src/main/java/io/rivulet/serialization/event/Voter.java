// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.event;

/// Who may vote on an x.
///
/// @param name of the node or member, unique in the cluster
/// @param publicKey its Ed25519 key, 32 bytes in hex
public record Voter(String name, String publicKey) {}
