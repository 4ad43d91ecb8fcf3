// SPDX-License-Identifier: Apache-2.0
package io.rivulet.fields.random;

/// SplitMix64: a counter that grows by an odd number, and a mixer of its bits. Its whole state is two numbers, and
/// [#split] gives a generator whose draws don't overlap with those of its parent in practice. The same numbers as
/// `java.util.SplittableRandom`, which doesn't show its state. Period 2⁶⁴.
///
/// **Thread** one at a time. **Source** Steele, Lea, Flood 2014.
public final class SplitMix64 {
    private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;
    private static final double UNIT = 0x1.0p-53;

    private final long gamma;
    private long counter;

    private SplitMix64(State state) {
        this.counter = state.counter();
        this.gamma = state.gamma();
    }

    /// All that a generator is.
    ///
    /// @param gamma what the counter grows by, odd
    public record State(long counter, long gamma) {
        public State {
            if ((gamma & 1) == 0) {
                throw new IllegalArgumentException("gamma " + gamma + " is even");
            }
        }
    }

    public static SplitMix64 seeded(long seed) {
        return new SplitMix64(new State(seed, GOLDEN_GAMMA));
    }

    public static SplitMix64 of(State state) {
        return new SplitMix64(state);
    }

    public State state() {
        return new State(counter, gamma);
    }

    /// Another generator; takes two draws of this one.
    public SplitMix64 split() {
        long start = nextLong();
        counter += gamma;
        return new SplitMix64(new State(start, mixGamma(counter)));
    }

    public long nextLong() {
        counter += gamma;
        return mix(counter);
    }

    /// Uniform in [0, 1), a multiple of 2⁻⁵³.
    public double nextDouble() {
        return (nextLong() >>> 11) * UNIT;
    }

    /// Uniform from 0 to below `bound`; off by less than bound·2⁻⁵³, as the product is rounded down.
    public int nextInt(int bound) {
        return (int) (nextDouble() * bound);
    }

    /// A standard normal number, from one draw.
    public double nextNormal() {
        return NormalQuantile.at(((nextLong() >>> 12) + 0.5) * 0x1.0p-52);
    }

    private static long mix(long z) {
        long first = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        long second = (first ^ (first >>> 27)) * 0x94d049bb133111ebL;
        return second ^ (second >>> 31);
    }

    private static long mixGamma(long z) {
        long first = (z ^ (z >>> 33)) * 0xff51afd7ed558ccdL;
        long second = (first ^ (first >>> 33)) * 0xc4ceb9fe1a85ec53L;
        long odd = (second ^ (second >>> 33)) | 1L;
        return Long.bitCount(odd ^ (odd >>> 1)) < 24 ? odd ^ 0xaaaaaaaaaaaaaaaaL : odd;
    }
}
