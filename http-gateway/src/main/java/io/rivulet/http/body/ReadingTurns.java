// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.body;

import java.util.concurrent.Semaphore;

/// Turns at parsing long bodies: few are parsed at a time, so that each gets its memory. One that waits for bytes gives
/// its turn away, so that slow senders hold up nobody.
/// **Thread** any; a turn belongs to the thread between [#begin] and [#end].
final class ReadingTurns {
    private final Semaphore turns;

    ReadingTurns(int atOnce) {
        this.turns = new Semaphore(atOnce);
    }

    void begin() {
        turns.acquireUninterruptibly();
    }

    void end() {
        turns.release();
    }
}
