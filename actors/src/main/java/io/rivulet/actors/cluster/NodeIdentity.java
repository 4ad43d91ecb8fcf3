// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.cluster;

import io.rivulet.actors.consensus.VoteKey;

/// @param name unique in the cluster
/// @param key signs the node's votes
public record NodeIdentity(String name, String version, VoteKey key) {
    /// A node that keeps nothing: its key ends with it.
    public NodeIdentity(String name, String version) {
        this(name, version, VoteKey.fresh());
    }
}
