// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.solve;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.rivulet.node.cli.CliRun;
import io.rivulet.node.console.Console;
import io.rivulet.numerics.solve.Method;
import io.rivulet.numerics.solve.PreconditionerKind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What Ctrl-C asks of a solve, without the process around it.
class CancelledSolveTest {
    private static final SolveWishes SLOW =
            new SolveWishes(Method.JACOBI, PreconditionerKind.NONE, 1e-12, 1_000_000, 1L);

    @TempDir
    Path folder;

    private SystemInput input(String matrix) {
        PrintStream nowhere = new PrintStream(new ByteArrayOutputStream(), true, UTF_8);
        return new SystemInput(new Console(nowhere, nowhere, false, Map.of(), folder), matrix, null);
    }

    private static SolveLine until(SolveSource source, Class<? extends SolveLine> type) throws IOException {
        for (byte[] json = source.nextLine(); json != null; json = source.nextLine()) {
            SolveLine line = SolveLine.parse(json);
            if (type.isInstance(line)) {
                return line;
            }
        }
        throw new AssertionError("the lines ended without " + type.getSimpleName());
    }

    @Test
    void hereItEndsWithTheBestXSoFarAndSaysThatItIsNone() throws IOException {
        try (LocalSolve solve = LocalSolve.open(input("gallery:poisson2d,nx=200,ny=200"), SLOW)) {
            assertThat(solve.x()).as("nothing was computed yet").isNull();
            until(solve, SolveLine.Iterate.class);
            solve.cancel();
            SolveLine.Solved solved = (SolveLine.Solved) until(solve, SolveLine.Solved.class);
            assertThat(solved.verified()).isFalse();
            assertThat(solved.stopReason()).isEqualTo("cancelled");
            assertThat(solved.residual()).isBetween(1e-12, 1.0);
            assertThat(solve.x()).hasSize(40_000).containsExactly(solved.x().values());
            assertThat(Arrays.stream(solve.x()).max().orElseThrow()).isPositive();
        }
    }

    @Test
    void onAServerTheReaderGoesAndTakesTheBestXAlong() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        server.createContext("/api/v1/solve-stream", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody()
                    .write(("{\"type\":\"session_opened\",\"session_id\":\"s-1\"}\n"
                                    + "{\"type\":\"iteration_update\",\"iteration\":1}\n")
                            .getBytes(UTF_8));
            // And no more: the stream stays open until its reader leaves.
            exchange.getResponseBody().flush();
        });
        server.createContext("/api/v1/sessions/s-1/solution", exchange -> {
            byte[] x = ByteBuffer.allocate(8)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putDouble(0.75)
                    .array();
            exchange.sendResponseHeaders(200, x.length);
            exchange.getResponseBody().write(x);
            exchange.close();
        });
        server.start();
        String url = "http://127.0.0.1:" + server.getAddress().getPort();
        try (RemoteServer remote = new RemoteServer(url, null);
                RemoteSolve solve = RemoteSolve.open(remote, input("gallery:poisson2d,nx=3,ny=3"), SLOW)) {
            assertThat(solve.x()).as("no session was told yet").isNull();
            until(solve, SolveLine.Iterate.class);
            solve.cancel();
            assertThat(solve.nextLine()).isNull();
            assertThat(solve.x()).containsExactly(0.75);
        } finally {
            server.stop(0);
        }
    }

    @Test
    void aFileThatIsNoRegularOneIsWrittenToAndNotReplaced() {
        CliRun run = CliRun.of(folder, "solve", "gallery:poisson2d,nx=3,ny=3", "-o", "/dev/null");
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(Files.isRegularFile(Path.of("/dev/null"))).isFalse();
        assertThat(Path.of("/dev/null.part")).doesNotExist();
    }
}
