// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.partition.machine;

import io.rivulet.numerics.linalg.DenseVector;

/// What parts and the owner of a solve say to each other: values that have the same effect once and many times, in any
/// order.
public sealed interface Message {
    /// Bytes of a [Stamp] and a tag, for estimates of volume.
    int HEADER_BYTES = 48;

    Stamp stamp();

    /// Bytes it takes about.
    default long sizeBytes() {
        return HEADER_BYTES;
    }

    /// Part to part: present values of x that the receiver needs, all of them; the newest counts.
    record Halo(Stamp stamp, DenseVector values) implements Message {
        @Override
        public long sizeBytes() {
            return HEADER_BYTES + 8L * values.size();
        }
    }

    /// Part to part: values that the receiver needs to complete its step of the round `stamp.seq`.
    record RoundHalo(Stamp stamp, DenseVector values) implements Message {
        @Override
        public long sizeBytes() {
            return HEADER_BYTES + 8L * values.size();
        }
    }

    /// Owner to part: the step of the round `stamp.seq`; asked again as long as the answer is missing.
    ///
    /// @param placed the epoch in which the receiver was placed: another incarnation of the part is not meant
    record Ask(Stamp stamp, long placed, Step step) implements Message {
        @Override
        public long sizeBytes() {
            return HEADER_BYTES + step.sizeBytes();
        }
    }

    /// Part to owner: what it found in the round `stamp.seq`.
    record Answer(Stamp stamp, Finding finding) implements Message {
        @Override
        public long sizeBytes() {
            return HEADER_BYTES + finding.sizeBytes();
        }
    }

    /// Part to owner: how far it has come without waiting. It proves nothing: it says how well its rows fit the
    /// values it has of others, which may be old.
    ///
    /// @param sweeps done so far
    /// @param residual ‖b − A·x‖₂ over its rows, with these values
    record Progress(Stamp stamp, long sweeps, double residual) implements Message {}
}
