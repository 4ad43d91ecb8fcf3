// SPDX-License-Identifier: Apache-2.0
package io.rivulet.examples.client;

import io.rivulet.client.Ack;
import io.rivulet.client.CostUpdate;
import io.rivulet.client.Line;
import io.rivulet.client.Matrix;
import io.rivulet.client.OpenUpdates;
import io.rivulet.client.RivuletClient;
import io.rivulet.client.Session;
import io.rivulet.client.Solution;
import io.rivulet.client.SolveOptions;
import io.rivulet.client.SolveRequest;
import java.io.PrintStream;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/// A square plate, its rim held at 0°, warmed in places and kept solved at the node of `RIVULET_SERVER`.
public final class WarmPlate {
    private static final int SIDE = 120;
    private static final int MIDDLE = SIDE / 2 * SIDE + SIDE / 2;
    private static final int FLAME = 30 * SIDE + 90;
    private static final int SPARKS = 1000;

    private WarmPlate() {}

    public static void main(String[] args) {
        String server = System.getenv().getOrDefault("RIVULET_SERVER", "http://127.0.0.1:3000");
        String token = System.getenv("RIVULET_TOKEN");
        RivuletClient.Builder builder = RivuletClient.builder(server);
        if (token != null) {
            builder.token(() -> token);
        }
        try (RivuletClient client = builder.build()) {
            run(client, System.out);
        }
    }

    static void run(RivuletClient client, PrintStream out) {
        Session session = client.open(SolveRequest.of(Matrix.gallery("poisson2d", Map.of("nx", SIDE, "ny", SIDE)))
                .vector(new int[] {MIDDLE}, new double[] {4})
                .name("warm plate")
                .options(SolveOptions.defaults().live().tolerance(1e-10)));
        try (session) {
            out.println(session.opened().method() + ": " + session.opened().reason());
            Solution solution = session.solved();
            out.printf("verified: %s, residual %.1e%n", solution.verified(), solution.residualNorm());

            Ack.Applied applied = session.apply(CostUpdate.of().delta(FLAME, 1));
            out.printf(
                    "revision %d by %s: %d entries moved%n",
                    applied.ack().revision(), applied.method(), applied.changedEntries());

            Solution without = session.whatIf(CostUpdate.of().delta(FLAME, -1), MIDDLE);
            out.println("without the flame the middle would be at "
                    + without.entries().orElseThrow().values()[0]);

            long last = sparks(session);
            while (!(session.lines().next() instanceof Line.CostApplied line && line.revision() == last)) {}
            out.println("x follows revision " + last);
            out.println("verified: " + session.verify("full_residual", 10).verified());
        } finally {
            session.delete();
        }
    }

    /// Many small changes on one request; the revision of the last.
    private static long sparks(Session session) {
        CompletableFuture<Ack> last = new CompletableFuture<>();
        try (OpenUpdates updates = session.openUpdates()) {
            for (int k = 0; k < SPARKS; k++) {
                last = updates.send(CostUpdate.of().delta(k * 13 % (SIDE * SIDE), 0.01));
            }
        }
        return last.join().revision();
    }
}
