// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.stream;

import io.rivulet.http.route.Principal;
import io.rivulet.http.route.Standing;
import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What stays open on behalf of callers, and ends when they may not call any more.
/// **Thread** any. **Bounded by** the limits of what is watched.
public final class OpenCalls {
    private static final Logger log = LoggerFactory.getLogger(OpenCalls.class);

    private final Set<Watch> open = ConcurrentHashMap.newKeySet();

    /// Something that is open, until it is closed.
    public final class Watch implements AutoCloseable {
        private final Principal caller;
        private final AtomicBoolean lost = new AtomicBoolean();
        private final AtomicReference<@Nullable Runnable> end = new AtomicReference<>();

        private Watch(Principal caller) {
            this.caller = caller;
        }

        /// `end` is called once, from any thread, when the caller may not call any more.
        public void onLost(Runnable then) {
            end.set(then);
            if (lost.get()) {
                tell();
            }
        }

        public boolean lost() {
            return lost.get();
        }

        private void lose() {
            if (lost.compareAndSet(false, true)) {
                log.info("what principal={} has open ends: its token does not hold any more", caller.name());
                close();
                tell();
            }
        }

        private void tell() {
            Runnable then = end.getAndSet(null);
            if (then != null) {
                then.run();
            }
        }

        @Override
        public void close() {
            open.remove(this);
        }
    }

    /// For something that `caller` opens.
    public Watch watch(Principal caller) {
        var watch = new Watch(caller);
        if (caller.standing() != Standing.LASTING) {
            open.add(watch);
        }
        return watch;
    }

    /// Has every caller judged again. To be called whenever that may have changed, and now and then.
    public void look() {
        for (Watch each : open) {
            each.caller.standing().holds().whenComplete((holds, failure) -> {
                if (failure == null && !holds) {
                    each.lose();
                }
            });
        }
    }

    /// What is told to a caller who may not call any more.
    public static Problem revoked() {
        return Problem.of(ProblemCode.UNAUTHENTICATED, "The token that this was opened with does not hold any more.")
                .hint("Come again with one that does; a stream goes on at the resume_from that it ended with.");
    }
}
