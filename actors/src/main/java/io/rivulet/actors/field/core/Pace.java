// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.field.core;

/// When a simulation's next steps are due: one each `stepMillis`, and no bursts to catch up after a stop.
/// **Thread** one.
public final class Pace {
    /// Steps that may be late together: more are let go.
    static final long MOST_LATE = 8;

    private final long stepNanos;
    private long nextNanos;

    public Pace(int stepMillis, long nowNanos) {
        this.stepNanos = stepMillis * 1_000_000L;
        this.nextNanos = nowNanos;
    }

    /// Nothing was due meanwhile: the next step is due now.
    public void begin(long nowNanos) {
        nextNanos = nowNanos;
    }

    /// How many steps are due.
    public int due(long nowNanos) {
        long late = nowNanos - nextNanos;
        return late < 0 ? 0 : (int) Math.min(MOST_LATE, late / stepNanos + 1);
    }

    public void done(long steps, long nowNanos) {
        nextNanos = Math.max(nextNanos + steps * stepNanos, nowNanos - MOST_LATE * stepNanos);
    }

    /// Until the next one is due; 0: now.
    public long waitNanos(long nowNanos) {
        return Math.max(0, nextNanos - nowNanos);
    }
}
