// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.body;

import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import java.util.concurrent.atomic.AtomicLong;

/// Memory for bodies that are being read: many large ones at once are refused before they fill the heap.
/// **Thread** any.
public final class IntakeBudget {
    private static final long RETRY_MILLIS = 2000;

    private final long limitBytes;
    private final AtomicLong taken = new AtomicLong();

    public IntakeBudget(long limitBytes) {
        this.limitBytes = limitBytes;
    }

    /// A reservation that grows with the body and is given back as a whole.
    public final class Share implements AutoCloseable {
        private long bytes;

        /// **Errors** `capacity_exceeded` when all bodies together would need too much.
        public void grow(long more) {
            if (!tryGrow(more)) {
                throw exceeded().exception();
            }
        }

        /// Whether there was room.
        public boolean tryGrow(long more) {
            if (taken.addAndGet(more) > limitBytes) {
                taken.addAndGet(-more);
                return false;
            }
            bytes += more;
            return true;
        }

        @Override
        public void close() {
            taken.addAndGet(-bytes);
            bytes = 0;
        }
    }

    /// What to answer when there was no room.
    public Problem exceeded() {
        return Problem.of(
                        ProblemCode.CAPACITY_EXCEEDED,
                        "The bodies being read now fill the " + (limitBytes >> 20) + " MiB kept for them.")
                .retryAfter(RETRY_MILLIS);
    }

    public Share open() {
        return new Share();
    }

    public long taken() {
        return taken.get();
    }
}
