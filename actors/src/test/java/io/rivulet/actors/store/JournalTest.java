// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import io.rivulet.actors.store.JournalReader.Events;
import io.rivulet.actors.store.JournalReader.StoredEvent;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The real plugin with our access objects, on both databases.
class JournalTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    Path directory;

    @ParameterizedTest
    @EnumSource(Backend.class)
    void eventsAndSnapshotsComeBackAfterARestart(Backend backend) {
        StoreSettings settings = backend.fresh(directory);
        with(settings, (_, kit) -> assertThat(add(kit, "c", 120)).isEqualTo(120));
        with(settings, (database, kit) -> {
            assertThat(add(kit, "c", 1)).isEqualTo(121);
            assertThat(Backend.get(new JournalReader(database).newestSnapshot("c", Long.MAX_VALUE))
                            .orElseThrow()
                            .sequence())
                    .isEqualTo(100);
        });
    }

    @ParameterizedTest
    @EnumSource(Backend.class)
    void theReaderSeesWhatWasAcknowledgedWithoutTheEntity(Backend backend) {
        with(backend.fresh(directory), (database, kit) -> {
            JournalReader reader = new JournalReader(database);
            assertThat(Backend.get(reader.newestSequence("c"))).isZero();
            assertThat(Backend.get(reader.newestSnapshot("c", Long.MAX_VALUE))).isEmpty();
            add(kit, "c", 49);
            assertThat(Backend.get(reader.newestSequence("c"))).isEqualTo(49);
            Events some = Backend.get(reader.events("c", 10, 12));
            assertThat(some.events()).extracting(StoredEvent::sequence).containsExactly(10L, 11L, 12L);
            assertThat(new String(some.events().getFirst().payload(), StandardCharsets.UTF_8))
                    .isEqualTo("10");
            assertThat(some.more()).isFalse();

            assertThat(Backend.get(new JournalCleaner(database).keepNewestEvent("c")))
                    .isEqualTo(48);
            assertThat(Backend.get(reader.events("c", 1, Long.MAX_VALUE)).events())
                    .extracting(StoredEvent::sequence)
                    .containsExactly(49L);
            assertThat(Backend.get(new JournalCleaner(database).forget("c"))).isEqualTo(1);
            assertThat(Backend.get(reader.newestSequence("c"))).isZero();
        });
    }

    @ParameterizedTest
    @EnumSource(Backend.class)
    void manyAndLargeEventsAreReadInPages(Backend backend) {
        try (Database database = Database.open(backend.fresh(directory))) {
            insertEvents(database, "small", 250, 10);
            insertEvents(database, "large", 12, 1 << 20);
            JournalReader reader = new JournalReader(database);
            Events all = Backend.get(reader.events("small", 1, Long.MAX_VALUE));
            assertThat(all.events()).hasSize(250);
            assertThat(all.more()).isFalse();
            Events first = Backend.get(reader.events("large", 1, Long.MAX_VALUE));
            assertThat(first.events()).hasSize(8);
            assertThat(first.more()).isTrue();
            Events second = Backend.get(reader.events("large", 9, Long.MAX_VALUE));
            assertThat(second.events()).hasSize(4);
            assertThat(second.more()).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource(Backend.class)
    void oneDuplicateWriterAmongTwoHundredFailsAloneAndStopsNobody(Backend backend) {
        with(backend.fresh(directory), (database, kit) -> {
            int writers = 200;
            TestProbe<Long> answers = kit.createTestProbe(Long.class);
            List<ActorRef<Counter.Add>> counters = new ArrayList<>();
            for (int i = 0; i < writers; i++) {
                counters.add(kit.spawn(Counter.create("w" + i)));
            }
            // Each is up and has written once.
            ask(counters, answers);
            // Somebody else writes as w0.
            insertEvents(database, "w0", 2, 10);
            TestProbe<Long> unlucky = kit.createTestProbe(Long.class);
            TestProbe<Object> watcher = kit.createTestProbe(Object.class);
            List<ActorRef<Counter.Add>> others = counters.subList(1, writers);
            for (int round = 2; round <= 4; round++) {
                if (round == 2) {
                    counters.getFirst().tell(new Counter.Add(unlucky.ref()));
                }
                for (ActorRef<Counter.Add> each : others) {
                    each.tell(new Counter.Add(answers.ref()));
                }
                long expected = round;
                assertThat(answers.receiveSeveralMessages(writers - 1, PATIENCE))
                        .allMatch(count -> count == expected);
            }
            // The failed write stops the one that conflicts, and is never acknowledged.
            watcher.expectTerminated(counters.getFirst(), PATIENCE);
            unlucky.expectNoMessage(Duration.ofMillis(50));
            for (int i = 1; i < writers; i++) {
                assertThat(Backend.get(new JournalReader(database).newestSequence("w" + i)))
                        .isEqualTo(4);
            }
        });
    }

    @Test
    void anActorSystemThatWasNotTiedToTheStoreDoesNotPersist() {
        StoreSettings settings = StoreSettings.inMemory("untied");
        try (Database database = Database.open(settings)) {
            ActorTestKit kit = kit(settings);
            try {
                assertThatThrownBy(() -> StoreExtension.barrier(kit.system()))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("StoreExtension.bind");
                StoreExtension.bind(kit.system(), database);
                assertThat(StoreExtension.barrier(kit.system())).isSameAs(database.barrier());
            } finally {
                kit.shutdownTestKit();
            }
        }
    }

    private static void ask(List<ActorRef<Counter.Add>> counters, TestProbe<Long> answers) {
        counters.forEach(each -> each.tell(new Counter.Add(answers.ref())));
        answers.receiveSeveralMessages(counters.size(), PATIENCE);
    }

    /// **Returns** the last answer.
    private static long add(ActorTestKit kit, String id, int times) {
        ActorRef<Counter.Add> counter = kit.spawn(Counter.create(id));
        TestProbe<Long> probe = kit.createTestProbe(Long.class);
        long last = 0;
        for (int i = 0; i < times; i++) {
            counter.tell(new Counter.Add(probe.ref()));
            last = probe.receiveMessage(PATIENCE);
        }
        return last;
    }

    private static void insertEvents(Database database, String id, int upTo, int size) {
        Backend.get(database.durably(connection -> {
            try (PreparedStatement insert = connection.prepareStatement("INSERT INTO \"event_journal\""
                    + " (\"persistence_id\", \"sequence_number\", \"deleted\", \"writer\", \"write_timestamp\","
                    + " \"adapter_manifest\", \"event_payload\", \"event_ser_id\", \"event_ser_manifest\")"
                    + " SELECT ?, ?, FALSE, 'other', 0, '', ?, 4, '' WHERE NOT EXISTS (SELECT 1 FROM \"event_journal\""
                    + " WHERE \"persistence_id\" = ? AND \"sequence_number\" = ?)")) {
                for (int sequence = 1; sequence <= upTo; sequence++) {
                    insert.setString(1, id);
                    insert.setLong(2, sequence);
                    insert.setBytes(3, new byte[size]);
                    insert.setString(4, id);
                    insert.setLong(5, sequence);
                    insert.executeUpdate();
                }
                return upTo;
            }
        }));
    }

    private interface WithJournal {
        void run(Database database, ActorTestKit kit);
    }

    private static void with(StoreSettings settings, WithJournal test) {
        try (Database database = Database.open(settings)) {
            ActorTestKit kit = kit(settings);
            StoreExtension.bind(kit.system(), database);
            try {
                test.run(database, kit);
            } finally {
                kit.shutdownTestKit();
            }
        }
    }

    private static ActorTestKit kit(StoreSettings settings) {
        return ActorTestKit.create(
                "journal",
                PersistenceConfig.of(settings)
                        .withFallback(ConfigFactory.parseString(Counter.CONFIG))
                        .withFallback(ConfigFactory.load()));
    }
}
