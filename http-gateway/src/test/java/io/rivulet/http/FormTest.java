// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rivulet.http.body.FirstLine;
import io.rivulet.http.body.MultipartReader;
import io.rivulet.http.body.Spool;
import io.rivulet.http.session.SolveForm;
import io.rivulet.serialization.request.RequestLimits;
import io.rivulet.serialization.request.SolveRequest;
import io.rivulet.serialization.request.SolveRequestReader;
import io.rivulet.serialization.request.SystemSource;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FormTest {
    private static final String BOUNDARY = "5f0c--1042";
    private static final String MATRIX = "%%MatrixMarket matrix coordinate real general\n2 2 2\n1 1 4\n2 2 2\n";

    @TempDir
    Path directory;

    @Test
    void partsInAnyOrderMakeARequest() throws Exception {
        SolveRequest request =
                request(part("vector", "8\n6\n") + part("request", "{\"method\":\"cg\"}") + part("matrix", MATRIX));
        var system = ((SystemSource.Explicit) request.system()).system();
        assertThat(system.b().values()).containsExactly(8, 6);
        assertThat(system.a().rows()).isEqualTo(2);
        assertThat(request.settings().method().name()).isEqualTo("CG");
        assertThat(request.warnings()).isEmpty();
    }

    @Test
    void withoutAVectorBIsAllOnes() throws Exception {
        var system = ((SystemSource.Explicit) request(part("matrix", MATRIX)).system()).system();
        assertThat(system.b().values()).containsExactly(1, 1);
    }

    @Test
    void anUnknownPartIsNamedInAWarning() throws Exception {
        assertThat(request(part("matrx", "?") + part("matrix", MATRIX)).warnings())
                .singleElement()
                .asString()
                .contains("matrx");
    }

    @Test
    void aFormWithoutAMatrixIsRefused() {
        assertThatThrownBy(() -> request(part("vector", "1\n"))).hasMessageContaining("missing_field");
    }

    @Test
    void twoPartsOfOneNameAreRefused() {
        assertThatThrownBy(() -> request(part("matrix", MATRIX) + part("matrix", MATRIX)))
                .hasMessageContaining("malformed_body");
    }

    @Test
    void nothingIsLeftInTheSpoolDirectory() throws Exception {
        String comments = ("%" + "-".repeat(90) + "\n").repeat(2 * Spool.MEMORY_BYTES / 92);
        String large = MATRIX.replace("general\n", "general\n" + comments);
        try (var form = SolveForm.read(body(part("matrix", large)), BOUNDARY, directory)) {
            try (var files = Files.list(directory)) {
                assertThat(files).hasSize(1);
            }
            form.request(RequestLimits.DEFAULTS);
        }
        try (var files = Files.list(directory)) {
            assertThat(files).isEmpty();
        }
        assertThatThrownBy(() -> SolveForm.read(
                        new ByteArrayInputStream(part("matrix", large).getBytes(StandardCharsets.UTF_8)),
                        BOUNDARY,
                        directory))
                .hasMessageContaining("malformed_body");
        try (var files = Files.list(directory)) {
            assertThat(files).isEmpty();
        }
    }

    /// Contents that look like boundaries, cross the buffer's end, or are empty.
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 1000, 65_536})
    void contentComesBackByteForByte(int atATime) throws Exception {
        var random = new Random(atATime);
        byte[] noise = new byte[200_000];
        random.nextBytes(noise);
        List<String> contents = List.of(
                "",
                "\r\n",
                "\r\n--",
                "\r\n--5f0c--104",
                "\r\r\n--5f0c--1041\r\n",
                new String(noise, StandardCharsets.ISO_8859_1),
                "x".repeat(65_536 - 70) + "\r\n--5f0c--104" + "y".repeat(70_000));
        var form = new StringBuilder("a preamble\r\n");
        for (int k = 0; k < contents.size(); k++) {
            form.append(part("p" + k, contents.get(k)));
        }
        form.append("--" + BOUNDARY + "--\r\nan epilogue");
        var reader = new MultipartReader(slowly(form.toString(), atATime), BOUNDARY);
        var read = new ArrayList<String>();
        for (Optional<String> name = reader.next(); name.isPresent(); name = reader.next()) {
            assertThat(name).contains("p" + read.size());
            var content = new ByteArrayOutputStream();
            reader.copyTo(content);
            read.add(content.toString(StandardCharsets.ISO_8859_1));
        }
        assertThat(read).isEqualTo(contents);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "no boundary at all",
                "--5f0c--1042\r\nContent-Disposition: form-data; name=\"matrix\"\r\n\r\nno end",
                "--5f0c--1042\r\nContent-Disposition: form-data\r\n\r\nx\r\n--5f0c--1042--",
                "--5f0c--1042\r\nContent-Disposition: form-data; filename=\"name=matrix\"\r\n\r\nx\r\n--5f0c--1042--",
            })
    void brokenFormsAreMalformed(String form) {
        assertThatThrownBy(() -> SolveForm.read(
                        new ByteArrayInputStream(form.getBytes(StandardCharsets.UTF_8)), BOUNDARY, directory))
                .hasMessageContaining("malformed_body");
    }

    @Test
    void namesAreReadAsClientsWriteThem() throws Exception {
        for (String disposition : List.of(
                "form-data; name=matrix", "form-data;NAME=\"matrix\"", "form-data; filename=\"a\"; name=\"matrix\"")) {
            var reader = new MultipartReader(
                    slowly("--b\r\ncontent-disposition: " + disposition + "\r\n\r\nx\r\n--b--", 100), "b");
            assertThat(reader.next()).contains("matrix");
        }
    }

    @Test
    void theFirstLineIsReadAloneAndWhatIsBehindItStays() throws Exception {
        var one = new FirstLine(slowly("\n \r\n{\"a\":1}\n\n  \n", 3));
        assertThat(new String(one.readAllBytes(), StandardCharsets.UTF_8)).endsWith("{\"a\":1}");
        assertThat(one.nextLine()).isEqualTo(4);
        var two = new FirstLine(new ByteArrayInputStream("{}\n\n{}\n".getBytes(StandardCharsets.UTF_8)) {
            @Override
            public synchronized int available() {
                return 0;
            }
        });
        assertThat(new String(two.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo("{}");
        assertThat(new String(two.finish(), StandardCharsets.UTF_8)).isEqualTo("\n{}\n");
        assertThat(two.nextLine()).isEqualTo(2);
        assertThat(new FirstLine(slowly("", 1)).read()).isEqualTo(-1);
    }

    @Test
    void aRequestOnTheFirstLineIsARequest() {
        var line = new FirstLine(
                slowly("{\"matrix\":{\"rows\":1,\"cols\":1,\"data\":{\"dense\":[[4]]}},\"vector\":[2]}\n", 50));
        assertThat(((SolveRequest) SolveRequestReader.read(line, RequestLimits.DEFAULTS)).warnings())
                .isEmpty();
    }

    private SolveRequest request(String parts) throws IOException {
        try (var form = SolveForm.read(body(parts), BOUNDARY, directory)) {
            return (SolveRequest) form.request(RequestLimits.DEFAULTS);
        }
    }

    private static InputStream body(String parts) {
        return slowly(parts + "--" + BOUNDARY + "--\r\n", 1000);
    }

    private static String part(String name, String content) {
        return "--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"" + name
                + "\"; filename=\"f\"\r\nContent-Type: text/plain\r\n\r\n" + content + "\r\n";
    }

    /// Gives at most `atATime` bytes to each read.
    private static InputStream slowly(String text, int atATime) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1)) {
            @Override
            public synchronized int read(byte[] target, int from, int length) {
                return super.read(target, from, Math.min(length, atATime));
            }
        };
    }
}
