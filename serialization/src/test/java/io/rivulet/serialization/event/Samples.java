// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.event;

import io.rivulet.numerics.gallery.GalleryRecipe;
import io.rivulet.numerics.incremental.CostUpdate;
import io.rivulet.numerics.incremental.EntryChange;
import io.rivulet.numerics.incremental.XSelection;
import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.numerics.linalg.LinearSystem;
import io.rivulet.numerics.linalg.SparseVector;
import io.rivulet.numerics.partition.Topology;
import io.rivulet.numerics.solve.Method;
import io.rivulet.numerics.solve.PreconditionerKind;
import io.rivulet.numerics.verify.Strategy;
import io.rivulet.serialization.event.SessionSettings.LogLevel;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// One of everything that is stored, always the same.
final class Samples {
    static final SessionSettings SETTINGS = SessionSettings.builder()
            .method(Method.BICGSTAB)
            .preconditioner(PreconditionerKind.ILU)
            .stopping(new SessionSettings.Stopping(1e-8, 1e-12, 1e-6, 500, 60_000))
            .verifying(new SessionSettings.Verifying(true, 100, 10, 1e-7, Strategy.PROJECTION, false))
            .converging(new SessionSettings.Converging(10, 0.95, 1e-9))
            .showing(new SessionSettings.Showing(5, new XSelection.Indices(new int[] {3, 1, 2}), 1e-3, 1000))
            .swarm(new SessionSettings.Swarm(
                    true, 0, Topology.MESH, SessionSettings.CostAggregation.WEIGHTED_AVERAGE, null))
            .live(true)
            .expiresAfterS(0)
            .seed(-42)
            .name("Größe")
            .labels(Map.of("team", "grid", "area", "north", "zone", ""))
            .build();

    static final SessionSettings PLAIN = SessionSettings.DEFAULTS;

    static final String HASH = "0123456789abcdef".repeat(4);

    static final SessionEvent.SessionOpened OPENED = new SessionEvent.SessionOpened(
            "alice",
            1_767_225_600_000L,
            new ProblemRef(HASH, 1000, 4980),
            SETTINGS,
            "bicgstab",
            "ilu",
            "not symmetric, 1,000 rows",
            List.of("format_mismatch: …", "swarm_enabled: …"),
            HASH,
            "ab".repeat(32),
            4096);

    /// As [#OPENED], on an uploaded matrix.
    static final SessionEvent.SessionOpened OPENED_ON_MATRIX = new SessionEvent.SessionOpened(
            "alice",
            1_767_225_600_000L,
            new ProblemRef(HASH, 1000, 4980, "fedcba9876543210".repeat(4)),
            SETTINGS,
            "cg",
            "amg",
            "symmetric, proven positive definite",
            List.of(),
            HASH,
            "ab".repeat(32),
            4096);

    static final SessionEvent.SessionOpened OPENED_PLAIN = new SessionEvent.SessionOpened(
            "", 0, new ProblemRef(HASH, 1, 1), PLAIN, "cg", "none", "", List.of(), null, "", 1);

    static final SessionEvent.CostsApplied COSTS = new SessionEvent.CostsApplied(
            7,
            1_767_225_700_123L,
            List.of(
                    new IdentifiedUpdate(
                            new UpdateIdentity(new UUID(1, 2), "node-a", 17, 1_767_225_700_000L),
                            CostUpdate.delta(SparseVector.adopt(new int[] {3, 3}, new double[] {0.1, -0.0}))),
                    new IdentifiedUpdate(
                            new UpdateIdentity(new UUID(-1, Long.MIN_VALUE), null, -1, -1),
                            new CostUpdate(
                                    DenseVector.adopt(new double[] {1, 2, Double.MIN_VALUE}),
                                    SparseVector.adopt(new int[] {1}, new double[] {Double.MAX_VALUE}),
                                    SparseVector.EMPTY,
                                    List.of())),
                    new IdentifiedUpdate(
                            new UpdateIdentity(new UUID(3, 4), "node-a", Long.MAX_VALUE, 0),
                            new CostUpdate(
                                    null,
                                    SparseVector.EMPTY,
                                    SparseVector.EMPTY,
                                    List.of(new EntryChange(0, 2, 2.5, 1.0), new EntryChange(2, 2, 4, null)))),
                    new IdentifiedUpdate(
                            new UpdateIdentity(new UUID(7, 8), "node-a", UpdateIdentity.MADE_BY_SERVER, -1),
                            CostUpdate.delta(SparseVector.adopt(new int[] {0}, new double[] {1}))),
                    new IdentifiedUpdate(
                            new UpdateIdentity(new UUID(5, 6), "nöde-b", 0, -1),
                            new CostUpdate(null, SparseVector.EMPTY, SparseVector.EMPTY, List.of()))),
            8192);

    static final SessionEvent.CostsApplied COSTS_OF_ALL_DEPTHS = new SessionEvent.CostsApplied(
            COSTS.firstRevision(),
            COSTS.atMillis(),
            List.of(
                    COSTS.updates().get(0).within(0),
                    COSTS.updates().get(1).within(1),
                    COSTS.updates().get(2),
                    COSTS.updates().get(3).within(IdentifiedUpdate.MOST_DEPTH)),
            COSTS.seqReservedTo());

    static final SessionEvent.VerificationRecorded VERIFIED =
            new SessionEvent.VerificationRecorded(9, "full_residual", true, 3.2e-11, 8192);
    static final SessionEvent.CorrectionApplied CORRECTED =
            new SessionEvent.CorrectionApplied(9, "refuted", 0.75, "recompute_residual", 8192);
    static final SessionEvent.Closed CLOSED = new SessionEvent.Closed("deleted", 1_767_229_300_000L, 12_288);

    static final SwarmMember VERIFIER = new SwarmMember(
            "välkommen-7", List.of(MemberRole.SOLVER, MemberRole.VERIFIER), 3, List.of("ilu", "simd"), "1.2");
    static final SessionEvent.MembersChanged MEMBERS = new SessionEvent.MembersChanged(
            4,
            1_767_225_700_000L,
            List.of(VERIFIER, new SwarmMember("sensor", List.of(MemberRole.REPORTER), 4, List.of(), "")),
            8192);
    static final SessionEvent.CostsReported REPORTED = new SessionEvent.CostsReported(
            new CostReport("sensor", 1_767_225_699_000L, 0.75, 12.5, SparseVector.adopt(new int[] {7, 2}, new double[] {
                -0.0, 1e300
            })),
            1_767_225_700_000L,
            1_767_225_640_000L,
            SessionEvent.CostsReported.Judgement.OUTSIDE,
            SparseVector.adopt(new int[] {2}, new double[] {5.25}),
            11,
            8192);
    static final SwarmSnapshot SWARM = new SwarmSnapshot(
            4,
            MEMBERS.members(),
            List.of(new SwarmSnapshot.Reporter(
                    "sensor",
                    12.5,
                    300,
                    4,
                    2,
                    true,
                    List.of(
                            new SwarmSnapshot.Kept(
                                    1_767_225_600_000L,
                                    1_767_225_599_990L,
                                    1,
                                    SparseVector.adopt(new int[] {1}, new double[] {2})),
                            new SwarmSnapshot.Kept(
                                    1_767_225_699_000L,
                                    1_767_225_700_000L,
                                    0.75,
                                    REPORTED.report().costs())))),
            SparseVector.adopt(new int[] {2, 7}, new double[] {5.25, 0}));

    static final SessionSnapshot SNAPSHOT = new SessionSnapshot(
            OPENED,
            3,
            "node-1",
            8192,
            10,
            List.of(
                    new SessionSnapshot.Rebase(HASH, true, 5),
                    new SessionSnapshot.Rebase(HASH.replace('0', 'f'), false, 6)),
            List.of(COSTS),
            new SessionSnapshot.Slot(HASH, 9),
            null,
            List.of(new SessionSnapshot.Source(
                    "node-a", 17, new long[] {1, -1, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, Long.MIN_VALUE})),
            List.of(
                    new SessionSnapshot.RememberedId(new UUID(7, 8), 1_767_225_700_000L),
                    new SessionSnapshot.RememberedId(new UUID(9, 10), -1),
                    new SessionSnapshot.RememberedId(new UUID(11, 12), 1_767_225_699_000L)),
            true,
            1_767_225_600_000L,
            1e-9,
            true,
            VERIFIED,
            CLOSED,
            SessionSnapshot.Others.NONE);

    // NullAway does not see @Nullable on a nested type of a record read from a class file.
    @SuppressWarnings("NullAway")
    static final SessionSnapshot SNAPSHOT_PLAIN = new SessionSnapshot(
            OPENED_PLAIN,
            0,
            "",
            1,
            0,
            List.of(),
            List.of(),
            null,
            null,
            List.of(),
            List.of(),
            false,
            -1,
            1e-8,
            false,
            null,
            null,
            SessionSnapshot.Others.NONE);

    static final ProblemContent EXPLICIT = new ProblemContent.Explicit(new LinearSystem(
            CsrMatrix.adopt(
                    3, new int[] {0, 2, 4, 6}, new int[] {0, 1, 1, 2, 0, 2}, new double[] {4, 1, 3, -0.0, 1, 5}),
            DenseVector.adopt(new double[] {1, 2, 3})));
    static final ProblemContent RECIPE = new ProblemContent.Recipe(
            new GalleryRecipe.RandomDominant(3, 2, 0.9, true, 1, -7), DenseVector.adopt(new double[] {1, 2, 3}));
    static final DeltaContent DELTA = new DeltaContent(
            null,
            SparseVector.adopt(new int[] {2, 0}, new double[] {7, -1}),
            List.of(new EntryChange(0, 2, 2.5, null), new EntryChange(1, 1, 4, null)));
    static final VectorContent VECTOR = new VectorContent(DenseVector.adopt(new double[] {0.1, -0.0, 1e308}));

    private Samples() {}

    /// Each with the name of its file.
    static Map<String, SessionEvent> events() {
        Map<String, SessionEvent> all = new LinkedHashMap<>();
        all.put("opened", OPENED);
        all.put("opened-plain", OPENED_PLAIN);
        all.put("taken", new SessionEvent.Taken(3, "node-1", 8192));
        all.put("costs-applied", COSTS);
        all.put("matrix-rebased", new SessionEvent.MatrixRebased(HASH, true, 6, 8192));
        all.put("solution-checkpointed", new SessionEvent.SolutionCheckpointed(1, HASH, 9, 8192));
        all.put("verification-recorded", VERIFIED);
        all.put("setting-changed", new SessionEvent.SettingChanged("tolerance", 1e-10, 8192));
        all.put("closed", CLOSED);
        return all;
    }

    /// Two votes on one x.
    static final RecordedPoll POLL = new RecordedPoll(
            new VoteSubject(new UUID(1, 2), 3, 9, HASH, "full_residual", 1e-8, 0.5),
            List.of(
                    new CastVote("node-1", true, 1e-9, -7, "0123456789abcdef".repeat(8)),
                    new CastVote("node-2", false, Double.POSITIVE_INFINITY, 8, "fedcba9876543210".repeat(8))));

    static final SessionEvent.VerificationRecorded VOTED =
            new SessionEvent.VerificationRecorded(9, "consensus", true, 1e-9, 8192, POLL);

    static final SessionEvent.VotersChanged VOTERS = new SessionEvent.VotersChanged(
            4,
            List.of(new Voter("node-1", "ab".repeat(32)), new Voter("node-2", "cd".repeat(32))),
            List.of(new Voter("node-3", "ef".repeat(32))),
            List.of(POLL),
            8192);

    static final SessionEvent.VotersChanged VOTERS_WITHOUT_ONE = new SessionEvent.VotersChanged(
            5,
            VOTERS.voters(),
            VOTERS.excluded(),
            List.of(),
            List.of(new VoterRemoval(
                    new Voter("v", "12".repeat(32)),
                    List.of(
                            new VoterRemoval.Consent("node-1", "ab".repeat(64)),
                            new VoterRemoval.Consent("node-2", "cd".repeat(64))))),
            8192);

    /// The same, voted on.
    static SessionSnapshot voted(SessionSnapshot s) {
        return with(s.opened(), s, VOTED, new SessionSnapshot.Others(VOTERS, 0, null, SwarmSnapshot.EMPTY));
    }

    static final SessionEvent.MembersChanged MEMBERS_WITH_KEYS = new SessionEvent.MembersChanged(
            5,
            1_767_225_700_000L,
            List.of(
                    new SwarmMember("v", List.of(MemberRole.VERIFIER), 5, List.of(), "1", "ab".repeat(32)),
                    MEMBERS.members().getLast()),
            8192);

    /// Those that the first stored journal has not.
    static Map<String, SessionEvent> eventsOfSwarms() {
        Map<String, SessionEvent> all = new LinkedHashMap<>();
        all.put("members-changed", MEMBERS);
        all.put("costs-reported", REPORTED);
        return all;
    }

    /// As [#OPENED], forked from another session, and one that was on an uploaded matrix.
    static SessionEvent.SessionOpened forked(SessionEvent.SessionOpened o) {
        return with(
                o,
                o.settings(),
                new SessionEvent.Fork(
                        new UUID(3, 4),
                        12_345,
                        List.of(
                                new SessionSnapshot.Rebase(HASH, false, 12_000),
                                new SessionSnapshot.Rebase("fedcba9876543210".repeat(4), false, 12_345))));
    }

    /// The same, solved in five parts.
    static SessionEvent.SessionOpened inParts(SessionEvent.SessionOpened o) {
        return with(
                o,
                o.settings().toBuilder()
                        .swarm(o.settings().swarm().inParts(5, Topology.HIERARCHICAL))
                        .build(),
                o.fork());
    }

    /// The same, with members that report, follow and vote.
    static SessionEvent.SessionOpened racedFor(SessionEvent.SessionOpened o) {
        return with(
                o,
                o.settings().toBuilder().swarm(o.settings().swarm().racing(5)).build(),
                o.fork());
    }

    static SessionEvent.SessionOpened overflowing(SessionEvent.SessionOpened o, SessionSettings.Overflow overflow) {
        SessionSettings.Showing s = o.settings().showing();
        return with(
                o,
                o.settings().toBuilder()
                        .showing(new SessionSettings.Showing(s.every(), s.x(), s.deadband(), s.buffer(), overflow))
                        .build(),
                o.fork());
    }

    static SessionEvent.SessionOpened mirrored(SessionEvent.SessionOpened o) {
        SessionSettings.Showing s = o.settings().showing();
        XSelection x = new XSelection.Changes();
        return with(
                o,
                o.settings().toBuilder()
                        .showing(new SessionSettings.Showing(s.every(), x, s.deadband(), s.buffer()))
                        .build(),
                o.fork());
    }

    static SessionEvent.SessionOpened underWorkflow(SessionEvent.SessionOpened o) {
        return underWorkflow(o, LogLevel.DEFAULT, true);
    }

    static SessionEvent.SessionOpened underWorkflow(SessionEvent.SessionOpened o, LogLevel level, boolean traced) {
        return with(
                o,
                o.settings().toBuilder()
                        .inherited(new SessionSettings.Inherited("flow", false, 5_000, 60_000, true, level, traced))
                        .build(),
                o.fork());
    }

    static SessionEvent.SessionOpened inSwarm(SessionEvent.SessionOpened o) {
        return with(
                o,
                o.settings().toBuilder()
                        .swarm(new SessionSettings.Swarm(
                                true,
                                0,
                                Topology.RING,
                                SessionSettings.CostAggregation.TRIMMED_MEAN,
                                new SessionSettings.CostSource(
                                        UUID.fromString("7b1e9a52-6c3f-4a3e-9a43-2f5d1c8e0b6d"), 12_345)))
                        .verifying(SessionSettings.Verifying::byConsensus)
                        .autoCorrection(false)
                        .build(),
                o.fork());
    }

    private static SessionEvent.SessionOpened with(
            SessionEvent.SessionOpened o, SessionSettings settings, SessionEvent.@Nullable Fork fork) {
        return new SessionEvent.SessionOpened(
                o.owner(),
                o.createdAtMillis(),
                o.problem(),
                settings,
                o.method(),
                o.preconditioner(),
                o.reason(),
                o.warnings(),
                o.initialGuess(),
                o.tokenSecret(),
                o.seqReservedTo(),
                fork);
    }

    static SessionSnapshot onMatrix(SessionSnapshot s) {
        return with(OPENED_ON_MATRIX, s);
    }

    static SessionSnapshot with(SessionEvent.SessionOpened opened, SessionSnapshot s) {
        return with(opened, s, s.lastVerification(), s.others());
    }

    static SessionSnapshot withTail(SessionSnapshot s, SessionEvent.CostsApplied... tail) {
        return with(s.opened(), s, List.of(tail), s.lastVerification(), s.others());
    }

    private static SessionSnapshot with(
            SessionEvent.SessionOpened opened,
            SessionSnapshot s,
            SessionEvent.@Nullable VerificationRecorded verification,
            SessionSnapshot.Others others) {
        return with(opened, s, s.tail(), verification, others);
    }

    // NullAway does not see @Nullable on a nested type of a record read from a class file.
    @SuppressWarnings("NullAway")
    private static SessionSnapshot with(
            SessionEvent.SessionOpened opened,
            SessionSnapshot s,
            List<SessionEvent.CostsApplied> tail,
            SessionEvent.@Nullable VerificationRecorded verification,
            SessionSnapshot.Others others) {
        return new SessionSnapshot(
                opened,
                s.incarnation(),
                s.node(),
                s.seqReservedTo(),
                s.revision(),
                s.rebases(),
                tail,
                s.slot0(),
                s.slot1(),
                s.sources(),
                s.ids(),
                s.forgotten(),
                s.newestForgottenMillis(),
                s.tolerance(),
                s.paused(),
                verification,
                s.closed(),
                others);
    }

    static SessionSnapshot corrected(SessionSnapshot s, long times) {
        return with(
                s.opened(),
                s,
                s.lastVerification(),
                new SessionSnapshot.Others(
                        s.others().voters(), times, CORRECTED, s.others().swarm()));
    }

    static Map<String, ProblemContent> problems() {
        Map<String, ProblemContent> all = new LinkedHashMap<>();
        all.put("explicit", EXPLICIT);
        all.put("poisson2d", new ProblemContent.Recipe(new GalleryRecipe.Poisson2d(9, 8), null));
        all.put("poisson3d", new ProblemContent.Recipe(new GalleryRecipe.Poisson3d(2, 3, 4), null));
        all.put("random-dd", RECIPE);
        all.put("anisotropic2d", new ProblemContent.Recipe(new GalleryRecipe.Anisotropic2d(2, 3, 0.01), null));
        all.put("path-laplacian", new ProblemContent.Recipe(new GalleryRecipe.PathLaplacian(5), null));
        all.put("on-matrix", new ProblemContent.OnMatrix(HASH, DenseVector.adopt(new double[] {1, -0.0, 2.5})));
        all.put("on-matrix-of-ones", new ProblemContent.OnMatrix(HASH, null));
        all.put("grid-plus-leak", new ProblemContent.Recipe(new GalleryRecipe.GridPlusLeak(2, 3, 0.5), null));
        return all;
    }

    static SessionSnapshot withSwarm(SessionSnapshot s) {
        return withSwarm(s, SWARM);
    }

    static SessionSnapshot withSwarm(SessionSnapshot s, SwarmSnapshot swarm) {
        return with(new SessionSnapshot.Others(null, 0, null, swarm), s);
    }

    static SessionSnapshot with(SessionSnapshot.Others others, SessionSnapshot s) {
        return with(s.opened(), s, s.lastVerification(), others);
    }
}
