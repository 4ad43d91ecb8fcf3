// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session;

import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.RivuletException;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// Waits for stages and looks into their failures.
final class Failures {
    private static final long PATIENCE_SECONDS = 30;
    private static final long LOOK_NANOS = 5_000_000;

    private Failures() {}

    static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    /// The problem that `stage` fails with.
    static Problem refusal(CompletionStage<?> stage) {
        return refusal(() -> get(stage));
    }

    static Problem refusal(Callable<?> work) {
        Object result;
        try {
            result = work.call();
        } catch (Exception failure) {
            for (Throwable at = failure; at != null; at = at.getCause()) {
                if (at instanceof RivuletException known) {
                    return known.problem();
                }
            }
            throw new AssertionError("failed, but not with a problem", failure);
        }
        throw new AssertionError("not refused: " + result);
    }

    @FunctionalInterface
    interface Condition {
        boolean holds() throws Exception;
    }

    /// Looks again and again, for 30 s.
    static void until(Condition condition) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!condition.holds()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("the condition did not come true within " + PATIENCE_SECONDS + " s");
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }
}
