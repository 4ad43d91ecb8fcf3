// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session;

import io.rivulet.actors.session.core.Answer;
import io.rivulet.actors.store.StoreSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/// A process of its own that sends updates to a session in it and says which were acknowledged, until it is killed.
final class KilledNode {
    static final int SIDE = 20;

    private KilledNode() {}

    /// @param args the data folder, the session's id, the first sequence number
    public static void main(String[] args) {
        try {
            run(args);
        } catch (Exception failure) {
            failure.printStackTrace(System.out);
            // The actor system's threads would keep the process, and whoever listens to it, waiting.
            Runtime.getRuntime().halt(1);
        }
    }

    private static void run(String[] args) throws Exception {
        TestNode node = TestNode.start(StoreSettings.embedded(Path.of(args[0])));
        UUID id = UUID.fromString(args[1]);
        node.sessions
                .open(Requests.grid(id, SIDE, SIDE, true), "ann")
                .toCompletableFuture()
                .get(60, TimeUnit.SECONDS);
        for (long k = Long.parseLong(args[2]); ; k++) {
            Answer.UpdateResult result = node.sessions
                    .update(id, "ann", List.of(Requests.delta("s", k, (int) (k % (SIDE * SIDE)), 1.0)), false)
                    .toCompletableFuture()
                    .get(60, TimeUnit.SECONDS)
                    .getFirst();
            if (result instanceof Answer.UpdateResult.Accepted accepted) {
                System.out.println("acknowledged " + k + " " + accepted.revision());
                System.out.flush();
            }
        }
    }
}
