// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.request;

import java.util.UUID;

/// Ids of updates whose source counts but sends no ids: always the same for (session, source, sequence). They name an
/// update in answers and lines; repeats are known by source and sequence.
final class CountedIds {
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;
    private static final long VERSION_8 = 0x8000L;
    private static final long VARIANT = 0x8000_0000_0000_0000L;

    private CountedIds() {}

    static UUID of(UUID session, String source, long sequence) {
        long a = mix(session.getMostSignificantBits() + GOLDEN);
        long b = mix(session.getLeastSignificantBits() ^ a);
        for (int k = 0; k < source.length(); k++) {
            a = mix(a ^ source.charAt(k));
            b = b * 31 + source.charAt(k);
        }
        a = mix(a ^ sequence);
        b = mix(mix(b) + sequence * GOLDEN);
        return new UUID((a & ~0xF000L) | VERSION_8, (b & 0x3FFF_FFFF_FFFF_FFFFL) | VARIANT);
    }

    /// The finaliser of SplitMix64.
    private static long mix(long value) {
        long z = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
