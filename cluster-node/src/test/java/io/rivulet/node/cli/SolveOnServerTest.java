// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// `solve --server` against answers written down here.
final class SolveOnServerTest {
    private static final String OPENED = """
            {"type":"session_opened","session_id":"7a5e1c3a-0000-4000-8000-000000000001","seq":1,"rows":2,"nnz":2,"method":"cg","preconditioner":"none","reason":"it is small","warnings":["unknown field: x"]}
            """;
    private static final String ITERATE = """
            {"type":"iteration_update","seq":2,"iteration":3,"residual_norm":1e-3,"convergence_rate":0.5}
            """;
    private static final String SOLVED = """
            {"type":"solution","seq":3,"x":[0.5,0.25],"residual_norm":1e-12,"error_bound":1e-9,"error_bound_kind":"certified","iterations":7,"stop_reason":"converged","elapsed_ms":2.5,"verified":true}
            """;
    private static final String CLOSED = "{\"type\":\"session_closed\",\"seq\":4,\"reason\":\"completed\"}\n";

    @TempDir
    Path folder;

    private HttpServer server;
    private String url;
    private final List<String> bodies = Collections.synchronizedList(new ArrayList<>());
    private final List<String> authorizations = Collections.synchronizedList(new ArrayList<>());
    private volatile int status = 200;
    private volatile String answer = OPENED + ITERATE + SOLVED + CLOSED;

    @BeforeEach
    void start() throws IOException {
        Files.writeString(
                folder.resolve("a.mtx"), "%%MatrixMarket matrix coordinate real general\n2 2 2\n1 1 2\n2 2 4\n");
        Files.writeString(folder.resolve("b.txt"), "1\n1\n");
        server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        server.createContext("/api/v1/solve-stream", this::solveStream);
        server.createContext("/api/v1/sessions", SolveOnServerTest::solution);
        server.start();
        url = "http://127.0.0.1:" + server.getAddress().getPort();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private void solveStream(HttpExchange exchange) throws IOException {
        bodies.add(new String(exchange.getRequestBody().readAllBytes(), UTF_8));
        authorizations.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
        byte[] bytes = answer.getBytes(UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private static void solution(HttpExchange exchange) throws IOException {
        byte[] bytes = ByteBuffer.allocate(16)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putDouble(0.5)
                .putDouble(0.125)
                .array();
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Test
    void otherFormatsAreSentAsMatrixMarket() throws IOException {
        Path golden = Path.of(System.getProperty("rivulet.root", "..")).resolve("numerics/src/test/resources/exchange");
        Files.copy(golden.resolve("csc_float32.npz"), folder.resolve("a.npz"));
        Files.copy(golden.resolve("vector.npy"), folder.resolve("b.npy"));
        CliRun run = CliRun.of(folder, "solve", "a.npz", "--rhs", "b.npy", "--server", url);
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(bodies.getFirst())
                .contains("real general\n4 4 9\n1 1 4.0\n1 2 -1.0\n", "array real general\n4 1\n1.0\n-2.5\n");
    }

    @Test
    void theFilesGoAsTheyAreAndTheLinesComeBackAsTheyAre() {
        CliRun run = CliRun.of(
                folder, "solve", "a.mtx", "--rhs", "b.txt", "--json", "--server", url, "--method", "cg", "--seed", "5");
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).isEqualTo(OPENED + ITERATE + SOLVED + CLOSED);
        assertThat(run.err()).isEmpty();
        assertThat(bodies.getFirst())
                .contains("name=\"matrix\"", "%%MatrixMarket", "name=\"vector\"", "\"method\":\"cg\"", "\"seed\":5");
        assertThat(authorizations).containsExactly("null");
    }

    @Test
    void peopleGetTheOutcomeAndTheFile() throws IOException {
        CliRun run = CliRun.of(folder, Map.of(), true, "solve", "a.mtx", "--server", url, "-o", "x.mtx");
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).contains("2 unknowns", "it is small", "solved and verified", "certified", "x = 0.5 0.25");
        assertThat(run.err()).contains("unknown field");
        assertThat(Files.readAllLines(folder.resolve("x.mtx"))).contains("2 1", "0.5", "0.25");
        assertThat(folder.resolve("x.mtx.part")).doesNotExist();
    }

    @Test
    void anOmittedXIsFetched() throws IOException {
        answer = OPENED + SOLVED.replace("[0.5,0.25]", "{\"omitted\":true,\"href\":\"/somewhere\"}") + CLOSED;
        CliRun run = CliRun.of(folder, "solve", "a.mtx", "--server", url, "-o", "x.mtx");
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(Files.readAllLines(folder.resolve("x.mtx"))).contains("0.5", "0.125");
    }

    @Test
    void aGalleryMatrixGoesAsItsRecipe() {
        CliRun run = CliRun.of(folder, "solve", "gallery:random_dd,n=5,symmetric=true,alpha=0.5", "--server", url);
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(bodies.getFirst())
                .contains("\"data\":{\"gallery\":{\"name\":\"random_dd\",\"n\":5,\"symmetric\":true,\"alpha\":0.5}");
        assertThat(CliRun.of(folder, "solve", "gallery:random_dd,n", "--server", url)
                        .code())
                .isEqualTo(2);
    }

    @Test
    void anUnverifiedSolutionIsExitCodeOneAndStillWritten() {
        answer = OPENED + SOLVED.replace("true", "false").replace("converged", "max_iterations") + CLOSED;
        CliRun run = CliRun.of(folder, "solve", "a.mtx", "--server", url, "-o", "x.mtx");
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.out()).contains("NOT solved");
        assertThat(run.err()).contains("max_iterations", "best x so far");
        assertThat(folder.resolve("x.mtx")).exists();
    }

    @ParameterizedTest
    @CsvSource({"401, 4", "403, 4", "409, 4", "429, 4", "503, 4", "422, 2", "413, 2", "404, 2", "500, 3", "502, 3"})
    void aRefusalIsTheExitCodeOfItsStatus(int refused, int code) {
        status = refused;
        answer = "{\"code\":\"some_code\",\"detail\":\"because of this\",\"pointer\":\"/matrix\",\"hint\":\"do that\"}";
        CliRun run = CliRun.of(folder, "solve", "a.mtx", "--server", url);
        assertThat(run.code()).isEqualTo(code);
        assertThat(run.err()).contains("because of this", "some_code at /matrix", "do that");
        answer = "<html>not ours</html>";
        assertThat(CliRun.of(folder, "solve", "a.mtx", "--server", url).err()).contains("status " + refused);
    }

    @Test
    void noServerIsExitCodeThreeAndSoIsOneThatVanishes() {
        answer = OPENED;
        CliRun cut = CliRun.of(folder, "solve", "a.mtx", "--server", url);
        assertThat(cut.code()).isEqualTo(3);
        assertThat(cut.err()).contains("without a solution");

        answer = OPENED + "{\"type\":\"session_closed\",\"reason\":\"drained\",\"resume_from\":2}";
        assertThat(CliRun.of(folder, "solve", "a.mtx", "--server", url).err()).contains("drained");

        server.stop(0);
        CliRun gone = CliRun.of(folder, Map.of("RIVULET_SERVER", url), false, "solve", "a.mtx");
        assertThat(gone.code()).isEqualTo(3);
        assertThat(gone.err()).contains(url);
    }

    @Test
    void theTokenComesFromTheEnvironmentOrAFile() throws IOException {
        Files.writeString(folder.resolve("token"), "from-file\n");
        CliRun.of(folder, Map.of("RIVULET_TOKEN", "from-env"), false, "solve", "a.mtx", "--server", url);
        CliRun.of(folder, "solve", "a.mtx", "--server", url, "--token-file", "token");
        assertThat(authorizations).containsExactly("Bearer from-env", "Bearer from-file");
    }

    @Test
    void aTokenThatCantBeSentIsNotShown() {
        CliRun run =
                CliRun.of(folder, Map.of("RIVULET_TOKEN", "open\nsesame"), false, "solve", "a.mtx", "--server", url);
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("RIVULET_TOKEN", "one word").doesNotContain("sesame");
        assertThat(authorizations).isEmpty();
    }

    @Test
    void anErrorLineIsShown() {
        answer = OPENED
                + "{\"type\":\"error\",\"fatal\":true,\"problem\":{\"code\":\"solver_failed\",\"detail\":\"it broke\"}}\n"
                + "{\"type\":\"session_closed\",\"reason\":\"failed\"}\n";
        CliRun run = CliRun.of(folder, "solve", "a.mtx", "--server", url);
        assertThat(run.code()).isEqualTo(3);
        assertThat(run.err()).contains("error: it broke [solver_failed]");
    }
}
