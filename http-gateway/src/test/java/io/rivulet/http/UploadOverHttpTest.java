// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.rivulet.http.settings.GatewaySettings;
import io.rivulet.numerics.gallery.Gallery;
import io.rivulet.numerics.gallery.GalleryRecipe;
import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.market.MatrixMarket;
import io.rivulet.serialization.request.CsrFormat;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// `POST /api/v1/problems` before real sessions.
class UploadOverHttpTest {
    private static final String PROBLEMS = "/api/v1/problems";
    private static final int LIMIT = 2 << 20;
    private static final CsrMatrix A = Gallery.generate(new GalleryRecipe.Poisson2d(150, 100));

    @RegisterExtension
    static final OneNode node = OneNode.start(GatewaySettings.defaults()
            .uploads(LIMIT)
            .bodies(512 << 10, Duration.ofSeconds(1))
            .streams(4, Duration.ofSeconds(20)));

    private static byte[] csr;

    @BeforeAll
    static void write() throws Exception {
        var out = new ByteArrayOutputStream();
        CsrFormat.write(A, out);
        csr = out.toByteArray();
    }

    @Test
    void aMatrixIsUploadedOnceAndSessionsOpenOnItsName() throws Exception {
        HttpResponse<String> answer = upload(csr);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        JsonNode uploaded = OneNode.JSON.readTree(answer.body());
        assertThat(uploaded.get("ref").asText())
                .isEqualTo(HexFormat.of()
                        .formatHex(MessageDigest.getInstance("SHA-256").digest(csr)));
        assertThat(uploaded.get("rows").asInt()).isEqualTo(15_000);
        assertThat(uploaded.get("nnz").asInt()).isEqualTo(A.nnz());
        assertThat(uploaded.get("matrix_class").get("spd").asText()).isEqualTo("proven");

        List<JsonNode> lines = node.solve("{\"matrix\":{\"ref\":" + uploaded.get("ref") + "},\"options\":{\"stream\":"
                + "{\"x\":\"none\"}},\"vector\":{\"indices\":[7500],\"values\":[1]}}");
        JsonNode opened = lines.getFirst();
        assertThat(opened.get("nnz").asInt()).isEqualTo(A.nnz());
        assertThat(opened.get("matrix_class")).isEqualTo(uploaded.get("matrix_class"));
        JsonNode solution = lines.get(lines.size() - 2);
        assertThat(solution.get("verified").asBoolean()).isTrue();
        double[] x = new double[A.rows()];
        for (int i = 0; i < x.length; i++) {
            x[i] = solution.get("x").get(i).asDouble();
        }
        assertThat(residual(x, 7500)).isLessThan(1e-7);
    }

    @Test
    void everyFormOfTheSameMatrixHasTheSameName() throws Exception {
        String ref = refOf(upload(csr));
        var text = new ByteArrayOutputStream();
        MatrixMarket.writeMatrix(A, text);
        for (String type : new String[] {"text/plain", "application/x-matrix-market", "application/octet-stream"}) {
            assertThat(refOf(send(type, text.toByteArray()))).as(type).isEqualTo(ref);
        }
        assertThat(refOf(send("text/plain; charset=us-ascii", gzip(text.toByteArray()))))
                .as("a compressed file")
                .isEqualTo(ref);
        assertThat(refOf(node.send(node.request(PROBLEMS)
                        .headers("Content-Type", CsrFormat.MEDIA_TYPE, "Content-Encoding", "gzip")
                        .POST(BodyPublishers.ofByteArray(gzip(csr))))))
                .as("a compressed body")
                .isEqualTo(ref);
        assertThat(refOf(node.send(node.request(PROBLEMS)
                        .header("Content-Type", CsrFormat.MEDIA_TYPE)
                        .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(csr))))))
                .as("a body of unknown length")
                .isEqualTo(ref);
        var small = CsrMatrix.adopt(1, new int[] {0, 1}, new int[] {0}, new double[] {4});
        var bytes = new ByteArrayOutputStream();
        CsrFormat.write(small, bytes);
        assertThat(refOf(upload(bytes.toByteArray()))).isNotEqualTo(ref);
    }

    @ParameterizedTest
    @CsvSource({
        "16, 1000000, invalid_matrix, /row_pointers/2",
        "100000, -1, invalid_matrix, /col_indices/9997",
        "4, 7, invalid_matrix, /row_pointers/3",
    })
    void aFaultIsToldWithItsPlace(int at, int number, String code, String pointer) throws Exception {
        byte[] wrong = csr.clone();
        ByteBuffer.wrap(wrong).order(ByteOrder.LITTLE_ENDIAN).putInt(at, number);
        JsonNode problem = problem(upload(wrong), 422, code);
        assertThat(problem.get("pointer").asText()).isEqualTo(pointer);
        assertThat(problem.get("hint").asText()).isNotBlank();
    }

    @Test
    void aFaultOfATextIsToldWithItsLine() throws Exception {
        String text = "%%MatrixMarket matrix coordinate real general\n2 2 2\n1 1 4\n2 7 5\n";
        JsonNode problem = problem(send("text/plain", text.getBytes(StandardCharsets.US_ASCII)), 422, "invalid_matrix");
        assertThat(problem.get("line").asInt()).isEqualTo(4);
        assertThat(problem.has("pointer")).isFalse();
    }

    @Test
    void whatIsCutOrDamagedOrOfAnotherKindIsRefused() throws Exception {
        problem(upload(Arrays.copyOf(csr, csr.length - 1)), 422, "invalid_matrix");
        problem(upload(Arrays.copyOf(csr, csr.length + 1)), 422, "invalid_matrix");
        problem(send("application/json", csr), 415, "unsupported_media_type");
        byte[] packed = gzip(csr);
        problem(
                node.send(node.request(PROBLEMS)
                        .headers("Content-Type", CsrFormat.MEDIA_TYPE, "Content-Encoding", "gzip")
                        .POST(BodyPublishers.ofByteArray(Arrays.copyOf(packed, packed.length / 2)))),
                400,
                "malformed_body");
    }

    @Test
    void theLimitIsThatOfUploadsAndHoldsOnceDecoded() throws Exception {
        assertThat(csr.length).as("more than other bodies may have").isGreaterThan(512 << 10);
        var large = Gallery.generate(new GalleryRecipe.Poisson2d(200, 200));
        var bytes = new ByteArrayOutputStream();
        CsrFormat.write(large, bytes);
        assertThat(bytes.size()).isGreaterThan(LIMIT);
        JsonNode problem = problem(upload(bytes.toByteArray()), 413, "body_too_large");
        assertThat(problem.get("hint").asText()).contains("RIVULET_UPLOAD_LIMIT_BYTES");
        byte[] packed = gzip(bytes.toByteArray());
        assertThat(packed.length).isLessThan(LIMIT);
        problem(
                node.send(node.request(PROBLEMS)
                        .headers("Content-Type", CsrFormat.MEDIA_TYPE, "Content-Encoding", "gzip")
                        .POST(BodyPublishers.ofByteArray(packed))),
                413,
                "body_too_large");
    }

    @Test
    void aNameThatNobodyUploadedIsNotFound() throws Exception {
        HttpResponse<String> answer =
                node.postJson("/api/v1/solve-stream", "{\"matrix\":{\"ref\":\"" + "0f".repeat(32) + "\"}}");
        JsonNode problem = problem(answer, 404, "problem_not_found");
        assertThat(problem.get("pointer").asText()).isEqualTo("/matrix/ref");
        assertThat(problem.get("hint").asText()).contains("POST /api/v1/problems");
    }

    @Test
    void sendersThatGoAwayOrFallSilentHoldNothing() throws Exception {
        byte[] head = ("POST " + PROBLEMS + " HTTP/1.1\r\nHost: x\r\nContent-Type: " + CsrFormat.MEDIA_TYPE
                        + "\r\nContent-Length: " + csr.length + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        // More than there is room for at a time, so that what is held shows.
        for (int k = 0; k < 9; k++) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), node.port())) {
                OutputStream out = socket.getOutputStream();
                out.write(head);
                out.write(csr, 0, csr.length / 2);
            }
        }
        assertThat(onceThereIsRoom(() -> silent(head)))
                .startsWith("HTTP/1.1 408")
                .contains("request_timeout");
        assertThat(onceThereIsRoom(() -> upload(csr).body())).contains("\"ref\"");
    }

    private static String silent(byte[] head) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), node.port())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(head);
            socket.getOutputStream().write(csr, 0, 100);
            return EchoServer.readUntil(socket, "}");
        }
    }

    /// Those that went away end when they are noticed to be gone, which takes its time.
    private static String onceThereIsRoom(Callable<String> request) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (true) {
            String answer = request.call();
            if (!answer.contains("capacity_exceeded") || System.nanoTime() > deadline) {
                return answer;
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
    }

    private static double residual(double[] x, int one) {
        double worst = 0;
        for (int i = 0; i < A.rows(); i++) {
            double r = i == one ? 1 : 0;
            for (int k = A.rowStart()[i]; k < A.rowStart()[i + 1]; k++) {
                r -= A.value()[k] * x[A.column()[k]];
            }
            worst = Math.max(worst, Math.abs(r));
        }
        return worst;
    }

    private static HttpResponse<String> upload(byte[] body) throws Exception {
        return send(CsrFormat.MEDIA_TYPE, body);
    }

    private static HttpResponse<String> send(String type, byte[] body) throws Exception {
        return node.send(node.request(PROBLEMS).header("Content-Type", type).POST(BodyPublishers.ofByteArray(body)));
    }

    private static String refOf(HttpResponse<String> answer) throws Exception {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        return OneNode.JSON.readTree(answer.body()).get("ref").asText();
    }

    private static JsonNode problem(HttpResponse<String> answer, int status, String code) throws Exception {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        JsonNode problem = OneNode.JSON.readTree(answer.body());
        assertThat(problem.get("code").asText()).isEqualTo(code);
        return problem;
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        var packed = new ByteArrayOutputStream();
        try (var out = new GZIPOutputStream(packed)) {
            out.write(bytes);
        }
        return packed.toByteArray();
    }
}
