// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.event;

import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The fold of a session's events up to some point, so that replay need not begin at the first one.
///
/// The changes are never summed here: `tail` holds the update batches after the last rebase as they were, because b and
/// A are a left fold in revision order and every reader has to get the same bits.
///
/// @param incarnation of the last `Taken`, 0 before the first
/// @param node that wrote it, empty before the first
/// @param seqReservedTo line numbers up to it may have been used
/// @param revision how many updates the problem has had
/// @param rebases delta blobs in order; a whole one is alone or first and stands for the base too
/// @param tail the batches after the last rebase's revision, in order
/// @param slot0 what checkpoint slot 0 holds, or null
/// @param slot1 what checkpoint slot 1 holds, or null
/// @param sources the sources that count, in the order in which they were first seen
/// @param ids remembered update ids, oldest first
/// @param forgotten whether an id was ever dropped from `ids`
/// @param newestForgottenMillis the newest timestamp among dropped ids, or −1 while none of them had one
/// @param closed the tombstone, or null
/// @param others what members and verifiers did for it
public record SessionSnapshot(
        SessionEvent.SessionOpened opened,
        long incarnation,
        String node,
        long seqReservedTo,
        long revision,
        List<Rebase> rebases,
        List<SessionEvent.CostsApplied> tail,
        @Nullable Slot slot0,
        @Nullable Slot slot1,
        List<Source> sources,
        List<RememberedId> ids,
        boolean forgotten,
        long newestForgottenMillis,
        double tolerance,
        boolean paused,
        SessionEvent.@Nullable VerificationRecorded lastVerification,
        SessionEvent.@Nullable Closed closed,
        Others others) {
    public SessionSnapshot {
        rebases = List.copyOf(rebases);
        tail = List.copyOf(tail);
        sources = List.copyOf(sources);
        ids = List.copyOf(ids);
    }

    /// What members and verifiers did for the session.
    ///
    /// @param voters who votes on x, null where nobody was asked to
    /// @param corrections how many steps were taken about an x that was found wrong
    /// @param lastCorrection the last of them, null where there was none
    /// @param swarm its members and what they reported
    public record Others(
            SessionEvent.@Nullable VotersChanged voters,
            long corrections,
            SessionEvent.@Nullable CorrectionApplied lastCorrection,
            SwarmSnapshot swarm) {
        public static final Others NONE = new Others(null, 0, null, SwarmSnapshot.EMPTY);

        public Others {
            if (corrections > 0 != (lastCorrection != null)) {
                throw new IllegalArgumentException(corrections + " corrections, the last: " + lastCorrection);
            }
        }
    }

    /// See [SessionEvent.MatrixRebased].
    public record Rebase(String hash, boolean whole, long throughRevision) {}

    /// x at `revision` with the SHA-256 of its little-endian bytes, hex.
    public record Slot(String digest, long revision) {}

    /// An update id with the timestamp of its first sending, or −1.
    public record RememberedId(UUID updateId, long timestampMillis) {}

    /// A source that counts. Bit `s mod 1024` of `bitmap` tells whether sequence s is known, for
    /// `highest − 1024 < s ≤ highest`.
    public record Source(String name, long highest, long[] bitmap) {
        /// Words in a bitmap: 1,024 sequences.
        public static final int WORDS = 16;

        public Source {
            if (bitmap.length != WORDS) {
                throw new IllegalArgumentException(bitmap.length + " words in a bitmap, not " + WORDS);
            }
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Source that
                    && name.equals(that.name)
                    && highest == that.highest
                    && Arrays.equals(bitmap, that.bitmap);
        }

        @Override
        public int hashCode() {
            return 31 * (31 * name.hashCode() + Long.hashCode(highest)) + Arrays.hashCode(bitmap);
        }
    }
}
