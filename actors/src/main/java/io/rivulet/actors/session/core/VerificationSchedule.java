// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session.core;

/// When a session is verified by itself: every so many iterations, rarer while it passes and more often after it
/// failed. **Source** the adaptive interval of the numerics specification, §8.7.
final class VerificationSchedule {
    private static final double RARER = 1.1;
    private static final double OFTENER = 0.8;
    private static final double MOST = 2.0;
    private static final double LEAST = 0.5;

    private final boolean enabled;
    private final int interval;
    private double multiplier = 1.0;
    private long lastIteration;

    VerificationSchedule(boolean enabled, int interval) {
        this.enabled = enabled;
        this.interval = Math.max(1, interval);
    }

    boolean enabled() {
        return enabled;
    }

    int interval() {
        return interval;
    }

    double multiplier() {
        return multiplier;
    }

    long lastIteration() {
        return lastIteration;
    }

    long nextDue() {
        return lastIteration + Math.max(1, Math.round(interval * multiplier));
    }

    boolean due(long iterations) {
        return enabled && iterations >= nextDue();
    }

    void started(long iterations) {
        lastIteration = iterations;
    }

    /// @param claimed the solver said that x meets the tolerance; while it does not say so, a failure is no surprise
    void ended(boolean verified, boolean claimed) {
        if (verified) {
            multiplier = Math.min(MOST, RARER * multiplier);
        } else if (claimed) {
            multiplier = Math.max(LEAST, OFTENER * multiplier);
        }
    }
}
