// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.rivulet.numerics.incremental.CostUpdate;
import io.rivulet.numerics.linalg.SparseVector;
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
        SessionEvent opened = Samples.OPENED_ON_MATRIX;
        assertThat(EventCodec.manifest(opened)).isEqualTo("session/opened/2");
        byte[] bytes = Golden.compare("event-opened-2", EventCodec.encode(opened));
        assertThat(EventCodec.decode("session/opened/2", bytes))
                .usingRecursiveComparison()
                .isEqualTo(opened);
        assertThatExceptionOfType(CodecException.class).isThrownBy(() -> EventCodec.decode("session/opened/1", bytes));
        SessionSnapshot snapshot = Samples.onMatrix(Samples.SNAPSHOT);
        assertThat(SnapshotCodec.manifest(snapshot)).isEqualTo("session/snapshot/2");
        byte[] stored = Golden.compare("snapshot-2", SnapshotCodec.encode(snapshot));
        assertThat(SnapshotCodec.decode("session/snapshot/2", stored))
                .usingRecursiveComparison()
                .isEqualTo(snapshot);
        assertThatExceptionOfType(CodecException.class)
                .isThrownBy(() -> SnapshotCodec.decode("session/snapshot/1", stored));
    }

    @Test
    void aSessionInPartsHasAVersionOfItsOwn() throws IOException {
        SessionEvent.SessionOpened opened = Samples.inParts(Samples.OPENED);
        SessionEvent.SessionOpened onMatrix = Samples.inParts(Samples.OPENED_ON_MATRIX);
        SessionEvent.SessionOpened forked = Samples.inParts(Samples.forked(Samples.OPENED_ON_MATRIX));
        for (SessionEvent.SessionOpened each : List.of(opened, onMatrix, forked)) {
            assertThat(EventCodec.manifest(each)).isEqualTo("session/opened/4");
            String name = each == opened ? "opened" : each == onMatrix ? "opened-on-matrix" : "opened-forked";
            byte[] bytes = Golden.compare("event-" + name + "-4", EventCodec.encode(each));
            assertThat(EventCodec.decode("session/opened/4", bytes))
                    .usingRecursiveComparison()
                    .isEqualTo(each);
            assertThatExceptionOfType(CodecException.class)
                    .isThrownBy(() -> EventCodec.decode("session/opened/3", bytes));
        }
        SessionSnapshot snapshot = Samples.with(forked, Samples.SNAPSHOT);
        assertThat(SnapshotCodec.manifest(snapshot)).isEqualTo("session/snapshot/4");
        byte[] stored = Golden.compare("snapshot-4", SnapshotCodec.encode(snapshot));
        assertThat(SnapshotCodec.reads("session/snapshot/4")).isTrue();
        assertThat(SnapshotCodec.decode("session/snapshot/4", stored))
                .usingRecursiveComparison()
                .isEqualTo(snapshot);
    }

    @Test
    void aSessionInASwarmHasAVersionOfItsOwn() throws IOException {
        SessionEvent.SessionOpened opened = Samples.inSwarm(Samples.OPENED);
        SessionEvent.SessionOpened forked = Samples.inSwarm(Samples.forked(Samples.OPENED_ON_MATRIX));
        for (SessionEvent.SessionOpened each : List.of(opened, forked)) {
            assertThat(EventCodec.manifest(each)).isEqualTo("session/opened/5");
            byte[] bytes = Golden.compare(
                    "event-" + (each == opened ? "opened" : "opened-forked") + "-5", EventCodec.encode(each));
            assertThat(EventCodec.decode("session/opened/5", bytes))
                    .usingRecursiveComparison()
                    .isEqualTo(each);
        }
        SessionSnapshot snapshot = Samples.with(forked, Samples.SNAPSHOT);
        assertThat(SnapshotCodec.manifest(snapshot)).isEqualTo("session/snapshot/5");
        byte[] stored = Golden.compare("snapshot-5", SnapshotCodec.encode(snapshot));
        assertThat(SnapshotCodec.decode("session/snapshot/5", stored))
                .usingRecursiveComparison()
                .isEqualTo(snapshot);
    }

    @Test
    void votesAndVotersHaveVersionsOfTheirOwn() throws IOException {
        assertThat(EventCodec.manifest(Samples.VOTED)).isEqualTo("session/verification-recorded/2");
        byte[] voted = Golden.compare("event-verification-recorded-2", EventCodec.encode(Samples.VOTED));
        assertThat(EventCodec.decode("session/verification-recorded/2", voted)).isEqualTo(Samples.VOTED);
        assertThatExceptionOfType(CodecException.class)
                .isThrownBy(() -> EventCodec.decode("session/verification-recorded/1", voted));
        byte[] voters = Golden.compare("event-voters-changed-1", EventCodec.encode(Samples.VOTERS));
        assertThat(EventCodec.decode(EventCodec.manifest(Samples.VOTERS), voters))
                .isEqualTo(Samples.VOTERS);
        for (SessionSnapshot each : List.of(
                Samples.voted(Samples.SNAPSHOT),
                Samples.voted(Samples.with(Samples.inSwarm(Samples.forked(Samples.OPENED)), Samples.SNAPSHOT)))) {
            assertThat(SnapshotCodec.manifest(each)).isEqualTo("session/snapshot/6");
            boolean plain = each.opened() == Samples.SNAPSHOT.opened();
            byte[] stored = Golden.compare("snapshot-" + (plain ? "" : "swarm-") + "6", SnapshotCodec.encode(each));
            assertThat(SnapshotCodec.decode("session/snapshot/6", stored))
                    .usingRecursiveComparison()
                    .isEqualTo(each);
        }
    }

    @Test
    void aRemovalOfASilentVoterHasAVersionOfItsOwn() throws IOException {
        SessionEvent.VotersChanged without = Samples.VOTERS_WITHOUT_ONE;
        assertThat(EventCodec.manifest(without)).isEqualTo("session/voters-changed/2");
        byte[] bytes = Golden.compare("event-voters-changed-2", EventCodec.encode(without));
        assertThat(EventCodec.decode("session/voters-changed/2", bytes)).isEqualTo(without);
        assertThatExceptionOfType(CodecException.class)
                .isThrownBy(() -> EventCodec.decode("session/voters-changed/1", bytes));
        SessionSnapshot snapshot =
                Samples.with(new SessionSnapshot.Others(without, 0, null, Samples.SWARM), Samples.SNAPSHOT);
        assertThat(SnapshotCodec.manifest(snapshot)).isEqualTo("session/snapshot/7");
        byte[] stored = Golden.compare("snapshot-removal-7", SnapshotCodec.encode(snapshot));
        assertThat(SnapshotCodec.decode("session/snapshot/7", stored))
                .usingRecursiveComparison()
                .isEqualTo(snapshot);
        Voter gone = without.removals().getFirst().voter();
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
        assertThat(EventCodec.manifest(keyed)).isEqualTo("session/members-changed/2");
        byte[] bytes = Golden.compare("event-members-changed-2", EventCodec.encode(keyed));
        assertThat(EventCodec.decode("session/members-changed/2", bytes)).isEqualTo(keyed);
        assertThatExceptionOfType(CodecException.class)
                .isThrownBy(() -> EventCodec.decode("session/members-changed/1", bytes));
        SessionSnapshot snapshot = Samples.withSwarm(
                Samples.SNAPSHOT, new SwarmSnapshot(5, keyed.members(), List.of(), SparseVector.EMPTY));
        assertThat(SnapshotCodec.manifest(snapshot)).isEqualTo("session/snapshot/7");
        byte[] stored = Golden.compare("snapshot-7", SnapshotCodec.encode(snapshot));
        assertThat(SnapshotCodec.decode("session/snapshot/7", stored))
                .usingRecursiveComparison()
                .isEqualTo(snapshot);
        assertThatExceptionOfType(CodecException.class)
                .isThrownBy(() -> SnapshotCodec.decode("session/snapshot/6", stored));
    }

    @Test
    void aCorrectionKeepsItsBytesAndComesBack() throws IOException {
        assertThat(EventCodec.manifest(Samples.CORRECTED)).isEqualTo("session/correction-applied/1");
        byte[] bytes = Golden.compare("event-correction-applied-1", EventCodec.encode(Samples.CORRECTED));
        assertThat(EventCodec.decode("session/correction-applied/1", bytes)).isEqualTo(Samples.CORRECTED);
    }

    @Test
    void aSessionThatWasCorrectedHasASnapshotOfItsOwnVersion() throws IOException {
        SessionSnapshot plain = Samples.corrected(Samples.SNAPSHOT, 3);
        SessionSnapshot inSwarm = Samples.corrected(Samples.with(Samples.inSwarm(Samples.OPENED), plain), 4);
        for (SessionSnapshot each : List.of(plain, inSwarm)) {
            assertThat(SnapshotCodec.manifest(each)).isEqualTo("session/snapshot/6");
            byte[] stored = Golden.compare(
                    each == plain ? "snapshot-corrected-6" : "snapshot-corrected-swarm-6", SnapshotCodec.encode(each));
            assertThat(SnapshotCodec.decode("session/snapshot/6", stored))
                    .usingRecursiveComparison()
                    .isEqualTo(each);
        }
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
        SessionEvent.SessionOpened opened = Samples.forked(Samples.OPENED);
        SessionEvent.SessionOpened onMatrix = Samples.forked(Samples.OPENED_ON_MATRIX);
        for (SessionEvent.SessionOpened each : List.of(opened, onMatrix)) {
            assertThat(EventCodec.manifest(each)).isEqualTo("session/opened/3");
            byte[] bytes = Golden.compare(
                    each == opened ? "event-opened-3" : "event-opened-on-matrix-3", EventCodec.encode(each));
            assertThat(EventCodec.decode("session/opened/3", bytes))
                    .usingRecursiveComparison()
                    .isEqualTo(each);
            assertThatExceptionOfType(CodecException.class)
                    .isThrownBy(() -> EventCodec.decode("session/opened/2", bytes));
        }
        SessionSnapshot snapshot = Samples.with(opened, Samples.SNAPSHOT);
        assertThat(SnapshotCodec.manifest(snapshot)).isEqualTo("session/snapshot/3");
        byte[] stored = Golden.compare("snapshot-3", SnapshotCodec.encode(snapshot));
        assertThat(SnapshotCodec.decode("session/snapshot/3", stored))
                .usingRecursiveComparison()
                .isEqualTo(snapshot);
        assertThat(SnapshotCodec.reads("session/snapshot/8")).isFalse();
    }

    @Test
    void aSessionWithASwarmHasAVersionOfItsOwn() throws IOException {
        for (SessionSnapshot each : List.of(Samples.SNAPSHOT, Samples.onMatrix(Samples.SNAPSHOT_PLAIN))) {
            SessionSnapshot snapshot = Samples.withSwarm(each);
            assertThat(SnapshotCodec.manifest(snapshot)).isEqualTo("session/snapshot/6");
            String name = each == Samples.SNAPSHOT ? "snapshot-members-6" : "snapshot-members-on-matrix-6";
            byte[] stored = Golden.compare(name, SnapshotCodec.encode(snapshot));
            assertThat(SnapshotCodec.decode("session/snapshot/6", stored))
                    .usingRecursiveComparison()
                    .isEqualTo(snapshot);
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
                null));
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
