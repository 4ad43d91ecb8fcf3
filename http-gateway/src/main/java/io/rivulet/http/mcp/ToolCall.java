// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.mcp;

import org.jspecify.annotations.Nullable;

/// One call of a tool while it is under way: where its progress is told, and what ends it early.
/// **Thread** any.
final class ToolCall {
    /// Tells progress to the caller.
    @FunctionalInterface
    interface Telling {
        void tell(double progress, String message);
    }

    /// What a tool does when its answer is not wanted any more.
    @FunctionalInterface
    interface Stopping {
        /// @param cancelled whether the caller said so; else it went away
        void stop(boolean cancelled);
    }

    private final Telling telling;
    private double told = Double.NEGATIVE_INFINITY;
    private boolean silent;
    private boolean cancelled;
    private boolean stopped;
    private @Nullable Stopping stopping;

    ToolCall(Telling telling) {
        this.telling = telling;
    }

    /// From here on no progress is told.
    synchronized ToolCall silent() {
        silent = true;
        return this;
    }

    /// Passed on only where it has risen.
    synchronized void progress(double progress, String message) {
        if (progress > told && !stopped && !silent) {
            told = progress;
            telling.tell(progress, message);
        }
    }

    /// Run once, at once where the call has been stopped already.
    void onStop(Stopping then) {
        boolean now;
        synchronized (this) {
            stopping = then;
            now = stopped;
        }
        if (now) {
            then.stop(isCancelled());
        }
    }

    /// The caller has said that it wants no answer; [#stop] follows.
    synchronized void cancel() {
        cancelled = true;
    }

    void stop() {
        Stopping then;
        synchronized (this) {
            if (stopped) {
                return;
            }
            stopped = true;
            then = stopping;
        }
        if (then != null) {
            then.stop(isCancelled());
        }
    }

    private synchronized boolean isCancelled() {
        return cancelled;
    }
}
