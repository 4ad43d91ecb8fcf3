// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.store;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.rivulet.actors.store.ChunkStore.Kind;
import io.rivulet.actors.store.ChunkStore.Stored;
import io.rivulet.numerics.gallery.Gallery;
import io.rivulet.numerics.gallery.GalleryRecipe;
import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.numerics.linalg.LinearSystem;
import io.rivulet.serialization.event.ChunkCodec;
import io.rivulet.serialization.event.DeltaContent;
import io.rivulet.serialization.event.ProblemContent;
import io.rivulet.serialization.event.ProblemRef;
import io.rivulet.serialization.event.VectorContent;
import java.util.Arrays;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// Problems, changes and initial guesses as values; [ChunkStore] keeps their bytes.
/// **Ownership** a loaded system is shared between all who ask for it: nobody may write to its arrays.
/// **Thread** any; decoding and generating run on the store's threads.
/// **Bounded by** the bytes of the cache given at construction, which are beside those of running loads.
/// **Errors** as [ChunkStore].
public final class ProblemRepository {
    private static final int WEIGHT_UNIT_BYTES = 1_024;

    private record Key(String owner, String hash) {}

    private final ChunkStore chunks;
    private final AsyncCache<Key, LinearSystem> cache;

    public ProblemRepository(ChunkStore chunks, long maxCacheBytes) {
        this.chunks = chunks;
        this.cache = Caffeine.newBuilder()
                .executor(Runnable::run)
                .maximumWeight(Math.max(0, maxCacheBytes / WEIGHT_UNIT_BYTES))
                .weigher((Key _, LinearSystem system) ->
                        (int) Math.min(Integer.MAX_VALUE, 1 + system.sizeBytes() / WEIGHT_UNIT_BYTES))
                .buildAsync();
    }

    /// Stores a problem with a pending reference of the session; `rows` and `nnz` as the system has them.
    public CompletionStage<ProblemRef> put(String owner, UUID session, ProblemContent problem, int rows, int nnz) {
        return chunks.put(owner, session, Kind.PROBLEM, out -> ChunkCodec.write(problem, out))
                .thenApply(stored -> new ProblemRef(stored.hash(), rows, nnz));
    }

    /// Stores the whole present problem, to stand for base and deltas.
    public CompletionStage<Stored> putWhole(String owner, UUID session, LinearSystem system) {
        return chunks.put(
                owner, session, Kind.WHOLE, out -> ChunkCodec.write(new ProblemContent.Explicit(system), out));
    }

    public CompletionStage<Stored> putDelta(String owner, UUID session, DeltaContent delta) {
        return chunks.put(owner, session, Kind.DELTA, out -> ChunkCodec.write(delta, out));
    }

    public CompletionStage<Stored> putVector(String owner, UUID session, DenseVector x) {
        return chunks.put(owner, session, Kind.INITIAL_GUESS, out -> ChunkCodec.write(new VectorContent(x), out));
    }

    /// The system under a hash, explicit or generated from its recipe. Loads of the same one at once are one load.
    public CompletionStage<LinearSystem> load(String owner, String hash) {
        return cache.get(new Key(owner, hash), (_, _) -> read(owner, hash).toCompletableFuture())
                .copy();
    }

    /// Spares the next [#load] the reading of a problem that this node has just stored.
    public void remember(String owner, String hash, LinearSystem system) {
        cache.put(new Key(owner, hash), CompletableFuture.completedFuture(system));
    }

    /// [#load] past the cache, for whoever needs a copy of its own.
    public CompletionStage<LinearSystem> read(String owner, String hash) {
        return chunks.read(owner, hash, (in, length) -> systemOf(ChunkCodec.readProblem(in, length)));
    }

    public CompletionStage<DeltaContent> loadDelta(String owner, String hash) {
        return chunks.read(owner, hash, ChunkCodec::readDelta);
    }

    public CompletionStage<DenseVector> loadVector(String owner, String hash) {
        return chunks.read(
                owner, hash, (in, length) -> ChunkCodec.readVector(in, length).x());
    }

    /// What a problem's content stands for. **Cost** generates a recipe's matrix.
    public static LinearSystem systemOf(ProblemContent problem) {
        return switch (problem) {
            case ProblemContent.Explicit(LinearSystem system) -> system;
            case ProblemContent.Recipe(GalleryRecipe recipe, @Nullable DenseVector b) -> {
                CsrMatrix a = Gallery.generate(recipe);
                yield new LinearSystem(a, b == null ? ones(a.rows()) : b);
            }
        };
    }

    private static DenseVector ones(int size) {
        double[] values = new double[size];
        Arrays.fill(values, 1.0);
        return DenseVector.adopt(values);
    }
}
