// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.partition;

/// What a part has sent so far.
///
/// @param frames halo values, its own and those that it handed on
/// @param frameBytes of these
/// @param answers to the owner
/// @param answerBytes of these
public record Traffic(long frames, long frameBytes, long answers, long answerBytes) {
    static final Traffic NONE = new Traffic(0, 0, 0, 0);

    Traffic frame(long bytes) {
        return new Traffic(frames + 1, frameBytes + bytes, answers, answerBytes);
    }

    Traffic answer(long bytes) {
        return new Traffic(frames, frameBytes, answers + 1, answerBytes + bytes);
    }

    Traffic plus(Traffic other) {
        return new Traffic(
                frames + other.frames,
                frameBytes + other.frameBytes,
                answers + other.answers,
                answerBytes + other.answerBytes);
    }
}
