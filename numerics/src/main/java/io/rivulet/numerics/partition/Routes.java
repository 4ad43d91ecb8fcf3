// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.partition;

import java.util.ArrayList;
import java.util.List;

/// On which ways values go from part to part: the next one on the way from each to each, always along a shortest way.
/// **Shapes** k parts. **Thread** any; nothing changes.
///
/// @param arity children of an inner part of [Topology#HIERARCHICAL]; of no matter for others
public record Routes(Topology topology, int parts, int arity) {
    /// Children of an inner part where nobody says otherwise.
    public static final int DEFAULT_ARITY = 4;

    public Routes {
        if (parts < 1 || arity < 1) {
            throw new IllegalArgumentException(parts + " parts, " + arity + " children");
        }
    }

    public static Routes of(Topology topology, int parts) {
        return new Routes(topology, parts, DEFAULT_ARITY);
    }

    /// Whom `from` hands what is meant for `to`, which is another part.
    public int next(int from, int to) {
        if (from == to) {
            throw new IllegalArgumentException("part " + from + " sends to itself");
        }
        return switch (topology) {
            case MESH -> to;
            case STAR -> from == 0 || to == 0 ? to : 0;
            case RING -> around(from, to);
            case HIERARCHICAL -> inTree(from, to);
        };
    }

    /// The shorter way around, upwards where both are alike.
    private int around(int from, int to) {
        int upwards = Math.floorMod(to - from, parts);
        return Math.floorMod(2 * upwards <= parts ? from + 1 : from - 1, parts);
    }

    /// Down where `to` is below `from`, else up.
    private int inTree(int from, int to) {
        int below = to;
        while (below > from) {
            int parent = (below - 1) / arity;
            if (parent == from) {
                return below;
            }
            below = parent;
        }
        return (from - 1) / arity;
    }

    /// The parts after `from` on the way, `to` the last.
    public List<Integer> path(int from, int to) {
        List<Integer> path = new ArrayList<>();
        int at = from;
        while (at != to) {
            at = next(at, to);
            path.add(at);
        }
        return List.copyOf(path);
    }

    /// Times a message from `from` to `to` is sent.
    public int hops(int from, int to) {
        return path(from, to).size();
    }
}
