// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.request;

import static io.rivulet.serialization.request.Requests.CSR;
import static io.rivulet.serialization.request.Requests.LIMITS;
import static io.rivulet.serialization.request.Requests.body;
import static io.rivulet.serialization.request.Requests.problemOf;
import static io.rivulet.serialization.request.Requests.systemOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.linalg.LinearSystem;
import io.rivulet.numerics.solve.Method;
import io.rivulet.serialization.problem.Problem;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

class MultipartRequestTest {
    private static final String MTX =
            "%%MatrixMarket matrix coordinate real general\n3 3 6\n" + "1 1 4\n1 2 1\n2 2 3\n2 3 2\n3 1 1\n3 3 5\n";

    private static void assertStandard(LinearSystem system) {
        CsrMatrix a = system.a();
        assertThat(a.rowStart()).containsExactly(0, 2, 4, 6);
        assertThat(a.column()).containsExactly(0, 1, 1, 2, 0, 2);
        assertThat(a.value()).containsExactly(4, 1, 3, 2, 1, 5);
        assertThat(system.b().values()).containsExactly(1, 2, 3);
    }

    @Test
    void aMultipartBodyHasFilesAndARequest() throws IOException {
        InputStream vector = new ByteArrayInputStream(
                "%%MatrixMarket matrix array real general\n3 1\n1\n2\n3\n".getBytes(StandardCharsets.US_ASCII));
        var request = (SolveRequest) SolveRequestReader.fromParts(
                body("{'method':'gmres','oops':1}"),
                new ByteArrayInputStream(MTX.getBytes(StandardCharsets.US_ASCII)),
                vector,
                LIMITS,
                List.of());
        assertStandard(systemOf(request));
        assertThat(request.settings().method()).isEqualTo(Method.GMRES);
        assertThat(request.warnings()).hasSize(1);

        var packed = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(packed)) {
            gzip.write(MTX.getBytes(StandardCharsets.US_ASCII));
        }
        var plain = (SolveRequest) SolveRequestReader.fromParts(
                null, new ByteArrayInputStream(packed.toByteArray()), null, LIMITS, List.of());
        assertThat(systemOf(plain).b().values()).containsExactly(1, 1, 1);
        var lines = (SolveRequest) SolveRequestReader.fromParts(
                body("{}"),
                mtx(),
                new ByteArrayInputStream("1\n2\n3".getBytes(StandardCharsets.US_ASCII)),
                LIMITS,
                List.of());
        assertStandard(systemOf(lines));
    }

    private static InputStream mtx() {
        return new ByteArrayInputStream(MTX.getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void faultsOfAMultipartBodyNameTheLine() {
        Problem matrix = problemOf(() -> SolveRequestReader.fromParts(
                null,
                new ByteArrayInputStream(MTX.replace("3 3 5", "3 4 5").getBytes(StandardCharsets.US_ASCII)),
                null,
                LIMITS,
                List.of()));
        assertThat(matrix.code().wireName()).isEqualTo("invalid_matrix");
        assertThat(matrix.line()).isEqualTo(8);
        Problem vector = problemOf(() -> SolveRequestReader.fromParts(null, mtx(), body("1\n2\n"), LIMITS, List.of()));
        assertThat(vector.code().wireName()).isEqualTo("dimension_mismatch");
        assertThat(vector.pointer()).isEqualTo("/vector");
        assertThat(problemOf(() -> SolveRequestReader.fromParts(null, mtx(), body("1\nx\n3\n"), LIMITS, List.of()))
                        .code()
                        .wireName())
                .isEqualTo("wrong_type");
        Problem twice = problemOf(
                () -> SolveRequestReader.fromParts(body("{'matrix':" + CSR + "}"), mtx(), null, LIMITS, List.of()));
        assertThat(twice.pointer()).isEqualTo("/matrix");
        Problem length =
                problemOf(() -> SolveRequestReader.fromParts(body("{'vector':[1]}"), mtx(), null, LIMITS, List.of()));
        assertThat(length.code().wireName()).isEqualTo("dimension_mismatch");
        Problem vectors = problemOf(() ->
                SolveRequestReader.fromParts(body("{'vector':[1,2,3]}"), mtx(), body("4\n5\n6\n"), LIMITS, List.of()));
        assertThat(vectors.code().wireName()).isEqualTo("unsupported_value");
        assertThat(vectors.pointer()).isEqualTo("/vector");
    }
}
