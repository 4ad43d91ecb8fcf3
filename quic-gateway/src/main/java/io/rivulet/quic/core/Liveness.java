// SPDX-License-Identifier: Apache-2.0
package io.rivulet.quic.core;

import java.time.Duration;

/// Whether the other end of a connection still answers. It is asked at each [#tick]; whatever it says is an answer.
/// Time in which this process itself stood still (a long pause, a sleeping machine) is not the other's silence: what
/// it said meanwhile has not been read yet.
/// **Thread** one.
public final class Liveness {
    public enum Step {
        /// Ask it.
        ASK,
        /// It has just fallen silent; ask on.
        SILENT,
        /// It has been silent for so long that it is gone.
        DEAD
    }

    private final long everyMillis;
    private final long silentMillis;
    private final long deadMillis;
    private long tickedMillis;
    private long heardMillis;
    private boolean silent;

    /// @param every the time between two ticks
    /// @param silentAfter without an answer
    public Liveness(Duration every, Duration silentAfter, Duration deadAfter, long nowMillis) {
        this.everyMillis = every.toMillis();
        this.silentMillis = silentAfter.toMillis();
        this.deadMillis = deadAfter.toMillis();
        this.tickedMillis = nowMillis;
        this.heardMillis = nowMillis;
    }

    /// **Returns** whether it had been silent.
    public boolean heard(long nowMillis) {
        boolean back = silent;
        heardMillis = nowMillis;
        silent = false;
        return back;
    }

    boolean isSilent() {
        return silent;
    }

    public Step tick(long nowMillis) {
        long away = nowMillis - tickedMillis - everyMillis;
        tickedMillis = nowMillis;
        if (away > 0) {
            heardMillis = Math.min(nowMillis, heardMillis + away);
        }
        long silence = nowMillis - heardMillis;
        if (silence >= deadMillis) {
            return Step.DEAD;
        }
        if (silence >= silentMillis && !silent) {
            silent = true;
            return Step.SILENT;
        }
        return Step.ASK;
    }
}
