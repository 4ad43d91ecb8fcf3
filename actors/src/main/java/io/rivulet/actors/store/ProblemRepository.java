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
import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import io.rivulet.serialization.request.CsrFormat;
import io.rivulet.serialization.request.SystemSource;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Problems, changes and initial guesses as values; [ChunkStore] keeps their bytes.
/// **Ownership** a loaded system is shared between all who ask for it: nobody may write to its arrays.
/// **Thread** any; decoding and generating run on the store's threads.
/// **Bounded by** the bytes of the cache given at construction, which are beside those of running loads.
/// **Errors** as [ChunkStore].
public final class ProblemRepository {
    private static final int WEIGHT_UNIT_BYTES = 1_024;

    private record Key(String owner, String hash) {}

    /// A content as it is kept in memory; an uploaded matrix once, however many problems name it.
    private sealed interface Cached {
        long bytes();

        record Whole(LinearSystem system) implements Cached {
            @Override
            public long bytes() {
                return system.sizeBytes();
            }
        }

        record OnMatrix(ProblemContent.OnMatrix content) implements Cached {
            @Override
            public long bytes() {
                DenseVector b = content.b();
                return b == null ? 0 : (long) Double.BYTES * b.size();
            }
        }

        record Matrix(CsrMatrix a) implements Cached {
            @Override
            public long bytes() {
                return CsrFormat.sizeOf(a.rows(), a.nnz());
            }
        }
    }

    /// n and the number of entries of an uploaded matrix.
    public record MatrixSize(int rows, int entries) {}

    private final ChunkStore chunks;
    private final AsyncCache<Key, Cached> cache;

    public ProblemRepository(ChunkStore chunks, long maxCacheBytes) {
        this.chunks = chunks;
        this.cache = Caffeine.newBuilder()
                .executor(Runnable::run)
                .maximumWeight(Math.max(0, maxCacheBytes / WEIGHT_UNIT_BYTES))
                .weigher((Key _, Cached content) ->
                        (int) Math.min(Integer.MAX_VALUE, 1 + content.bytes() / WEIGHT_UNIT_BYTES))
                .buildAsync();
    }

    /// Stores a problem with a pending reference of the session; `rows` and `nnz` as the system has them.
    public CompletionStage<ProblemRef> put(String owner, UUID session, ProblemContent problem, int rows, int nnz) {
        return chunks.put(owner, session, Kind.PROBLEM, out -> ChunkCodec.write(problem, out))
                .thenApply(stored -> new ProblemRef(
                        stored.hash(), rows, nnz, problem instanceof ProblemContent.OnMatrix on ? on.matrix() : null));
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

    /// The system under a hash: explicit, generated from its recipe, or on an uploaded matrix. Loads of the same one at
    /// once are one load.
    public CompletionStage<LinearSystem> load(String owner, String hash) {
        return cached(owner, hash, () -> readContent(owner, hash)).thenCompose(content -> switch (content) {
            case Cached.Whole(LinearSystem system) -> CompletableFuture.completedStage(system);
            case Cached.OnMatrix(ProblemContent.OnMatrix on) ->
                loadMatrix(owner, on.matrix()).thenApply(a -> system(a, on.b()));
            case Cached.Matrix _ -> throw noProblem(hash);
        });
    }

    /// An uploaded matrix, from the cache where it is there.
    public CompletionStage<CsrMatrix> loadMatrix(String owner, String hash) {
        return cached(owner, hash, () -> readMatrix(owner, hash).thenApply(Cached.Matrix::new))
                .thenApply(content -> {
                    if (content instanceof Cached.Matrix(CsrMatrix a)) {
                        return a;
                    }
                    throw noProblem(hash);
                });
    }

    /// Spares the next [#load] the reading of a problem that this node has just stored.
    public void remember(String owner, String hash, LinearSystem system) {
        cache.put(new Key(owner, hash), CompletableFuture.completedFuture(new Cached.Whole(system)));
    }

    /// [#remember] for an uploaded matrix.
    public void rememberMatrix(String owner, String hash, CsrMatrix a) {
        cache.put(new Key(owner, hash), CompletableFuture.completedFuture(new Cached.Matrix(a)));
    }

    /// [#load] past the cache, for whoever needs a copy of its own.
    public CompletionStage<LinearSystem> read(String owner, String hash) {
        return readContent(owner, hash).thenCompose(content -> switch (content) {
            case Cached.Whole(LinearSystem system) -> CompletableFuture.completedStage(system);
            case Cached.OnMatrix(ProblemContent.OnMatrix on) ->
                readMatrix(owner, on.matrix()).thenApply(a -> system(a, on.b()));
            case Cached.Matrix _ -> throw noProblem(hash);
        });
    }

    /// Size of an uploaded matrix of this owner; empty where there is none of that name.
    public CompletionStage<Optional<MatrixSize>> findMatrix(String owner, String hash) {
        return chunks.describeUpload(owner, hash)
                .thenCompose(found -> found.isEmpty()
                        ? CompletableFuture.completedStage(Optional.empty())
                        : chunks.chunk(owner, hash, 0).thenApply(first -> {
                            int[] header = CsrFormat.header(first);
                            return Optional.of(new MatrixSize(header[0], header[1]));
                        }));
    }

    private CompletionStage<Cached> cached(String owner, String hash, Supplier<CompletionStage<Cached>> read) {
        return cache.get(new Key(owner, hash), (_, _) -> read.get().toCompletableFuture())
                .copy();
    }

    private CompletionStage<Cached> readContent(String owner, String hash) {
        return chunks.read(owner, hash, (in, length) -> cachedOf(ChunkCodec.readProblem(in, length)));
    }

    private CompletionStage<CsrMatrix> readMatrix(String owner, String hash) {
        return chunks.read(owner, hash, CsrFormat::readStored);
    }

    public CompletionStage<DeltaContent> loadDelta(String owner, String hash) {
        return chunks.read(owner, hash, ChunkCodec::readDelta);
    }

    public CompletionStage<DenseVector> loadVector(String owner, String hash) {
        return chunks.read(
                owner, hash, (in, length) -> ChunkCodec.readVector(in, length).x());
    }

    /// What a request's source stands for. **Cost** generates a recipe's matrix.
    public static LinearSystem systemOf(SystemSource source) {
        return switch (source) {
            case SystemSource.Explicit(LinearSystem system) -> system;
            case SystemSource.Gallery(GalleryRecipe recipe, @Nullable DenseVector b) -> generated(recipe, b);
            case SystemSource.OnMatrix(String _, CsrMatrix a, @Nullable DenseVector b) -> system(a, b);
        };
    }

    private static Cached cachedOf(ProblemContent problem) {
        return switch (problem) {
            case ProblemContent.Explicit(LinearSystem system) -> new Cached.Whole(system);
            case ProblemContent.Recipe(GalleryRecipe recipe, @Nullable DenseVector b) ->
                new Cached.Whole(generated(recipe, b));
            case ProblemContent.OnMatrix on -> new Cached.OnMatrix(on);
        };
    }

    private static LinearSystem generated(GalleryRecipe recipe, @Nullable DenseVector b) {
        return system(Gallery.generate(recipe), b);
    }

    private static LinearSystem system(CsrMatrix a, @Nullable DenseVector b) {
        return new LinearSystem(a, b == null ? ones(a.rows()) : b);
    }

    private static RuntimeException noProblem(String hash) {
        return Problem.of(ProblemCode.INTERNAL_ERROR, "the stored content " + hash + " is of another kind")
                .exception();
    }

    private static DenseVector ones(int size) {
        double[] values = new double[size];
        Arrays.fill(values, 1.0);
        return DenseVector.adopt(values);
    }
}
