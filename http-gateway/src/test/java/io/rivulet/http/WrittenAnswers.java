// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http;

import io.rivulet.numerics.classify.Definiteness;
import io.rivulet.numerics.classify.Dominance;
import io.rivulet.numerics.incremental.CostUpdate;
import io.rivulet.numerics.linalg.SparseVector;
import io.rivulet.serialization.event.IdentifiedUpdate;
import io.rivulet.serialization.event.MemberRole;
import io.rivulet.serialization.event.SessionSettings;
import io.rivulet.serialization.event.SessionSettings.LogLevel;
import io.rivulet.serialization.event.SwarmMember;
import io.rivulet.serialization.event.UpdateIdentity;
import io.rivulet.serialization.event.VoteSubject;
import io.rivulet.serialization.line.JsonFragment;
import io.rivulet.serialization.line.Line;
import io.rivulet.serialization.line.MatrixClassView;
import io.rivulet.serialization.line.RaceView;
import io.rivulet.serialization.line.XJson;
import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import io.rivulet.serialization.view.AckJson;
import io.rivulet.serialization.view.CostDelta;
import io.rivulet.serialization.view.PartitionsView;
import io.rivulet.serialization.view.ProbeTask;
import io.rivulet.serialization.view.SessionStatusView;
import io.rivulet.serialization.view.SwarmJson;
import io.rivulet.serialization.view.SwarmView;
import io.rivulet.serialization.view.ViewJson;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// What the server writes, with everything in it that can be: also what no example of the document brings about.
final class WrittenAnswers {
    static final UUID SESSION = UUID.fromString("7b1e9a52-6c3f-4a3e-9a43-2f5d1c8e0b6d");
    static final long NOW = 1_767_614_400_000L;

    private static final String NODE = "node-1";
    private static final String DIGEST = "ab".repeat(32);
    private static final JsonFragment X =
            XJson.sparse(SparseVector.adopt(new int[] {0, 2}, new double[] {1.5, Double.NaN}));
    private static final MatrixClassView CLASS =
            new MatrixClassView(true, Dominance.WEAK, Dominance.STRICT, 0.5, true, Definiteness.UNKNOWN);
    private static final Problem PROBLEM =
            new Problem(ProblemCode.OUT_OF_RANGE, "It is 7.", "Choose less.", "/a/b", 3, 4, SESSION.toString(), 1_000L);
    private static final Line.Performance PERFORMANCE = new Line.Performance(1.5, 2.5, Double.NaN);
    private static final Line.VerificationResult VERDICT = new Line.VerificationResult(
            3,
            "probe-1",
            "projection",
            false,
            List.of(1e-3, Double.NaN),
            1e-3,
            Double.NaN,
            1.0,
            true,
            0.5,
            "adjust",
            "refine",
            0.25,
            new Line.Votes(2, 1, 0, 3, 3, 0));

    private WrittenAnswers() {}

    /// One line at least of each kind.
    static List<Line> lines() {
        return List.of(
                new Line.SessionOpened(3, 7, CLASS, "cg", "jacobi", "why", List.of("a warning"), NODE, "token", 0.1),
                new Line.IterationUpdate(
                        1, 20, X, 1e-3, 2e-3, Double.NaN, 0.5, true, 0.75, Line.Consensus.ALONE, PERFORMANCE),
                new Line.IterationUpdate(
                        1, 20, X, 1e-3, 2e-3, 0.9, null, false, null, Line.Consensus.NOBODY, PERFORMANCE),
                VERDICT,
                new Line.CostApplied("id", 4, 2, 3, 5, "sensor", X, 2, "push", 41, 0.5, 1e-9, 1e-8),
                new Line.CostApplied("id", 4, 4, 1, 5, null, X, 2, "none", 0, 0.5, Double.NaN, null),
                new Line.ConvergenceSignal(1, 1e-8, 10, 0.95, 1e-9, 10, 1.0, true),
                new Line.Correction("drift", 0.5, "refine", "what was done"),
                new Line.StreamGap(4, 5, 8, "overflow"),
                new Line.StreamGap(4, 5, 8, "overflow").showing(2, X),
                new Line.StreamGap(4, 5, 8, "failover"),
                new Line.Snapshot(7, "solving", 2, X, 1e-3, null, false),
                new Line.Heartbeat(),
                solution(XJson.dense(new double[] {1, Double.NaN}), race()),
                solution(XJson.omitted("/api/v1/sessions/" + SESSION + "/solution"), null),
                new Line.Error(PROBLEM, false),
                new Line.Error(Problem.of(ProblemCode.TOO_SLOW, "Too slow."), true, 12L),
                new Line.SessionMigrated("a", NODE, 250),
                new Line.SessionExpiring(NOW),
                new Line.SessionClosed("completed", null),
                new Line.SessionClosed("max_duration", 12L));
    }

    private static Line.Solution solution(JsonFragment x, @org.jspecify.annotations.Nullable RaceView race) {
        return new Line.Solution(
                3, x, 1e-9, 1e-16, 1e-8, "certified", "comparison_matrix:u", 20, "converged", 1.5, true, race);
    }

    private static RaceView race() {
        return new RaceView(
                "won",
                NODE,
                List.of(
                        new RaceView.Racer(NODE, "cg", "amg", "won", 20L, 1e-9, null, DIGEST, 3, null),
                        new RaceView.Racer(null, null, null, "unplaced", null, null, null, null, null, "no room")));
    }

    /// Others, by the names that the document has for them.
    static Map<String, List<byte[]>> others() {
        UUID update = UUID.fromString("1b9d6bcd-bbfd-4b2d-9b5d-ab8dfbbd4bed");
        return Map.of(
                "AckLine",
                List.of(
                        AckJson.update(SESSION, NOW, update, 3, true, 12, List.of("a warning")),
                        AckJson.command(SESSION, NOW, "pause", "paused"),
                        AckJson.rejected(SESSION, NOW, PROBLEM)),
                "Rejected",
                List.of(ViewJson.rejected(PROBLEM)),
                "SessionStatus",
                List.of(ViewJson.status(status())),
                "Swarm",
                List.of(SwarmJson.swarm(swarm())),
                "ProbeTaskFrame",
                List.of(new ProbeTask(
                                "task", NODE, new VoteSubject(SESSION, 2, 3, DIGEST, "random_probe", 1e-8, 0), 10, 50)
                        .json()),
                "CostDeltaFrame",
                List.of(
                        delta(SparseVector.adopt(new int[] {1}, new double[] {0.5}), update),
                        delta(SparseVector.EMPTY, update)));
    }

    private static byte[] delta(SparseVector set, UUID update) {
        var identified = new IdentifiedUpdate(
                new UpdateIdentity(update, set.isEmpty() ? null : "sensor", 1, NOW),
                new CostUpdate(null, set, SparseVector.adopt(new int[] {0}, new double[] {1}), List.of()),
                1);
        return SwarmJson.costDelta(CostDelta.of(identified, 3), SESSION, NODE, NOW);
    }

    private static SessionStatusView status() {
        return new SessionStatusView(
                SESSION,
                "live",
                CLASS,
                3,
                7,
                "cg",
                "none",
                3,
                2,
                20,
                1e-9,
                null,
                true,
                List.of(1.0, Double.NaN),
                new SessionStatusView.Verification(
                        100, 1.5, 2, 10, 110, new SessionStatusView.Drift(1, 1.1, 0.1), true, false, 2, VERDICT),
                new SessionSettings.Inherited("flow", true, 1_000, 0, true, LogLevel.DEFAULT, true),
                4,
                new SessionStatusView.Changes(3, 1),
                NODE,
                1,
                NOW,
                NOW,
                12,
                1,
                PERFORMANCE,
                new PartitionsView(
                        2,
                        true,
                        "ring",
                        "cg",
                        null,
                        List.of(new PartitionsView.Part(0, NODE, 1, 2, 1, 10, 1_000, 3, 300))),
                new SessionStatusView.SwarmStatus(2, List.of("liar")));
    }

    private static SwarmView swarm() {
        return new SwarmView(
                SESSION,
                2,
                List.of(new SwarmView.Member(
                        new SwarmMember("sensor", List.of(MemberRole.REPORTER), 2, List.of("fast"), "1.0", null),
                        false,
                        NOW)),
                "mesh",
                List.of(new SwarmView.Edge("sensor", NODE)),
                new SwarmView.Aggregation(
                        "median", List.of(new SwarmView.Reporter("sensor", 3, 1, true, 2, Double.NaN))),
                1,
                0,
                List.of(new SwarmView.Traffic(NODE, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13)),
                List.of("a warning"));
    }
}
