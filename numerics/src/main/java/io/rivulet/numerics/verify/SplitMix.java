// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.verify;

/// Random choices as a function of (seed, stream, position), so that nothing has to be stored or drawn in order
/// (Steele, Lea, Flood 2014).
final class SplitMix {
    private SplitMix() {}

    static long mix(long z) {
        long first = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        long second = (first ^ (first >>> 27)) * 0x94d049bb133111ebL;
        return second ^ (second >>> 31);
    }

    static long at(long seed, long stream, long position) {
        return mix(
                mix(mix(seed + 0x9e3779b97f4a7c15L) + stream * 0xd1342543de82ef95L) + position * 0x9e3779b97f4a7c15L);
    }
}
