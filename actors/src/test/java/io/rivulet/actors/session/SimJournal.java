// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session;

import io.rivulet.actors.session.core.SessionState;
import io.rivulet.serialization.event.CostReport;
import io.rivulet.serialization.event.EventCodec;
import io.rivulet.serialization.event.IdentifiedUpdate;
import io.rivulet.serialization.event.SessionEvent;
import io.rivulet.serialization.event.SessionSnapshot;
import io.rivulet.serialization.event.SnapshotCodec;
import io.rivulet.serialization.event.UpdateIdentity;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The journal as rows in memory: what is in here survives everything. A writer says how many rows it knows of; if
/// there are more,
/// somebody else has written and it conflicts, as with the primary key of the real journal.
class SimJournal {
    private record Row(String manifest, byte[] bytes) {}

    private final List<Row> rows = new ArrayList<>();
    private final List<SessionEvent> events = new ArrayList<>();
    private final List<IdentifiedUpdate> updates = new ArrayList<>();
    private final Map<Object, Long> revisions = new HashMap<>();
    private final Map<String, SessionEvent.CostsReported> reports = new HashMap<>();
    private String snapshotManifest = "";
    private byte[] snapshot = new byte[0];
    private int snapshotRows;
    private SessionState state = SessionState.EMPTY;

    /// False for a conflict: nothing was written.
    boolean write(int knownRows, List<SessionEvent> batch) {
        if (knownRows != rows.size()) {
            return false;
        }
        for (SessionEvent event : batch) {
            rows.add(new Row(EventCodec.manifest(event), EventCodec.encode(event)));
            events.add(event);
            state = state.after(event);
            if (event instanceof SessionEvent.CostsApplied costs) {
                note(costs);
            } else if (event instanceof SessionEvent.CostsReported report) {
                note(report);
            }
        }
        return true;
    }

    private void note(SessionEvent.CostsApplied costs) {
        for (IdentifiedUpdate update : costs.updates()) {
            updates.add(update);
            Long before = revisions.put(key(update.identity()), (long) updates.size());
            if (before != null) {
                throw new AssertionError(
                        "applied twice: " + update.identity() + " as " + before + " and " + updates.size());
            }
        }
    }

    private void note(SessionEvent.CostsReported event) {
        CostReport report = event.report();
        if (reports.put(report.nodeId() + "#" + report.timestampMillis(), event) != null) {
            throw new AssertionError("reported twice: " + report);
        }
    }

    /// The report of this member with this time, if it was taken.
    SessionEvent.@Nullable CostsReported reported(String nodeId, long timestampMillis) {
        return reports.get(nodeId + "#" + timestampMillis);
    }

    /// Whether this member has reported this cost at that time or later.
    boolean reportedSince(String nodeId, int index, long timestampMillis) {
        return reports.values().stream()
                .map(SessionEvent.CostsReported::report)
                .anyMatch(report -> report.nodeId().equals(nodeId)
                        && report.timestampMillis() >= timestampMillis
                        && Arrays.stream(report.costs().indices()).anyMatch(each -> each == index));
    }

    static Object key(UpdateIdentity identity) {
        return identity.counted() ? identity.sourceNode() + "#" + identity.sequence() : identity.updateId();
    }

    int rows() {
        return rows.size();
    }

    /// What a ledger reads: the newest snapshot and the events after it, decoded from their bytes.
    SessionState replay() {
        SessionState state = snapshotRows == 0
                ? SessionState.EMPTY
                : SessionState.of(SnapshotCodec.decode(snapshotManifest, snapshot));
        for (Row row : rows.subList(snapshotRows, rows.size())) {
            state = state.after(EventCodec.decode(row.manifest(), row.bytes()));
        }
        return state;
    }

    void takeSnapshot() {
        SessionState state = replay();
        if (state.opened() != null) {
            SessionSnapshot taken = state.toSnapshot();
            snapshotManifest = SnapshotCodec.manifest(taken);
            snapshot = SnapshotCodec.encode(taken);
            snapshotRows = rows.size();
        }
    }

    List<SessionEvent> events() {
        return events;
    }

    /// All durable updates; number k has the revision k + 1.
    List<IdentifiedUpdate> updates() {
        return updates;
    }

    boolean holds(UpdateIdentity identity) {
        return revisions.containsKey(key(identity));
    }

    /// As which it was applied; 0 where it was not.
    long revision(UpdateIdentity identity) {
        return revisions.getOrDefault(key(identity), 0L);
    }

    /// The fold of what was written, without the detour over bytes.
    SessionState state() {
        return state;
    }

    boolean isClosed() {
        return state.closed() != null;
    }
}
