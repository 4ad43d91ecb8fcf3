// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http;

import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import java.util.concurrent.atomic.AtomicLong;

/// Memory for bodies that are being read: many large ones at once are refused before they fill the heap.
/// **Thread** any.
final class IntakeBudget {
    private static final long RETRY_MILLIS = 2000;

    private final long limitBytes;
    private final AtomicLong taken = new AtomicLong();

    IntakeBudget(long limitBytes) {
        this.limitBytes = limitBytes;
    }

    /// A reservation that grows with the body and is given back as a whole.
    final class Share implements AutoCloseable {
        private long bytes;

        /// **Errors** `capacity_exceeded` when all bodies together would need too much.
        void grow(long more) {
            if (!tryGrow(more)) {
                throw exceeded().exception();
            }
        }

        /// Whether there was room.
        boolean tryGrow(long more) {
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
    Problem exceeded() {
        return Problem.of(
                        ProblemCode.CAPACITY_EXCEEDED,
                        "The bodies being read now fill the " + (limitBytes >> 20) + " MiB kept for them.")
                .retryAfter(RETRY_MILLIS);
    }

    Share open() {
        return new Share();
    }

    long taken() {
        return taken.get();
    }
}
