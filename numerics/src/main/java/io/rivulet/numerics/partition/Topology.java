// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.partition;

/// How the parts are connected: who may send to whom without another in between.
public enum Topology {
    /// Each to each.
    MESH,
    /// Each to the one before and the one after, the last to the first.
    RING,
    /// All to part 0.
    STAR,
    /// Each to its parent and its children in a tree, of which part 0 is the root.
    HIERARCHICAL
}
