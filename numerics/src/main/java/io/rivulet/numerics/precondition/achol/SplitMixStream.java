// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.precondition.achol;

/// The random numbers of one vertex: a function of the seed and the vertex alone, whatever was eliminated before.
/// **Source** Steele, Lea, Flood 2014.
final class SplitMixStream {
    private static final long GOLDEN = 0x9e3779b97f4a7c15L;
    private static final long STREAM = 0xd1342543de82ef95L;
    private static final double UNIT = 0x1p-53;

    private final long seed;
    private long state;

    SplitMixStream(long seed) {
        this.seed = mix(seed + GOLDEN);
    }

    void startAt(int vertex) {
        state = mix(seed + vertex * STREAM);
    }

    /// Uniform in [0, 1).
    double next() {
        state += GOLDEN;
        return (mix(state) >>> 11) * UNIT;
    }

    private static long mix(long z) {
        long first = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        long second = (first ^ (first >>> 27)) * 0x94d049bb133111ebL;
        return second ^ (second >>> 31);
    }
}
