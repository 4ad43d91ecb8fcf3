// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.rivulet.numerics.incremental.CostUpdate;
import io.rivulet.numerics.linalg.SparseVector;
import io.rivulet.serialization.event.SessionSettings.LogLevel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

class EventCodecTest {
    @Test
    void everyEventKeepsItsBytesAndComesBack() throws IOException {
        Map<String, SessionEvent> all = Samples.events();
        all.putAll(Samples.eventsOfSwarms());
        for (Map.Entry<String, SessionEvent> sample : all.entrySet()) {
            SessionEvent event = sample.getValue();
            byte[] bytes = Golden.compare("event-" + sample.getKey() + "-1", EventCodec.encode(event));
            assertThat(EventCodec.decode(EventCodec.manifest(event), bytes))
                    .as(sample.getKey())
                    .usingRecursiveComparison()
                    .isEqualTo(event);
        }
    }

    @Test
    void aSessionOnAnUploadedMatrixHasAVersionOfItsOwn() throws IOException {
        byte[] bytes = keeps("session/opened/2", "event-opened-2", Samples.OPENED_ON_MATRIX);
        refuses("session/opened/1", bytes);
        byte[] stored = keeps("session/snapshot/2", "snapshot-2", Samples.onMatrix(Samples.SNAPSHOT));
        assertThatExceptionOfType(CodecException.class)
                .isThrownBy(() -> SnapshotCodec.decode("session/snapshot/1", stored));
    }

    @Test
    void aSessionInPartsHasAVersionOfItsOwn() throws IOException {
        SessionEvent.SessionOpened forked = Samples.inParts(Samples.forked(Samples.OPENED_ON_MATRIX));
        for (Map.Entry<String, SessionEvent> each : Map.<String, SessionEvent>of(
                        "event-opened-4",
                        Samples.inParts(Samples.OPENED),
                        "event-opened-on-matrix-4",
                        Samples.inParts(Samples.OPENED_ON_MATRIX),
                        "event-opened-forked-4",
                        forked)
                .entrySet()) {
            refuses("session/opened/3", keeps("session/opened/4", each.getKey(), each.getValue()));
        }
        keeps("session/snapshot/4", "snapshot-4", Samples.with(forked, Samples.SNAPSHOT));
        assertThat(SnapshotCodec.reads("session/snapshot/4")).isTrue();
    }

    @Test
    void aSessionInASwarmHasAVersionOfItsOwn() throws IOException {
        SessionEvent.SessionOpened forked = Samples.inSwarm(Samples.forked(Samples.OPENED_ON_MATRIX));
        keeps("session/opened/5", "event-opened-5", Samples.inSwarm(Samples.OPENED));
        keeps("session/opened/5", "event-opened-forked-5", forked);
        keeps("session/snapshot/5", "snapshot-5", Samples.with(forked, Samples.SNAPSHOT));
    }

    @Test
    void updatesThatMayGoFurtherOrLessFarThanUsualHaveVersionsOfTheirOwn() throws IOException {
        SessionEvent.CostsApplied near = Samples.COSTS_OF_ALL_DEPTHS;
        refuses("session/costs-applied/1", keeps("session/costs-applied/2", "event-costs-applied-2", near));
        byte[] stored = keeps("session/snapshot/8", "snapshot-8", Samples.withTail(Samples.SNAPSHOT, near));
        assertThatExceptionOfType(CodecException.class)
                .isThrownBy(() -> SnapshotCodec.decode("session/snapshot/7", stored));
        keeps(
                "session/snapshot/8",
                "snapshot-members-8",
                Samples.withTail(
                        Samples.withSwarm(
                                Samples.SNAPSHOT,
                                new SwarmSnapshot(
                                        5, Samples.MEMBERS_WITH_KEYS.members(), List.of(), SparseVector.EMPTY)),
                        near));
    }

    @Test
    void aSessionThatIsRacedForHasAVersionOfItsOwn() throws IOException {
        byte[] plain = keeps("session/opened/6", "event-opened-6", Samples.racedFor(Samples.OPENED));
        refuses("session/opened/5", plain);
        SessionEvent.SessionOpened forked = Samples.racedFor(Samples.inSwarm(Samples.forked(Samples.OPENED_ON_MATRIX)));
        keeps("session/opened/6", "event-opened-forked-6", forked);
        keeps("session/snapshot/5", "snapshot-raced-5", Samples.with(forked, Samples.SNAPSHOT));
    }

    @Test
    void aSessionWithAnOverflowStrategyHasAVersionOfItsOwn() throws IOException {
        byte[] plain = keeps(
                "session/opened/7",
                "event-opened-7",
                Samples.overflowing(Samples.OPENED, SessionSettings.Overflow.DROP_OLDEST));
        refuses("session/opened/6", plain);
        SessionEvent.SessionOpened forked = Samples.overflowing(
                Samples.inSwarm(Samples.forked(Samples.OPENED_ON_MATRIX)), SessionSettings.Overflow.BLOCK);
        keeps("session/opened/7", "event-opened-forked-7", forked);
        keeps("session/snapshot/5", "snapshot-overflowing-5", Samples.with(forked, Samples.SNAPSHOT));
    }

    @Test
    void aSessionWhoseLinesAddUpToXKeepsThat() throws IOException {
        keeps("session/opened/1", "event-opened-changes-1", Samples.mirrored(Samples.OPENED));
    }

    @Test
    void aSessionUnderAWorkflowHasAVersionOfItsOwn() throws IOException {
        byte[] plain = keeps("session/opened/8", "event-opened-8", Samples.underWorkflow(Samples.OPENED));
        refuses("session/opened/7", plain);
        SessionEvent.SessionOpened forked =
                Samples.underWorkflow(Samples.inSwarm(Samples.forked(Samples.OPENED_ON_MATRIX)));
        keeps("session/opened/8", "event-opened-forked-8", forked);
        keeps("session/snapshot/5", "snapshot-workflow-5", Samples.with(forked, Samples.SNAPSHOT));
    }

    @Test
    void aWorkflowThatSaysHowItsSessionsAreWatchedHasAVersionOfItsOwn() throws IOException {
        byte[] quiet = keeps(
                "session/opened/9", "event-opened-9", Samples.underWorkflow(Samples.OPENED, LogLevel.TRACE, true));
        refuses("session/opened/8", quiet);
        SessionEvent.SessionOpened forked = Samples.underWorkflow(
                Samples.inSwarm(Samples.forked(Samples.OPENED_ON_MATRIX)), LogLevel.DEFAULT, false);
        keeps("session/opened/9", "event-opened-forked-9", forked);
        keeps("session/snapshot/5", "snapshot-watched-5", Samples.with(forked, Samples.SNAPSHOT));
    }

    @Test
    void votesAndVotersHaveVersionsOfTheirOwn() throws IOException {
        byte[] voted = keeps("session/verification-recorded/2", "event-verification-recorded-2", Samples.VOTED);
        refuses("session/verification-recorded/1", voted);
        keeps("session/voters-changed/1", "event-voters-changed-1", Samples.VOTERS);
        keeps("session/snapshot/6", "snapshot-6", Samples.voted(Samples.SNAPSHOT));
        keeps(
                "session/snapshot/6",
                "snapshot-swarm-6",
                Samples.voted(Samples.with(Samples.inSwarm(Samples.forked(Samples.OPENED)), Samples.SNAPSHOT)));
    }

    @Test
    void aRemovalOfASilentVoterHasAVersionOfItsOwn() throws IOException {
        SessionEvent.VotersChanged without = Samples.VOTERS_WITHOUT_ONE;
        refuses("session/voters-changed/1", keeps("session/voters-changed/2", "event-voters-changed-2", without));
        var others = new SessionSnapshot.Others(without, 0, null, Samples.SWARM);
        keeps("session/snapshot/7", "snapshot-removal-7", Samples.with(others, Samples.SNAPSHOT));
    }

    @Test
    void aConsentToARemovalIsSignedWithEverythingItSays() {
        Voter gone = Samples.VOTERS_WITHOUT_ONE.removals().getFirst().voter();
        byte[] statement = VoteCodec.removal(new UUID(1, 2), 4, gone, "node-1");
        assertThat(List.of(
                        VoteCodec.removal(new UUID(1, 3), 4, gone, "node-1"),
                        VoteCodec.removal(new UUID(1, 2), 5, gone, "node-1"),
                        VoteCodec.removal(new UUID(1, 2), 4, new Voter("x", gone.publicKey()), "node-1"),
                        VoteCodec.removal(new UUID(1, 2), 4, new Voter(gone.name(), "00"), "node-1"),
                        VoteCodec.removal(new UUID(1, 2), 4, gone, "node-2")))
                .allSatisfy(each -> assertThat(each).isNotEqualTo(statement));
    }

    @Test
    void membersWithKeysHaveVersionsOfTheirOwn() throws IOException {
        SessionEvent.MembersChanged keyed = Samples.MEMBERS_WITH_KEYS;
        refuses("session/members-changed/1", keeps("session/members-changed/2", "event-members-changed-2", keyed));
        var swarm = new SwarmSnapshot(5, keyed.members(), List.of(), SparseVector.EMPTY);
        byte[] stored = keeps("session/snapshot/7", "snapshot-7", Samples.withSwarm(Samples.SNAPSHOT, swarm));
        assertThatExceptionOfType(CodecException.class)
                .isThrownBy(() -> SnapshotCodec.decode("session/snapshot/6", stored));
    }

    @Test
    void aCorrectionKeepsItsBytesAndComesBack() throws IOException {
        keeps("session/correction-applied/1", "event-correction-applied-1", Samples.CORRECTED);
    }

    @Test
    void aSessionThatWasCorrectedHasASnapshotOfItsOwnVersion() throws IOException {
        SessionSnapshot plain = Samples.corrected(Samples.SNAPSHOT, 3);
        keeps("session/snapshot/6", "snapshot-corrected-6", plain);
        keeps(
                "session/snapshot/6",
                "snapshot-corrected-swarm-6",
                Samples.corrected(Samples.with(Samples.inSwarm(Samples.OPENED), plain), 4));
    }

    /// Written under this manifest, to bytes that never change, and read back. **Returns** the bytes.
    private static byte[] keeps(String manifest, String golden, SessionEvent event) throws IOException {
        assertThat(EventCodec.manifest(event)).isEqualTo(manifest);
        byte[] bytes = Golden.compare(golden, EventCodec.encode(event));
        assertThat(EventCodec.decode(manifest, bytes))
                .usingRecursiveComparison()
                .isEqualTo(event);
        return bytes;
    }

    private static byte[] keeps(String manifest, String golden, SessionSnapshot snapshot) throws IOException {
        assertThat(SnapshotCodec.manifest(snapshot)).isEqualTo(manifest);
        byte[] bytes = Golden.compare(golden, SnapshotCodec.encode(snapshot));
        assertThat(SnapshotCodec.decode(manifest, bytes))
                .usingRecursiveComparison()
                .isEqualTo(snapshot);
        return bytes;
    }

    private static void refuses(String manifest, byte[] bytes) {
        assertThatExceptionOfType(CodecException.class).isThrownBy(() -> EventCodec.decode(manifest, bytes));
    }

    @Test
    void aVoteIsSignedUnderANameOfItsOwnAndWithEverythingItSays() {
        CastVote vote = Samples.POLL.votes().getFirst();
        VoteSubject s = Samples.POLL.subject();
        byte[] statement = VoteCodec.statement(s, vote);
        assertThat(new String(statement, StandardCharsets.ISO_8859_1)).contains("rivulet/vote/1");
        assertThat(VoteCodec.statement(s, vote.signed("00"))).isEqualTo(statement);
        List<byte[]> others = List.of(
                VoteCodec.statement(s, new CastVote("node-2", true, 1e-9, -7, "")),
                VoteCodec.statement(s, new CastVote("node-1", false, 1e-9, -7, "")),
                VoteCodec.statement(s, new CastVote("node-1", true, 2e-9, -7, "")),
                VoteCodec.statement(s, new CastVote("node-1", true, 1e-9, -8, "")),
                VoteCodec.statement(new VoteSubject(new UUID(1, 3), 3, 9, s.digest(), s.strategy(), 1e-8, 0.5), vote),
                VoteCodec.statement(new VoteSubject(s.session(), 4, 9, s.digest(), s.strategy(), 1e-8, 0.5), vote),
                VoteCodec.statement(new VoteSubject(s.session(), 3, 8, s.digest(), s.strategy(), 1e-8, 0.5), vote),
                VoteCodec.statement(new VoteSubject(s.session(), 3, 9, "00", s.strategy(), 1e-8, 0.5), vote),
                VoteCodec.statement(new VoteSubject(s.session(), 3, 9, s.digest(), "projection", 1e-8, 0.5), vote),
                VoteCodec.statement(new VoteSubject(s.session(), 3, 9, s.digest(), s.strategy(), 1e-7, 0.5), vote),
                VoteCodec.statement(new VoteSubject(s.session(), 3, 9, s.digest(), s.strategy(), 1e-8, 0.4), vote));
        assertThat(others).allSatisfy(each -> assertThat(each).isNotEqualTo(statement));
    }

    @Test
    void aForkHasAVersionOfItsOwn() throws IOException {
        SessionEvent.SessionOpened onMatrix = Samples.forked(Samples.OPENED_ON_MATRIX);
        refuses("session/opened/2", keeps("session/opened/3", "event-opened-3", Samples.forked(Samples.OPENED)));
        refuses("session/opened/2", keeps("session/opened/3", "event-opened-on-matrix-3", onMatrix));
        keeps("session/snapshot/3", "snapshot-3", Samples.with(Samples.forked(Samples.OPENED), Samples.SNAPSHOT));
        assertThat(SnapshotCodec.reads("session/snapshot/9")).isFalse();
    }

    @Test
    void aSessionWithASwarmHasAVersionOfItsOwn() throws IOException {
        for (Map.Entry<String, SessionSnapshot> each : Map.of(
                        "snapshot-members-6",
                        Samples.SNAPSHOT,
                        "snapshot-members-on-matrix-6",
                        Samples.onMatrix(Samples.SNAPSHOT_PLAIN))
                .entrySet()) {
            byte[] stored = keeps("session/snapshot/6", each.getKey(), Samples.withSwarm(each.getValue()));
            assertThatExceptionOfType(CodecException.class)
                    .isThrownBy(() -> SnapshotCodec.decode("session/snapshot/5", stored));
        }
    }

    @Test
    void reportsOnTheirWayToAnotherNodeComeBack() {
        List<CostReport> reports =
                List.of(Samples.REPORTED.report(), Samples.REPORTED.report().at(CostReport.NO_TIME));
        byte[] bytes = SwarmCodec.encode(reports);
        assertThat(SwarmCodec.decode(bytes)).isEqualTo(reports);
        bytes[3] ^= 1;
        assertThatExceptionOfType(CodecException.class).isThrownBy(() -> SwarmCodec.decode(bytes));
    }

    @Test
    void manifestsNameKindAndVersion() {
        assertThat(Samples.events().values().stream().map(EventCodec::manifest).distinct())
                .containsExactly(
                        "session/opened/1",
                        "session/taken/1",
                        "session/costs-applied/1",
                        "session/matrix-rebased/1",
                        "session/solution-checkpointed/1",
                        "session/verification-recorded/1",
                        "session/setting-changed/1",
                        "session/closed/1");
        assertThat(Samples.eventsOfSwarms().values().stream().map(EventCodec::manifest))
                .containsExactly("session/members-changed/1", "session/costs-reported/1");
    }

    @Test
    void noSecretIsInWhatIsPrinted() {
        String secret = Samples.SNAPSHOT.opened().tokenSecret();
        assertThat(secret).isNotEmpty();
        assertThat(Samples.SNAPSHOT.toString()).contains("SessionOpened[").doesNotContain(secret);
    }

    @Test
    void snapshotsKeepTheirBytesAndComeBack() throws IOException {
        byte[] full = Golden.compare("snapshot-1", SnapshotCodec.encode(Samples.SNAPSHOT));
        assertThat(SnapshotCodec.decode("session/snapshot/1", full))
                .usingRecursiveComparison()
                .isEqualTo(Samples.SNAPSHOT);
        byte[] plain = Golden.compare("snapshot-plain-1", SnapshotCodec.encode(Samples.SNAPSHOT_PLAIN));
        assertThat(SnapshotCodec.decode("session/snapshot/1", plain))
                .usingRecursiveComparison()
                .isEqualTo(Samples.SNAPSHOT_PLAIN);
    }

    @Test
    @SuppressWarnings("NullAway") // see Samples
    void aFullSnapshotStaysBelowHalfAMegabyte() {
        var random = new Random(1);
        List<SessionSnapshot.RememberedId> ids = new ArrayList<>();
        for (int k = 0; k < 16_384; k++) {
            ids.add(new SessionSnapshot.RememberedId(
                    new UUID(random.nextLong(), random.nextLong()), 1_767_225_600_000L + random.nextInt(100_000)));
        }
        List<SessionSnapshot.Source> sources = new ArrayList<>();
        for (int k = 0; k < 256; k++) {
            sources.add(new SessionSnapshot.Source("some-source-" + k, k, new long[16]));
        }
        List<IdentifiedUpdate> updates = new ArrayList<>();
        for (int k = 0; k < 4096; k++) {
            updates.add(small(random, k));
        }
        var tail = new SessionEvent.CostsApplied(1, 1_767_225_600_000L, updates.subList(0, 2000), 1);
        var s = Samples.SNAPSHOT;
        byte[] bytes = SnapshotCodec.encode(new SessionSnapshot(
                s.opened(),
                1,
                "n",
                1,
                1,
                s.rebases(),
                List.of(tail),
                s.slot0(),
                s.slot0(),
                sources,
                ids,
                true,
                1,
                1e-8,
                false,
                s.lastVerification(),
                null,
                SessionSnapshot.Others.NONE));
        assertThat(bytes.length).isLessThan(512 << 10);
    }

    private static IdentifiedUpdate small(Random random, int k) {
        return new IdentifiedUpdate(
                new UpdateIdentity(new UUID(random.nextLong(), k), "some-source", k, 1_767_225_600_000L + k),
                CostUpdate.delta(SparseVector.adopt(new int[] {k}, new double[] {random.nextDouble()})));
    }

    @Test
    void sizesAreNeverUnderestimated() {
        var random = new Random(2);
        List<IdentifiedUpdate> updates = new ArrayList<>(Samples.COSTS.updates());
        for (int k = 0; k < 1000; k++) {
            updates.add(small(random, k));
        }
        long bound = 64 + updates.stream().mapToLong(EventCodec::sizeOf).sum();
        int actual = EventCodec.encode(new SessionEvent.CostsApplied(1, 0, updates, 1)).length;
        assertThat((long) actual).isLessThanOrEqualTo(bound).isGreaterThan(bound / 3);
    }

    @Test
    void damagedBytesAreRefusedWhateverByteIt() {
        for (SessionEvent event : Samples.events().values()) {
            byte[] bytes = EventCodec.encode(event);
            String manifest = EventCodec.manifest(event);
            for (int k = 0; k < bytes.length; k++) {
                byte[] damaged = bytes.clone();
                damaged[k] ^= 0x10;
                assertThatExceptionOfType(CodecException.class).isThrownBy(() -> EventCodec.decode(manifest, damaged));
                byte[] cut = java.util.Arrays.copyOf(bytes, k);
                assertThatExceptionOfType(CodecException.class).isThrownBy(() -> EventCodec.decode(manifest, cut));
            }
        }
    }

    @Test
    void lengthsInsideAreNotTrustedEvenUnderARightChecksum() {
        var random = new Random(3);
        List<SessionEvent> events = List.copyOf(Samples.events().values());
        int refused = 0;
        for (int round = 0; round < 20_000; round++) {
            SessionEvent event = events.get(random.nextInt(events.size()));
            byte[] bytes = EventCodec.encode(event);
            for (int left = 1 + random.nextInt(3); left > 0; left--) {
                bytes[random.nextInt(bytes.length - 4)] = (byte) random.nextInt(256);
            }
            checksum(bytes);
            try {
                EventCodec.decode(EventCodec.manifest(event), bytes);
            } catch (CodecException e) {
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(1000);
    }

    private static void checksum(byte[] bytes) {
        var crc = new CRC32C();
        crc.update(bytes, 0, bytes.length - 4);
        LittleEndianWriter.INTS.set(bytes, bytes.length - 4, (int) crc.getValue());
    }

    @Test
    void unknownKindsAndVersionsAreNotGuessedAt() {
        byte[] taken = EventCodec.encode(new SessionEvent.Taken(1, "n", 1));
        assertThatExceptionOfType(CodecException.class)
                .isThrownBy(() -> EventCodec.decode("session/taken/2", taken))
                .withMessageContaining("session/taken/2");
        assertThatExceptionOfType(CodecException.class).isThrownBy(() -> EventCodec.decode("session/closed/1", taken));
        assertThatExceptionOfType(CodecException.class)
                .isThrownBy(() -> SnapshotCodec.decode("session/snapshot/3", taken));
        assertThatExceptionOfType(CodecException.class)
                .isThrownBy(() -> SnapshotCodec.decode("session/snapshot/1", taken));
    }
}
