// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session;

import static io.rivulet.actors.session.Failures.get;
import static io.rivulet.actors.session.Failures.refusal;
import static io.rivulet.actors.session.Failures.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.actors.session.MatrixUpload.Uploaded;
import io.rivulet.actors.session.core.Answer;
import io.rivulet.actors.store.StoreSettings;
import io.rivulet.numerics.classify.Definiteness;
import io.rivulet.numerics.gallery.Gallery;
import io.rivulet.numerics.gallery.GalleryRecipe;
import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.numerics.linalg.LinearSystem;
import io.rivulet.numerics.verify.TrueResidual;
import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import io.rivulet.serialization.request.CsrFormat;
import io.rivulet.serialization.request.OpenRequest;
import io.rivulet.serialization.request.RequestLimits;
import io.rivulet.serialization.request.SolveRequestReader;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UploadTest {
    private static final int SIDE = 60;
    private static final CsrMatrix A = Gallery.generate(new GalleryRecipe.Poisson2d(SIDE, SIDE));

    @TempDir
    Path data;

    @Test
    void aSessionOnAnUploadGoesOnWithItAfterItsNodeWasLost() throws Exception {
        StoreSettings store = StoreSettings.embedded(data);
        Uploaded uploaded;
        UUID id;
        try (TestNode node = TestNode.start(store)) {
            uploaded = upload(node, "ann");
            assertThat(uploaded.rows()).isEqualTo(SIDE * SIDE);
            assertThat(uploaded.nnz()).isEqualTo(A.nnz());
            assertThat(uploaded.matrixClass().spd()).isEqualTo(Definiteness.PROVEN);
            id = get(node.sessions.open(on(uploaded.ref(), ",\"options\":{\"live\":true}"), "ann"))
                    .id();
            get(node.sessions.update(id, "ann", List.of(Requests.delta("s", 1, 17, 0.5)), true));
            requireSolved(node, id);
            assertThat(get(node.sessions.verification().verify(id, "ann", null, 10))
                            .verified())
                    .isTrue();
        }
        try (TestNode node = TestNode.start(store)) {
            until(() -> node.sessions.node().toCompletableFuture().join().clusterUp());
            requireSolved(node, id);
            assertThat(get(node.sessions.verification().verify(id, "ann", null, 10))
                            .verified())
                    .isTrue();
            UUID second = get(node.sessions.open(on(uploaded.ref(), ""), "ann")).id();
            assertThat(get(node.sessions.reads().solution(second, "ann", 0))
                            .result()
                            .relativeResidual())
                    .isLessThan(1e-8);
            // The first one's end takes nothing away from the second or from the upload.
            get(node.sessions.delete(id, "ann"));
            until(() -> referencesOf(node, id) == 0);
            assertThat(get(node.stores.problems().findMatrix("ann", uploaded.ref())))
                    .isPresent();
            assertThat(upload(node, "ann").ref()).isEqualTo(uploaded.ref());
        }
    }

    @Test
    void theSameIdWithTheSameUploadAndVectorAttachesAgain() throws Exception {
        try (TestNode node = TestNode.start(StoreSettings.inMemory("attach-upload"))) {
            String ref = upload(node, "ann").ref();
            UUID id = UUID.randomUUID();
            String sparse = ",\"session_id\":\"" + id + "\",\"vector\":{\"indices\":[3],\"values\":[1]}";
            assertThat(get(node.sessions.open(on(ref, sparse), "ann")).created())
                    .isTrue();
            assertThat(get(node.sessions.open(on(ref, sparse), "ann")).created())
                    .isFalse();
            assertThat(refusal(node.sessions.open(on(ref, ",\"session_id\":\"" + id + "\""), "ann"))
                            .code())
                    .isEqualTo(ProblemCode.SESSION_EXISTS);
        }
    }

    @Test
    void aNameThatIsNotThereOrAnotherOwnersIsNotFound() throws Exception {
        try (TestNode node = TestNode.start(StoreSettings.inMemory("unknown-upload"))) {
            String ref = upload(node, "ann").ref();
            for (Problem problem : new Problem[] {
                refusal(node.sessions.open(on("ab".repeat(32), ""), "ann")),
                refusal(node.sessions.open(on(ref, ""), "bob"))
            }) {
                assertThat(problem.code()).isEqualTo(ProblemCode.PROBLEM_NOT_FOUND);
                assertThat(problem.pointer()).isEqualTo("/matrix/ref");
            }
            assertThat(refusal(node.sessions.open(on(ref, ",\"vector\":[1,2]"), "ann"))
                            .code())
                    .isEqualTo(ProblemCode.DIMENSION_MISMATCH);
            until(() -> node.stores.memory().usedBytes() == 0);
        }
    }

    @Test
    void uploadsAreFewAtATimeAndWhatTheyHoldIsGivenBack() throws Exception {
        try (TestNode node = TestNode.start(StoreSettings.inMemory("few-uploads"))) {
            var open = new ArrayList<MatrixUpload>();
            for (int k = 0; k < Uploads.AT_ONCE; k++) {
                open.add(node.sessions.upload("ann", UploadTest::await));
            }
            Problem refused = refusal(() -> node.sessions.upload("ann", UploadTest::await));
            assertThat(refused.code()).isEqualTo(ProblemCode.CAPACITY_EXCEEDED);
            assertThat(refused.retryAfterMs()).isNotNull();
            for (MatrixUpload each : open) {
                each.write(new byte[3_000_000]);
                each.close();
                each.close();
            }
            for (int k = 0; k < 2 * Uploads.AT_ONCE; k++) {
                upload(node, "ann");
            }
            assertThat(node.stores.memory().usedBytes()).isZero();
        }
    }

    @Test
    void aMatrixForWhichTheNodeHasNoMemoryIsRefusedAndForgotten() throws Exception {
        try (TestNode node = TestNode.start(StoreSettings.inMemory("small-node"), "", 300_000)) {
            assertThat(refusal(() -> upload(node, "ann")).code()).isEqualTo(ProblemCode.CAPACITY_EXCEEDED);
            assertThat(node.stores.memory().usedBytes()).isZero();
            until(() -> count(node, "SELECT COUNT(*) FROM blob") == 0);
        }
    }

    private static void requireSolved(TestNode node, UUID id) throws Exception {
        Answer.Solution solution = get(node.sessions.reads().solution(id, "ann", 1));
        double[] b = new double[SIDE * SIDE];
        Arrays.fill(b, 1.0);
        b[17] += 0.5;
        assertThat(TrueResidual.of(
                                new LinearSystem(A, DenseVector.adopt(b)),
                                solution.result().x())
                        .relative())
                .isLessThan(1e-8);
    }

    private static Uploaded upload(TestNode node, String owner) throws Exception {
        try (MatrixUpload upload = node.sessions.upload(owner, UploadTest::await)) {
            CsrFormat.write(A, upload);
            return get(upload.finish(A));
        }
    }

    private static <T> T await(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
    }

    private static OpenRequest on(String ref, String more) {
        String body = "{\"matrix\":{\"ref\":\"" + ref + "\"}" + more + "}";
        return SolveRequestReader.read(
                new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)), RequestLimits.DEFAULTS);
    }

    private static long referencesOf(TestNode node, UUID session) throws Exception {
        return count(node, "SELECT COUNT(*) FROM blob_ref WHERE session_id = '" + session + "'");
    }

    private static long count(TestNode node, String sql) throws Exception {
        StoreSettings store = node.database.settings();
        try (var connection = java.sql.DriverManager.getConnection(store.url(), store.user(), store.password());
                var statement = connection.createStatement();
                var row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }
}
