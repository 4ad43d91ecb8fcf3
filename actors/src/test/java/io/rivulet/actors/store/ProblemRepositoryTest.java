// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.actors.store.ProblemRepository.MatrixSize;
import io.rivulet.numerics.gallery.GalleryRecipe;
import io.rivulet.numerics.incremental.EntryChange;
import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.numerics.linalg.LinearSystem;
import io.rivulet.numerics.linalg.SparseVector;
import io.rivulet.serialization.event.DeltaContent;
import io.rivulet.serialization.event.ProblemContent;
import io.rivulet.serialization.event.ProblemRef;
import io.rivulet.serialization.request.CsrFormat;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ProblemRepositoryTest {
    private static final UUID SESSION = new UUID(5, 5);
    private static final LinearSystem SMALL = new LinearSystem(
            CsrMatrix.adopt(2, new int[] {0, 2, 3}, new int[] {0, 1, 1}, new double[] {2, -1, 3}),
            DenseVector.adopt(new double[] {1, 4}));

    @TempDir
    Path directory;

    @ParameterizedTest
    @EnumSource(Backend.class)
    void problemsChangesAndGuessesComeBackAsValues(Backend backend) {
        try (Database database = Database.open(backend.fresh(directory))) {
            ProblemRepository problems = repository(database, 1 << 20);
            ProblemRef ref = Backend.get(problems.put("ada", SESSION, new ProblemContent.Explicit(SMALL), 2, 3));
            LinearSystem back = Backend.get(problems.load("ada", ref.hash()));
            assertThat(back.a().value()).isEqualTo(SMALL.a().value());
            assertThat(back.a().column()).isEqualTo(SMALL.a().column());
            assertThat(back.b()).isEqualTo(SMALL.b());

            DeltaContent delta =
                    new DeltaContent(null, SparseVector.adopt(new int[] {1}, new double[] {9}), List.<EntryChange>of());
            String hash = Backend.get(problems.putDelta("ada", SESSION, delta)).hash();
            assertThat(Backend.get(problems.loadDelta("ada", hash)).b().values())
                    .containsExactly(9);

            String whole = Backend.get(problems.putWhole("ada", SESSION, SMALL)).hash();
            assertThat(whole).as("the same bytes as the explicit problem").isEqualTo(ref.hash());

            DenseVector x = DenseVector.adopt(new double[] {0.5, -0.0});
            String guess = Backend.get(problems.putVector("ada", SESSION, x)).hash();
            assertThat(Backend.get(problems.loadVector("ada", guess))).isEqualTo(x);
        }
    }

    @Test
    void aRecipeIsStoredInAFewBytesAndGenerated() {
        try (Database database = Database.open(StoreSettings.inMemory("recipe"))) {
            ProblemRepository problems = repository(database, 1 << 20);
            ProblemContent recipe = new ProblemContent.Recipe(new GalleryRecipe.Poisson2d(30, 20), null);
            ProblemRef ref = Backend.get(problems.put("ada", SESSION, recipe, 600, 2_900));
            LinearSystem system = Backend.get(problems.load("ada", ref.hash()));
            assertThat(system.rows()).isEqualTo(600);
            assertThat(system.a().nnz()).isEqualTo(2_900);
            assertThat(system.b().values()).containsOnly(1.0);
            assertThat(ChunkStoreTest.content(new ChunkStore(database, InstantSource.system()), "ada", ref.hash()))
                    .hasSizeLessThan(100);
        }
    }

    @Test
    void theCacheSharesWhatFitsAndKeepsOwnersApart() {
        try (Database database = Database.open(StoreSettings.inMemory("cache"))) {
            ProblemRepository problems = repository(database, 1 << 20);
            ProblemContent large = new ProblemContent.Recipe(new GalleryRecipe.Poisson2d(200, 200), null);
            String small = Backend.get(problems.put("ada", SESSION, new ProblemContent.Explicit(SMALL), 2, 3))
                    .hash();
            String tooLarge = Backend.get(problems.put("ada", SESSION, large, 40_000, 199_200))
                    .hash();
            assertThat(Backend.get(problems.load("ada", small))).isSameAs(Backend.get(problems.load("ada", small)));
            assertThat(Backend.get(problems.read("ada", small))).isNotSameAs(Backend.get(problems.load("ada", small)));
            LinearSystem first = Backend.get(problems.load("ada", tooLarge));
            // The cache lets go of it just after the load is done.
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
            while (Backend.get(problems.load("ada", tooLarge)) == first) {
                assertThat(System.nanoTime()).isLessThan(deadline);
            }
            assertThat(Backend.failure(problems.load("bob", small))).hasMessageContaining("missing");
        }
    }

    @Test
    void problemsOnOneUploadShareItsMatrix() throws Exception {
        try (Database database = Database.open(StoreSettings.inMemory("on-matrix"))) {
            ChunkStore chunks = new ChunkStore(database, InstantSource.system());
            var problems = new ProblemRepository(chunks, 1 << 20);
            String matrix;
            try (ChunkUpload upload = chunks.upload("ada", new UUID(6, 6), Backend::get)) {
                CsrFormat.write(SMALL.a(), upload);
                upload.flush();
                matrix = Backend.get(upload.complete()).hash();
            }
            assertThat(Backend.get(problems.findMatrix("ada", matrix))).contains(new MatrixSize(2, 3));
            assertThat(Backend.get(problems.findMatrix("bob", matrix))).isEmpty();
            ProblemRef ones =
                    Backend.get(problems.put("ada", SESSION, new ProblemContent.OnMatrix(matrix, null), 2, 3));
            ProblemRef given =
                    Backend.get(problems.put("ada", SESSION, new ProblemContent.OnMatrix(matrix, SMALL.b()), 2, 3));
            assertThat(ones.matrix()).isEqualTo(given.matrix()).isEqualTo(matrix);
            LinearSystem first = Backend.get(problems.load("ada", ones.hash()));
            LinearSystem second = Backend.get(problems.load("ada", given.hash()));
            assertThat(first.a().value()).isEqualTo(SMALL.a().value());
            assertThat(first.b().values()).containsExactly(1, 1);
            assertThat(second.b()).isEqualTo(SMALL.b());
            assertThat(second.a()).isSameAs(first.a());
            LinearSystem apart = Backend.get(problems.read("ada", given.hash()));
            assertThat(apart.a()).isNotSameAs(first.a());
            assertThat(apart.a().column()).isEqualTo(SMALL.a().column());
            assertThat(Backend.failure(problems.load("ada", matrix))).hasMessageContaining("another kind");
        }
    }

    private static ProblemRepository repository(Database database, long cacheBytes) {
        return new ProblemRepository(new ChunkStore(database, InstantSource.system()), cacheBytes);
    }
}
