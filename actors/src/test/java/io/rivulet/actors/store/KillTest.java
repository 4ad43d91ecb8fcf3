// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A process that writes is killed again and again, moments after it acknowledged something; what it acknowledged has
/// to be there. More rounds by `-Drivulet.kills=100`.
class KillTest {
    private static final int KILLS = Integer.getInteger("rivulet.kills", 5);
    private static final int LINES_BEFORE_KILL = 40;
    private static final int LINES_SPREAD = 120;
    private static final long SEED = Long.getLong("rivulet.kill.seed", 7_741);

    @TempDir
    Path directory;

    private final Map<String, Long> counts = new HashMap<>();
    private final Set<String> hashes = new HashSet<>();
    private final Map<UUID, Long> revisions = new HashMap<>();

    @ParameterizedTest
    @EnumSource(Backend.class)
    void whatWasAcknowledgedBeforeAKillIsThereAfterIt(Backend backend) throws Exception {
        StoreSettings settings = backend.fresh(directory);
        Random random = new Random(SEED);
        for (int kill = 0; kill < KILLS; kill++) {
            runAndKill(settings, LINES_BEFORE_KILL + random.nextInt(LINES_SPREAD));
        }
        assertThat(counts).hasSize(KilledWriter.COUNTERS);
        assertThat(hashes).isNotEmpty();
        assertThat(revisions).hasSize(KILLS);
        checkAll(settings);
    }

    private void runAndKill(StoreSettings settings, int lines) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx256m",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-cp",
                        System.getProperty("java.class.path"),
                        KilledWriter.class.getName(),
                        settings.url())
                .redirectErrorStream(true)
                .start();
        try (BufferedReader output =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            int seen = 0;
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                seen += note(line) && line.startsWith("E") ? 1 : 0;
                if (seen >= lines) {
                    // Unlike the process's own method this leaves its output readable.
                    process.toHandle().destroyForcibly();
                }
            }
            assertThat(seen).as("acknowledgements, seed " + SEED).isGreaterThanOrEqualTo(lines);
        } finally {
            process.destroyForcibly();
        }
        process.waitFor();
    }

    /// The last line may have been cut by the kill.
    private boolean note(String line) {
        List<String> words = List.of(line.split(" "));
        if (words.size() == 3 && words.get(0).equals("E")) {
            counts.merge(words.get(1), Long.parseLong(words.get(2)), Math::max);
        } else if (words.size() == 2 && words.get(0).equals("C") && words.get(1).length() == 64) {
            hashes.add(words.get(1));
        } else if (words.size() == 3 && words.get(0).equals("S")) {
            revisions.merge(UUID.fromString(words.get(1)), Long.parseLong(words.get(2)), Math::max);
        } else {
            return false;
        }
        return true;
    }

    private void checkAll(StoreSettings settings) {
        try (Database database = Database.open(settings)) {
            SessionIndex index = new SessionIndex(database);
            revisions.forEach((id, revision) -> assertThat(
                            Backend.get(index.get(id)).orElseThrow().revision())
                    .isGreaterThanOrEqualTo(revision));
            ChunkStore chunks = new ChunkStore(database, InstantSource.system());
            for (String hash : hashes) {
                byte[] content = Backend.get(chunks.read(KilledWriter.OWNER, hash, (in, _) -> in.readAllBytes()));
                assertThat(content).hasSize(300_000);
            }
            ActorTestKit kit = ActorTestKit.create(
                    "after",
                    PersistenceConfig.of(settings)
                            .withFallback(ConfigFactory.parseString(Counter.CONFIG))
                            .withFallback(ConfigFactory.load()));
            StoreExtension.bind(kit.system(), database);
            try {
                counts.forEach((id, count) -> {
                    ActorRef<Counter.Add> counter = kit.spawn(Counter.create(id));
                    TestProbe<Long> probe = kit.createTestProbe(Long.class);
                    counter.tell(new Counter.Add(probe.ref()));
                    assertThat(probe.receiveMessage(Duration.ofSeconds(10)))
                            .as(id)
                            .isGreaterThan(count);
                });
            } finally {
                kit.shutdownTestKit();
            }
        }
    }
}
