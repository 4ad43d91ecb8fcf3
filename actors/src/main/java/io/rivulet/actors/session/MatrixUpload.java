// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session;

import io.rivulet.actors.solver.ComputePool;
import io.rivulet.actors.store.ChunkUpload;
import io.rivulet.actors.store.MemoryBudget;
import io.rivulet.numerics.classify.Classification;
import io.rivulet.numerics.classify.Classifier;
import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.serialization.line.MatrixClassView;
import io.rivulet.serialization.request.CsrFormat;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// A matrix on its way into the store: [CsrFormat], written as it comes. [#finish] tells what it is and gives it its
/// name; closed before that, nothing of it is left.
/// **Thread** one that may block on the store. **Errors** as [ChunkUpload].
public final class MatrixUpload extends OutputStream {
    /// Arrays that classifying takes at most, as a multiple of the matrix: its transpose and some vectors.
    private static final int CLASSIFYING_FACTOR = 2;

    /// What the sender is told.
    public record Uploaded(String ref, int rows, int nnz, MatrixClassView matrixClass) {}

    private final SessionNode node;
    private final String owner;
    private final ChunkUpload chunks;
    private final Runnable release;
    private boolean ended;

    /// @param release run once when the upload has ended
    MatrixUpload(SessionNode node, String owner, ChunkUpload chunks, Runnable release) {
        this.node = node;
        this.owner = owner;
        this.chunks = chunks;
        this.release = release;
    }

    @Override
    public void write(int b) throws IOException {
        chunks.write(b);
    }

    @Override
    public void write(byte[] source, int offset, int length) throws IOException {
        chunks.write(source, offset, length);
    }

    /// What was written is `a`: classifies it on the compute pool and keeps it under its name. Memory for `a` itself is
    /// reserved when this returns, so that the caller may give up its own for it.
    /// **Errors** `capacity_exceeded` where the node has no memory for it now; the upload is still to be closed
    /// then.
    public CompletionStage<Uploaded> finish(CsrMatrix a) throws IOException {
        chunks.flush();
        long bytes = (1 + CLASSIFYING_FACTOR) * CsrFormat.sizeOf(a.rows(), a.nnz());
        MemoryBudget memory = node.stores().memory();
        MemoryBudget.@Nullable Reservation reserved = memory.tryReserve(bytes).orElse(null);
        if (reserved == null) {
            throw memory.exceeded(bytes).exception();
        }
        ended = true;
        return node.pool()
                .lane(ComputePool.Share.SESSIONS)
                .run(() -> Classifier.classify(node.pool().team(), a))
                .thenCompose(classified -> name(a, classified))
                .whenComplete((_, _) -> {
                    reserved.close();
                    end();
                });
    }

    private CompletionStage<Uploaded> name(CsrMatrix a, Classification classified) {
        return chunks.complete().thenApply(stored -> {
            node.stores().problems().rememberMatrix(owner, stored.hash(), a);
            return new Uploaded(stored.hash(), a.rows(), a.nnz(), MatrixClassView.of(classified));
        });
    }

    /// Does nothing once the upload is being finished.
    @Override
    public void close() {
        if (!ended) {
            ended = true;
            end();
        }
    }

    private void end() {
        // Nothing where it was completed.
        chunks.abandon();
        release.run();
    }
}
