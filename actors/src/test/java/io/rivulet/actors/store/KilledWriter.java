// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.store;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/// A process that writes by all roads at once and prints what was acknowledged, until it is killed: `E id n` for event
/// n of counter id, `C hash` for a stored content, `S id n` for a row of the directory with revision n.
final class KilledWriter {
    static final int COUNTERS = 8;
    static final String OWNER = "owner";

    private KilledWriter() {}

    public static void main(String[] arguments) {
        StoreSettings settings = StoreSettings.inMemory("unused");
        settings = arguments[0].startsWith("jdbc:postgresql:")
                ? StoreSettings.postgres(arguments[0], "postgres", "postgres")
                : new StoreSettings(
                        arguments[0],
                        "sa",
                        "",
                        settings.threads(),
                        settings.maxQueued(),
                        settings.connectTimeout(),
                        settings.statementTimeout(),
                        settings.durableTimeout());
        Database database = Database.open(settings);
        Config config = PersistenceConfig.of(settings).withFallback(ConfigFactory.parseString(Counter.CONFIG));
        ActorSystem<Void> system =
                ActorSystem.create(Behaviors.empty(), "killed", config.withFallback(ConfigFactory.load()));
        StoreExtension.bind(system, database);
        for (int i = 0; i < COUNTERS; i++) {
            String id = "counter-" + i;
            ActorRef<Counter.Add> counter =
                    system.systemActorOf(Counter.create(id), id, org.apache.pekko.actor.typed.Props.empty());
            add(system, counter, id);
        }
        ChunkStore chunks = new ChunkStore(database, InstantSource.system());
        storeChunks(chunks, new Random(), 0);
        index(new SessionIndex(database), new UUID(0, ProcessHandle.current().pid()), 1);
    }

    private static synchronized void say(String line) {
        System.out.println(line);
        System.out.flush();
    }

    private static void add(ActorSystem<?> system, ActorRef<Counter.Add> counter, String id) {
        CompletionStage<Long> added = AskPattern.ask(
                counter,
                (ActorRef<Long> replyTo) -> new Counter.Add(replyTo),
                Duration.ofSeconds(20),
                system.scheduler());
        added.whenComplete((count, failure) -> {
            if (failure == null) {
                say("E " + id + " " + count);
                add(system, counter, id);
            } else {
                say("FAILED " + failure);
            }
        });
    }

    private static void storeChunks(ChunkStore chunks, Random random, int round) {
        byte[] content = new byte[300_000];
        random.nextBytes(content);
        chunks.put(OWNER, new UUID(1, round), ChunkStore.Kind.PROBLEM, out -> out.write(content))
                .whenComplete((stored, failure) -> {
                    say(failure == null ? "C " + stored.hash() : "FAILED " + failure);
                    storeChunks(chunks, random, round + 1);
                });
    }

    private static void index(SessionIndex index, UUID id, long revision) {
        index.upsert(Rows.row(id, OWNER, "live", revision)).whenComplete((done, failure) -> {
            say(failure == null && done ? "S " + id + " " + revision : "FAILED " + failure);
            index(index, id, revision + 1);
        });
    }
}
