// SPDX-License-Identifier: Apache-2.0
package io.rivulet.client;

import java.time.Duration;
import java.util.concurrent.CancellationException;

/// Failures since something worked. **Thread** any.
final class Attempts {
    private final Retry retry;
    private int failures;

    Attempts(Retry retry) {
        this.retry = retry;
    }

    synchronized void worked() {
        failures = 0;
    }

    /// Waits, or throws the failure.
    void failed(RuntimeException failure) {
        pause(retry.pause(count(), failure).orElseThrow(() -> failure));
    }

    private synchronized int count() {
        return ++failures;
    }

    void pause(Duration time) {
        try {
            retry.sleep().sleep(time);
        } catch (InterruptedException stopped) {
            throw interrupted();
        }
    }

    /// For whoever waits in a method that doesn't throw it.
    static CancellationException interrupted() {
        Thread.currentThread().interrupt();
        return new CancellationException("interrupted while waiting for the server");
    }
}
