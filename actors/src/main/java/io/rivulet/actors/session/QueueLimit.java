// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session;

import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;

/// Lanes that may wait for a thread of the compute pool. Sessions that are there go on whatever waits; new ones are
/// refused before the queue is full, since each of them only makes all turns rarer.
///
/// @param most a full queue
record QueueLimit(int most) {
    /// Beyond this part of a full queue no session is opened.
    static final double OPENING_PART = 0.8;

    private static final long RETRY_MILLIS = 5_000;

    /// **Errors** `capacity_exceeded`.
    void requireRoom(int waiting) {
        if (waiting > OPENING_PART * most) {
            throw Problem.of(
                            ProblemCode.CAPACITY_EXCEEDED,
                            waiting + " sessions wait for their turn to compute, more than 80 % of " + most)
                    .hint("Open it later, or at another node.")
                    .retryAfter(RETRY_MILLIS)
                    .exception();
        }
    }
}
