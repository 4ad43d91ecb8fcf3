// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.request;

import static io.rivulet.serialization.request.Requests.LIMITS;
import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemJson;
import io.rivulet.serialization.problem.RivuletException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/// Whatever arrives, it is read or refused with a problem; never anything else. Repeat a failure with
/// `-Drivulet.fuzz.seed=…`.
class RequestFuzzTest {
    private static final int ROUNDS = 20_000;

    private static final List<String> SEEDS = List.of(
            Requests.standard("'options':{'tolerance':1e-8,'stream':{'x':'indices','x_indices':[0,2]}}"),
            "{'matrix':{'rows':3,'cols':3,'data':{'values':[4,1,1,3,2,5],'row_indices':[0,2,0,1,1,2],"
                    + "'col_pointers':[0,2,4,6]}},'vector':{'indices':[1],'values':[2]}}",
            "{'matrix':{'rows':2,'cols':2,'data':{'values':[4,1],'row_indices':[0,1],'col_indices':[0,1]}},"
                    + "'vector':[1,2],'labels':{'a':'b'},'session_id':'7b1e9a52-6c3f-4a3e-9a43-2f5d1c8e0b6d'}",
            "{'matrix':{'rows':2,'cols':2,'nnz':3,'data':{'dense':[[1,2],[0,4]]}},'vector':[1,2]}",
            "{'matrix':{'data':{'mtx':'%%MatrixMarket matrix coordinate real general\\n2 2 2\\n1 1 4\\n2 2 1\\n'}},"
                    + "'vector':[1,2],'method':'cg'}",
            "{'matrix':{'data':{'gallery':{'name':'random_dd','n':9,'nnz_per_row':3,'alpha':0.5,'seed':7}}}}");

    private static final List<String> COSTS = List.of(
            "{'session_id':'7b1e9a52-6c3f-4a3e-9a43-2f5d1c8e0b6d','source_node':'a','sequence':17,"
                    + "'timestamp':'2026-01-31T12:00:00.250Z','delta_costs':{'indices':[1],'values':[0.5]}}",
            "{'session_id':'7b1e9a52-6c3f-4a3e-9a43-2f5d1c8e0b6d','vector':[1,2],"
                    + "'matrix_updates':[{'row':0,'col':1,'old_value':1,'new_value':2.5}],"
                    + "'set_costs':{'indices':[1],'values':[0.5]}}");

    private static final List<String> PIECES = List.of(
            "{",
            "}",
            "[",
            "]",
            ",",
            ":",
            "'",
            "\\",
            "null",
            "true",
            "1e999",
            "-1",
            "0",
            "NaN",
            "9999999999999",
            "1.5",
            "'rows'",
            "'data':",
            "\u0000",
            "\u00ff",
            "\\u0000",
            "\\ud800",
            "-",
            "1e",
            "[[[[",
            "{}",
            "2147483647");

    private static final long SEED = Long.getLong("rivulet.fuzz.seed", 20260101L);

    @Test
    void mutatedRequestsAreReadOrRefused() {
        var random = new Random(SEED);
        int read = 0;
        for (int round = 0; round < ROUNDS; round++) {
            byte[] body = mutated(random, SEEDS);
            read += outcome(round, body, () -> SolveRequestReader.read(new ByteArrayInputStream(body), LIMITS));
            outcome(round, body, () -> VerifyRequestReader.read(new ByteArrayInputStream(body), LIMITS));
        }
        assertThat(read).as("mutations that left the request readable").isBetween(100, ROUNDS - 100);
    }

    @Test
    void mutatedUpdatesAreReadOrRefused() {
        var random = new Random(SEED);
        int read = 0;
        for (int round = 0; round < ROUNDS; round++) {
            byte[] body = mutated(random, COSTS);
            read += outcome(round, body, () -> CostRequestReader.read(body, 0, body.length));
            outcome(round, body, () -> CommandReader.read(new ByteArrayInputStream(body)));
        }
        assertThat(read).isBetween(100, ROUNDS - 100);
    }

    private static int outcome(int round, byte[] body, Runnable reading) {
        try {
            reading.run();
            return 1;
        } catch (RivuletException e) {
            Problem problem = e.problem();
            assertThat(problem.code().status()).isBetween(400, 422);
            assertThat(problem.detail().length()).isLessThan(1500);
            assertThat(ProblemJson.encode(problem, "", "").length).isPositive();
            return 0;
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
            throw new AssertionError(
                    "round " + round + " of -Drivulet.fuzz.seed=" + SEED + ": "
                            + new String(body, StandardCharsets.ISO_8859_1),
                    e);
        }
    }

    private static byte[] mutated(RandomGenerator random, List<String> seeds) {
        byte[] body = Requests.bytes(seeds.get(random.nextInt(seeds.size())));
        for (int left = 1 + random.nextInt(3); left > 0; left--) {
            body = mutate(random, body);
        }
        return body;
    }

    private static byte[] mutate(RandomGenerator random, byte[] body) {
        if (body.length < 2) {
            return Requests.bytes("{}");
        }
        int at = random.nextInt(body.length);
        int end = Math.min(body.length, at + random.nextInt(12));
        var out = new ByteArrayOutputStream();
        switch (random.nextInt(6)) {
            case 0 -> out.write(body, 0, at);
            case 1 -> {
                out.write(body, 0, at);
                out.write(body, end, body.length - end);
            }
            case 2 -> {
                out.write(body, 0, end);
                out.write(body, at, body.length - at);
            }
            case 3 -> {
                body[at] = (byte) random.nextInt(256);
                out.writeBytes(body);
            }
            default -> {
                String piece = PIECES.get(random.nextInt(PIECES.size()));
                out.write(body, 0, at);
                out.writeBytes(piece.equals("\u00ff") ? new byte[] {(byte) 0xFF} : Requests.bytes(piece));
                int rest = random.nextBoolean() ? at : end;
                out.write(body, rest, body.length - rest);
            }
        }
        return out.toByteArray();
    }
}
