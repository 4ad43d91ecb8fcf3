// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session;

import io.rivulet.actors.pattern.core.BankAnswer;
import io.rivulet.actors.pattern.core.BankOrder;
import io.rivulet.actors.store.StoreSettings;
import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.serialization.event.Experience;
import io.rivulet.serialization.event.StoredPattern;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// A process of its own that stores patterns, experiences and outcomes, eight at a time, and says which were
/// acknowledged, until it is killed.
final class KilledBank {
    static final String OWNER = "ann";
    private static final int AT_ONCE = 8;

    private KilledBank() {}

    /// @param args the data folder
    public static void main(String[] args) {
        try {
            run(Path.of(args[0]));
        } catch (Exception failure) {
            failure.printStackTrace(System.out);
            // The actor system's threads would keep the process, and whoever listens to it, waiting.
            Runtime.getRuntime().halt(1);
        }
    }

    private static void run(Path data) throws Exception {
        TestNode node = TestNode.start(
                StoreSettings.embedded(data), "rivulet.actors.ledger.snapshot-every = 20", TestNode.MEMORY);
        for (int first = 0; ; first += AT_ONCE) {
            var all = new CompletableFuture<?>[AT_ONCE];
            for (int k = 0; k < AT_ONCE; k++) {
                int number = first + k;
                all[k] = node.sessions
                        .patterns()
                        .ask(OWNER, new BankOrder.Store(pattern(number)), BankAnswer.Stored.class)
                        .thenCompose(_ -> node.sessions
                                .patterns()
                                .ask(
                                        OWNER,
                                        new BankOrder.Record(experience(number), outcome(number)),
                                        BankAnswer.Recalled.class))
                        .thenAccept(_ -> say(number))
                        .toCompletableFuture();
            }
            CompletableFuture.allOf(all).get(60, TimeUnit.SECONDS);
        }
    }

    private static void say(int number) {
        synchronized (System.out) {
            System.out.println("acknowledged " + number);
            System.out.flush();
        }
    }

    static StoredPattern pattern(int number) {
        return new StoredPattern("p-" + number, "kept", values(number), outcome(number), 1_000 + number);
    }

    static Experience experience(int number) {
        return new Experience(
                "e-" + number,
                "kept",
                values(number),
                0.9,
                0.8,
                0.02,
                true,
                "p-" + number,
                Experience.Context.NONE,
                2_000 + number);
    }

    static double outcome(int number) {
        return new Random(number).nextGaussian() / 50;
    }

    private static DenseVector values(int number) {
        return DenseVector.adopt(new Random(number).doubles(24).toArray());
    }
}
