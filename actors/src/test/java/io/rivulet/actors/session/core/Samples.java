// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session.core;

import io.rivulet.numerics.classify.Definiteness;
import io.rivulet.numerics.classify.Dominance;
import io.rivulet.numerics.incremental.CostUpdate;
import io.rivulet.numerics.incremental.EntryChange;
import io.rivulet.numerics.incremental.XSelection;
import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.numerics.linalg.LinearSystem;
import io.rivulet.numerics.linalg.SparseVector;
import io.rivulet.numerics.solve.StopReason;
import io.rivulet.serialization.event.IdentifiedUpdate;
import io.rivulet.serialization.event.ProblemRef;
import io.rivulet.serialization.event.SessionEvent;
import io.rivulet.serialization.event.SessionSettings;
import io.rivulet.serialization.event.UpdateIdentity;
import io.rivulet.serialization.line.JsonFragment;
import io.rivulet.serialization.line.Line;
import io.rivulet.serialization.line.MatrixClassView;
import io.rivulet.serialization.line.XJson;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Values that tests of this package share.
public final class Samples {
    public static final UUID SESSION = new UUID(7, 7);
    public static final String SECRET = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";
    public static final MatrixClassView CLASS =
            new MatrixClassView(false, Dominance.STRICT, Dominance.WEAK, 2.0, false, Definiteness.UNKNOWN);

    private Samples() {}

    public static SessionSettings settings(boolean live, int sampleEvery, int buffer, XSelection x) {
        return SessionSettings.builder()
                .showing(new SessionSettings.Showing(sampleEvery, x, 0.0, buffer))
                .live(live)
                .seed(1)
                .build();
    }

    public static SessionSettings live() {
        return settings(true, 0, 1_000, new XSelection.TopChanges(4));
    }

    /// A line about an iterate of a session without revisions.
    static Line.IterationUpdate iterate(long iteration, JsonFragment x) {
        return new Line.IterationUpdate(
                0, iteration, x, 1, 1, 1, null, false, null, Line.Consensus.ALONE, new Line.Performance(0, 0, 0));
    }

    /// A repair by `method` that ended so, of one entry of x that no line shows.
    static Slices.Repair repair(long after, long through, String method, StopReason stop, double residual) {
        return new Slices.Repair(
                after, through, method, stop, 3, residual, 1e-9, null, XJson.sparse(SparseVector.EMPTY), 1, 50, null);
    }

    public static SessionSettings once() {
        return settings(false, 0, 1_000, new XSelection.TopChanges(4));
    }

    public static SessionEvent.SessionOpened opened(int rows, SessionSettings settings) {
        return new SessionEvent.SessionOpened(
                "me",
                1_000,
                new ProblemRef("hash", rows, 3 * rows),
                settings,
                "bicgstab",
                "ilu",
                "because",
                List.of(),
                null,
                SECRET,
                0);
    }

    /// As `from`, which begins with the x stored as "x".
    public static SessionEvent.SessionOpened forked(SessionEvent.SessionOpened from, SessionEvent.Fork fork) {
        return new SessionEvent.SessionOpened(
                from.owner(),
                from.createdAtMillis(),
                from.problem(),
                from.settings(),
                from.method(),
                from.preconditioner(),
                from.reason(),
                from.warnings(),
                "x",
                from.tokenSecret(),
                0,
                fork);
    }

    public static UpdateIdentity named(long id) {
        return new UpdateIdentity(new UUID(1, id), null, -1, -1);
    }

    public static UpdateIdentity named(long id, long timestampMillis) {
        return new UpdateIdentity(new UUID(1, id), null, -1, timestampMillis);
    }

    public static UpdateIdentity counted(String source, long sequence) {
        return new UpdateIdentity(new UUID(source.hashCode(), sequence), source, sequence, -1);
    }

    public static UpdateIdentity byServer(long id) {
        return new UpdateIdentity(new UUID(2, id), null, UpdateIdentity.MADE_BY_SERVER, -1);
    }

    public static CostUpdate delta(int index, double value) {
        return CostUpdate.delta(SparseVector.adopt(new int[] {index}, new double[] {value}));
    }

    public static CostUpdate entry(int row, int column, double value, @Nullable Double old) {
        return new CostUpdate(
                null, SparseVector.EMPTY, SparseVector.EMPTY, List.of(new EntryChange(row, column, value, old)));
    }

    public static IdentifiedUpdate update(UpdateIdentity identity, CostUpdate update) {
        return new IdentifiedUpdate(identity, update);
    }

    public static IdentifiedUpdate update(long id) {
        return update(named(id), delta(0, 1.0));
    }

    public static SessionEvent.CostsApplied costs(long firstRevision, IdentifiedUpdate... updates) {
        return new SessionEvent.CostsApplied(firstRevision, 5, List.of(updates), 0);
    }

    /// A strictly row-dominant system of `n` rows with about three entries a row.
    public static LinearSystem dominant(int n, Random random) {
        int[] start = new int[n + 1];
        int[] columns = new int[3 * n];
        double[] values = new double[3 * n];
        int at = 0;
        for (int i = 0; i < n; i++) {
            for (int j = Math.max(0, i - 1); j <= Math.min(n - 1, i + 1); j++) {
                columns[at] = j;
                values[at++] = i == j ? 3 + random.nextDouble() : random.nextDouble() - 0.5;
            }
            start[i + 1] = at;
        }
        CsrMatrix a =
                CsrMatrix.adopt(n, start, java.util.Arrays.copyOf(columns, at), java.util.Arrays.copyOf(values, at));
        double[] b = random.doubles(n, -1, 1).toArray();
        return new LinearSystem(a, DenseVector.adopt(b));
    }
}
