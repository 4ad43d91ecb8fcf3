// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session.core;

/// The bytes a second that all sessions of a node may spend on storing x: a bucket that fills at that rate and holds
/// one second of it, or one write that is larger. **Thread** any.
public final class CheckpointBudget {
    public static final long DEFAULT_BYTES_PER_SECOND = 8L << 20;

    private final long bytesPerSecond;
    private double free;
    private long filledNanos;
    private boolean started;

    public CheckpointBudget(long bytesPerSecond) {
        this.bytesPerSecond = bytesPerSecond;
        this.free = bytesPerSecond;
    }

    /// A write larger than a full bucket is let through when the bucket is full, and owed afterwards.
    synchronized boolean take(long bytes, long nowNanos) {
        if (started) {
            double filled = free + bytesPerSecond * ((nowNanos - filledNanos) / 1e9);
            free = Math.min(bytesPerSecond, Math.max(free, filled));
        }
        started = true;
        filledNanos = nowNanos;
        if (free < Math.min(bytes, bytesPerSecond)) {
            return false;
        }
        free -= bytes;
        return true;
    }
}
