// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.field.core;

/// How often a client may say something: a bucket that fills up again.
/// **Thread** one.
final class MessageRate {
    static final double MOST = 200;
    static final double PER_SECOND = 50;
    private static final double MILLIS = 1000;

    private double left = MOST;
    private double lastMillis;

    MessageRate(double now) {
        lastMillis = now;
    }

    boolean take(double now) {
        left = Math.min(MOST, left + Math.max(0, now - lastMillis) * PER_SECOND / MILLIS);
        lastMillis = now;
        if (left < 1) {
            return false;
        }
        left--;
        return true;
    }
}
