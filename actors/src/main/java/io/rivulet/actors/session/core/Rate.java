// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session.core;

/// At most so many things a second, with one second's worth at once.
final class Rate {
    private final double perSecond;
    private double free;
    private long filledNanos;
    private boolean started;

    Rate(double perSecond) {
        this.perSecond = perSecond;
        this.free = perSecond;
    }

    /// Takes `count` at once, or none.
    boolean take(int count, long nowNanos) {
        if (started) {
            free = Math.min(perSecond, free + perSecond * ((nowNanos - filledNanos) / 1e9));
        }
        started = true;
        filledNanos = nowNanos;
        if (free < count) {
            return false;
        }
        free -= count;
        return true;
    }
}
