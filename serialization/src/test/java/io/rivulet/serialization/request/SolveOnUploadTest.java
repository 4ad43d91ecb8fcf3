// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.request;

import static io.rivulet.serialization.request.Requests.body;
import static io.rivulet.serialization.request.Requests.problemOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.numerics.gallery.Gallery;
import io.rivulet.numerics.gallery.GalleryRecipe;
import io.rivulet.numerics.linalg.Allowance;
import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SolveOnUploadTest {
    private static final String REF = "ab".repeat(32);
    private static final CsrMatrix A = Gallery.generate(new GalleryRecipe.Poisson2d(2, 2));

    @Test
    void aRequestThatNamesAnUploadIsWholeOnceTheMatrixIsThere() {
        SolveOnUpload asked = read("'vector':[1,2,3,4],'method':'cg','options':{'initial_guess':[0,0,0,1]}");
        assertThat(asked.ref()).isEqualTo(REF);
        SolveRequest request = asked.on(A);
        var system = (SystemSource.OnMatrix) request.system();
        assertThat(system.ref()).isEqualTo(REF);
        assertThat(system.a()).isSameAs(A);
        assertThat(Objects.requireNonNull(system.b()).values()).containsExactly(1, 2, 3, 4);
        assertThat(Objects.requireNonNull(request.initialGuess()).values()).containsExactly(0, 0, 0, 1);
        assertThat(request.settings().method().wireName()).isEqualTo("cg");
    }

    @Test
    void withoutAVectorItIsAllOnesAndASparseOneIsFilledUp() {
        assertThat(((SystemSource.OnMatrix) read("'name':'x'").on(A).system()).b())
                .isNull();
        var sparse = (SystemSource.OnMatrix)
                read("'vector':{'indices':[2],'values':[7]}").on(A).system();
        assertThat(Objects.requireNonNull(sparse.b()).values()).containsExactly(0, 0, 7, 0);
    }

    @Test
    void whatIsSaidOfTheMatrixBesideItsNameHasToFit() {
        assertThat(((SolveOnUpload) SolveRequestReader.read(
                                body("{'matrix':{'ref':'" + REF + "','rows':4,'cols':4,'nnz':12}}"), Requests.LIMITS))
                        .on(A)
                        .warnings())
                .isEmpty();
        for (String field : new String[] {"rows", "cols", "nnz"}) {
            var asked = (SolveOnUpload) SolveRequestReader.read(
                    body("{'matrix':{'ref':'" + REF + "','" + field + "':5}}"), Requests.LIMITS);
            Problem problem = problemOf(() -> asked.on(A));
            assertThat(problem.code()).isEqualTo(ProblemCode.INVALID_MATRIX);
            assertThat(problem.pointer()).isEqualTo("/matrix/" + field);
        }
    }

    @ParameterizedTest(name = "{0} → {1} {2}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'vector':[1,2,3]                                   | dimension_mismatch | /vector",
                "'vector':{'indices':[4],'values':[1]}              | index_out_of_range | /vector/indices/0",
                "'options':{'initial_guess':[1]}                    | dimension_mismatch | /options/initial_guess",
                "'options':{'stream':{'x':'indices','x_indices':[9]}} | index_out_of_range | /options/stream/x_indices/0",
            })
    void whatDoesNotFitTheMatrixIsToldAsEver(String fields, String code, String pointer) {
        SolveOnUpload asked = read(fields);
        Problem problem = problemOf(() -> asked.on(A));
        assertThat(problem.code().wireName()).isEqualTo(code);
        assertThat(problem.pointer()).isEqualTo(pointer);
    }

    @Test
    void memoryOfTheBodyIsNotAskedForAfterIt() {
        var taken = new AtomicLong();
        var asked = (SolveOnUpload) SolveRequestReader.read(
                body("{'matrix':{'ref':'" + REF + "'},'vector':{'indices':[0],'values':[1]}}"),
                Requests.LIMITS.within(bytes -> taken.addAndGet(bytes)));
        long before = taken.get();
        asked.on(A);
        assertThat(taken).hasValue(before);
    }

    @Test
    void aVerificationOfASystemTakesItsMatrixWithIt() {
        Problem problem = problemOf(() -> VerifyRequestReader.read(
                body("{'matrix':{'ref':'" + REF + "'},'vector':[1],'solution':[1]}"), Requests.LIMITS));
        assertThat(problem.code()).isEqualTo(ProblemCode.UNSUPPORTED_VALUE);
        assertThat(problem.pointer()).isEqualTo("/matrix/ref");
    }

    @Test
    void anUploadedTextIsToldByItsLine() throws Exception {
        String text = "%%MatrixMarket matrix coordinate real general\n2 2 2\n1 1 4\n";
        CsrMatrix a = UploadedMatrix.market(stream(text + "2 2 5\n"), Allowance.UNLIMITED);
        assertThat(a.value()).containsExactly(4, 5);
        Problem problem = problemOf(() -> UploadedMatrix.market(stream(text + "3 1 5\n"), Allowance.UNLIMITED));
        assertThat(problem.code()).isEqualTo(ProblemCode.INVALID_MATRIX);
        assertThat(problem.line()).isEqualTo(4);
        assertThat(problem.pointer()).isNull();
    }

    private static ByteArrayInputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static SolveOnUpload read(String fields) {
        return (SolveOnUpload)
                SolveRequestReader.read(body("{'matrix':{'ref':'" + REF + "'}," + fields + "}"), Requests.LIMITS);
    }
}
