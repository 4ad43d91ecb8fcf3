// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.field.core;

/// Which steps a viewer is told, and under which sequence number: each step that `every` divides, and the
/// last one of all. A number follows from its step alone, so that every node gives it the same, and what is
/// missing shows.
///
/// @param baseStep a step that the viewer is behind already: the first one told comes after it
/// @param baseSequence of the first one told
public record Cadence(int every, long baseStep, long baseSequence) {
    public Cadence {
        if (every < 1 || baseStep < 0 || baseSequence < 0) {
            throw new IllegalArgumentException("every " + every + " from " + baseStep + " as " + baseSequence);
        }
    }

    public boolean tells(long step, boolean last) {
        return step > baseStep && (step % every == 0 || last);
    }

    /// Of a step that is told.
    public long sequence(long step) {
        return baseSequence + Math.ceilDiv(step, every) - Math.floorDiv(baseStep, every) - 1;
    }

    /// Of the first step that is told after `step`.
    ///
    /// @param last whether `step` was the last one of all
    public long next(long step, boolean last) {
        long whole = baseSequence + Math.floorDiv(step, every) - Math.floorDiv(baseStep, every);
        return last && step % every != 0 ? whole + 1 : whole;
    }

    /// The step that was told as `sequence`, if there are that many; below the base for those of before.
    public long step(long sequence) {
        return (sequence - baseSequence + Math.floorDiv(baseStep, every) + 1) * every;
    }

    /// The same stream with another pace from `step` on, which was told as the last one.
    public Cadence changed(int newEvery, long step, long nextSequence) {
        return new Cadence(newEvery, step, nextSequence);
    }
}
