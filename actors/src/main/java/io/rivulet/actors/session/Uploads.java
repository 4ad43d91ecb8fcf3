// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session;

import io.rivulet.actors.store.ChunkUpload;
import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.random.RandomGenerator;

/// Begins uploads of matrices.
/// **Thread** any. **Bounded by** [#AT_ONCE] uploads at a time, each of which holds a few MiB beside its matrix.
final class Uploads {
    static final int AT_ONCE = 4;

    private static final long RETRY_AFTER_MILLIS = 10_000;

    private final SessionNode node;
    private final RandomGenerator random;
    private final Semaphore free = new Semaphore(AT_ONCE);

    Uploads(SessionNode node, RandomGenerator random) {
        this.node = node;
        this.random = random;
    }

    /// **Errors** `capacity_exceeded`.
    MatrixUpload begin(String owner, ChunkUpload.Waiting waiting) {
        if (!free.tryAcquire()) {
            throw Problem.of(ProblemCode.CAPACITY_EXCEEDED, AT_ONCE + " problems are being uploaded to this node now")
                    .hint("Try again when one of them has ended.")
                    .retryAfter(RETRY_AFTER_MILLIS)
                    .exception();
        }
        UUID id = new UUID(random.nextLong(), random.nextLong());
        return new MatrixUpload(node, owner, node.stores().chunks().upload(owner, id, waiting), free::release);
    }
}
