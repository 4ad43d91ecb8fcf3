// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session.core;

import io.rivulet.actors.swarm.core.Swarm;
import io.rivulet.numerics.incremental.CostUpdate;
import io.rivulet.numerics.incremental.RevisedUpdate;
import io.rivulet.numerics.linalg.SparseVector;
import io.rivulet.serialization.event.IdentifiedUpdate;
import io.rivulet.serialization.event.SessionEvent;
import io.rivulet.serialization.event.SessionEvent.CostsApplied;
import io.rivulet.serialization.event.SessionSnapshot;
import io.rivulet.serialization.event.SessionSnapshot.Rebase;
import io.rivulet.serialization.event.SessionSnapshot.Slot;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What the journal holds of a session: the fold of its events. The ledger and the machine each fold the same events
/// and so hold equal states.
///
/// A (with b) is the base problem of [SessionEvent.SessionOpened], then the [#rebases] in order (absolute values), then
/// the updates of the [#tail] one by one: never summed up beforehand, so that everybody who folds gets the same bits.
///
/// **Thread** immutable; [#after] returns another one. **Cost** of `after` O(events in the tail).
/// **Bounded by** [UpdateMemory], [Rebasing] (which keeps the tail short) and `CostQueue`.
public final class SessionState {
    /// How many line numbers each event reserves beyond those already used.
    public static final long SEQ_RESERVE = 4_096;

    public static final SessionState EMPTY = new SessionState();

    private SessionEvent.@Nullable SessionOpened opened;
    private long incarnation;
    private String node = "";
    private String formerNode = "";
    private long seqReservedTo;
    private long incarnationBase;
    private long revision;
    private List<Rebase> rebases = List.of();
    private Tail tail = Tail.EMPTY;
    private @Nullable Slot slot0;
    private @Nullable Slot slot1;
    private UpdateMemory memory = UpdateMemory.EMPTY;
    private double tolerance;
    private boolean paused;
    private SessionEvent.@Nullable VerificationRecorded lastVerification;
    private SessionEvent.@Nullable Closed closed;
    private SessionEvent.@Nullable VotersChanged voters;
    private long corrections;
    private SessionEvent.@Nullable CorrectionApplied lastCorrection;
    private Swarm swarm = Swarm.EMPTY;

    private SessionState() {}

    private SessionState copy() {
        SessionState c = new SessionState();
        c.opened = opened;
        c.incarnation = incarnation;
        c.node = node;
        c.formerNode = formerNode;
        c.seqReservedTo = seqReservedTo;
        c.incarnationBase = incarnationBase;
        c.revision = revision;
        c.rebases = rebases;
        c.tail = tail;
        c.slot0 = slot0;
        c.slot1 = slot1;
        c.memory = memory;
        c.tolerance = tolerance;
        c.paused = paused;
        c.lastVerification = lastVerification;
        c.closed = closed;
        c.voters = voters;
        c.corrections = corrections;
        c.lastCorrection = lastCorrection;
        c.swarm = swarm;
        return c;
    }

    /// The state once `event` is durable. **Errors** an event that can't follow throws [IllegalStateException]: the
    /// journal would be corrupt.
    public SessionState after(SessionEvent event) {
        SessionState s = copy();
        if (event instanceof SessionEvent.Taken taken && taken.incarnation() > incarnation) {
            s.incarnationBase = seqReservedTo;
            s.formerNode = node;
        }
        s.seqReservedTo = Math.max(seqReservedTo, event.seqReservedTo());
        switch (event) {
            case SessionEvent.SessionOpened e -> {
                require(opened == null, "a second SessionOpened");
                s.opened = e;
                s.incarnationBase = 0; // nobody has told a line yet
                s.tolerance = e.settings().stopping().tolerance();
                SessionEvent.Fork fork = e.fork();
                if (fork != null) {
                    s.revision = fork.revision();
                    s.rebases = fork.rebases();
                }
            }
            case SessionEvent.Taken e -> {
                require(e.incarnation() >= incarnation, "incarnation " + e.incarnation() + " after " + incarnation);
                s.incarnation = e.incarnation();
                s.node = e.node();
            }
            case CostsApplied e -> {
                require(e.firstRevision() == revision + 1, "revision " + e.firstRevision() + " after " + revision);
                s.revision = revision + e.updates().size();
                s.tail = tail.with(e);
                s.memory = memory.after(e.updates());
                for (IdentifiedUpdate update : e.updates()) {
                    s.swarm = s.swarm.touchedBy(update.update());
                }
            }
            case SessionEvent.MatrixRebased e -> {
                Rebase rebase = new Rebase(e.hash(), e.whole(), e.throughRevision());
                s.rebases = e.whole() ? List.of(rebase) : append(rebases, rebase);
                s.tail = tail.beyond(e.throughRevision());
            }
            case SessionEvent.SolutionCheckpointed e -> {
                Slot slot = new Slot(e.digest(), e.revision());
                s.slot0 = e.slot() == 0 ? slot : slot0;
                s.slot1 = e.slot() == 1 ? slot : slot1;
            }
            case SessionEvent.VerificationRecorded e -> s.lastVerification = e;
            case SessionEvent.VotersChanged e -> {
                long epoch = voters == null ? 0 : voters.epoch();
                require(e.epoch() == epoch + 1, "voters of epoch " + e.epoch() + " after " + epoch);
                s.voters = e;
            }
            case SessionEvent.CorrectionApplied e -> {
                s.corrections = corrections + 1;
                s.lastCorrection = e;
            }
            case SessionEvent.SettingChanged e -> {
                switch (e.setting()) {
                    case "tolerance" -> s.tolerance = e.value();
                    case "paused" -> s.paused = e.value() != 0;
                    default -> throw new IllegalStateException("setting " + e.setting());
                }
            }
            case SessionEvent.Closed e -> s.closed = e;
            case SessionEvent.MembersChanged e -> s.swarm = swarm.after(e);
            case SessionEvent.CostsReported e -> {
                boolean changes = e.revision() > 0 && e.revision() < revision;
                Set<Integer> later = changes ? changedAfter(e.revision()) : Set.of();
                s.swarm = swarm.after(e, index -> !later.contains(index));
            }
        }
        return s;
    }

    /// Entries of b that updates after `since` change; they are in the tail, since no blob holds what was just
    /// written.
    private Set<Integer> changedAfter(long since) {
        Set<Integer> changed = new HashSet<>();
        for (RevisedUpdate later : tail.updatesAfter(since)) {
            CostUpdate update = later.update();
            for (SparseVector part : List.of(update.set(), update.delta())) {
                for (int index : part.indices()) {
                    changed.add(index);
                }
            }
            if (update.vector() != null) {
                for (int index = 0; index < update.vector().size(); index++) {
                    changed.add(index);
                }
            }
        }
        return changed;
    }

    private static List<Rebase> append(List<Rebase> list, Rebase rebase) {
        Rebase[] longer = list.toArray(new Rebase[list.size() + 1]);
        longer[list.size()] = rebase;
        return List.of(longer);
    }

    private static void require(boolean condition, String what) {
        if (!condition) {
            throw new IllegalStateException(what);
        }
    }

    /// The event with which a ledger that has replayed this state takes the session over. It reserves a new block of
    /// line numbers, since the one before may have been used up to its end.
    public SessionEvent.Taken taken(String byNode) {
        return new SessionEvent.Taken(incarnation + 1, byNode, seqReservedTo + SEQ_RESERVE);
    }

    public static SessionState of(SessionSnapshot snapshot) {
        SessionState s = new SessionState();
        s.opened = snapshot.opened();
        s.incarnation = snapshot.incarnation();
        s.node = snapshot.node();
        s.seqReservedTo = snapshot.seqReservedTo();
        s.incarnationBase = snapshot.seqReservedTo();
        s.revision = snapshot.revision();
        s.rebases = snapshot.rebases();
        s.tail = Tail.of(snapshot.tail());
        s.slot0 = snapshot.slot0();
        s.slot1 = snapshot.slot1();
        s.memory = UpdateMemory.of(snapshot);
        s.tolerance = snapshot.tolerance();
        s.paused = snapshot.paused();
        s.lastVerification = snapshot.lastVerification();
        s.closed = snapshot.closed();
        s.voters = snapshot.others().voters();
        s.corrections = snapshot.others().corrections();
        s.lastCorrection = snapshot.others().lastCorrection();
        s.swarm = Swarm.of(snapshot.others().swarm());
        return s;
    }

    /// **Errors** a session that was never opened has no snapshot: [IllegalStateException].
    @SuppressWarnings("NullAway") // it misses annotations of nested types in class files
    public SessionSnapshot toSnapshot() {
        return new SessionSnapshot(
                openedOrThrow(),
                incarnation,
                node,
                seqReservedTo,
                revision,
                rebases,
                tail.events(),
                slot0,
                slot1,
                memory.sources(),
                memory.ids().ids(),
                memory.ids().forgotten(),
                memory.ids().newestForgottenMillis(),
                tolerance,
                paused,
                lastVerification,
                closed,
                new SessionSnapshot.Others(voters, corrections, lastCorrection, swarm.toSnapshot()));
    }

    /// Null where the journal holds nothing.
    public SessionEvent.@Nullable SessionOpened opened() {
        return opened;
    }

    /// As [#opened], where it is certain.
    public SessionEvent.SessionOpened openedOrThrow() {
        if (opened == null) {
            throw new IllegalStateException("never opened");
        }
        return opened;
    }

    public long incarnation() {
        return incarnation;
    }

    /// The node that wrote the last `Taken`.
    public String node() {
        return node;
    }

    /// The node of the incarnation before this one; empty where there was none.
    public String formerNode() {
        return formerNode;
    }

    /// Line numbers up to it may be used by this incarnation, and have to be taken as used by those after it.
    public long seqReservedTo() {
        return seqReservedTo;
    }

    /// The last line number that earlier incarnations may have used: this one's numbers begin after it.
    public long incarnationBase() {
        return incarnationBase;
    }

    /// How many updates the problem has had.
    public long revision() {
        return revision;
    }

    public List<Rebase> rebases() {
        return rebases;
    }

    /// The revision up to which the stored blobs hold the problem.
    public long rebasedThrough() {
        return rebases.isEmpty() ? 0 : rebases.getLast().throughRevision();
    }

    /// The updates after [#rebasedThrough], batch by batch.
    public Tail tail() {
        return tail;
    }

    /// What slot 0 or 1 holds, or null.
    public @Nullable Slot slot(int number) {
        return Objects.checkIndex(number, 2) == 0 ? slot0 : slot1;
    }

    /// The highest sequence known of a source of updates, or −1.
    public long highestOf(String source) {
        SourceWindow window = memory.source(source);
        return window == null ? -1 : window.highest();
    }

    UpdateMemory memory() {
        return memory;
    }

    public double tolerance() {
        return tolerance;
    }

    public boolean paused() {
        return paused;
    }

    public SessionEvent.@Nullable VerificationRecorded lastVerification() {
        return lastVerification;
    }

    /// Who votes on x; null where nobody was asked to.
    public SessionEvent.@Nullable VotersChanged voters() {
        return voters;
    }

    /// Steps taken about an x that was found wrong.
    public long corrections() {
        return corrections;
    }

    public SessionEvent.@Nullable CorrectionApplied lastCorrection() {
        return lastCorrection;
    }

    /// The tombstone, or null.
    public SessionEvent.@Nullable Closed closed() {
        return closed;
    }

    /// Its own members and what they reported.
    public Swarm swarm() {
        return swarm;
    }
}
