// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session.core;

import io.rivulet.actors.swarm.core.PresentMember;
import io.rivulet.actors.swarm.core.ReportBook;
import io.rivulet.actors.swarm.core.Swarm;
import io.rivulet.numerics.incremental.CostUpdate;
import io.rivulet.numerics.linalg.SparseVector;
import io.rivulet.serialization.event.CostReport;
import io.rivulet.serialization.event.IdentifiedUpdate;
import io.rivulet.serialization.event.SessionEvent;
import io.rivulet.serialization.event.SessionEvent.CostsReported;
import io.rivulet.serialization.event.SessionSettings;
import io.rivulet.serialization.event.SessionSettings.CostAggregation;
import io.rivulet.serialization.event.UpdateIdentity;
import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Takes cost reports: what all reporters say of an entry of b comes to one value, and where that is another
/// one than before, an update sets it. A report and its update are one write, so that none is without the
/// other, whatever fails; what was taken and is not durable yet counts for reports that come after it. A report
/// that tells nothing new changes nothing.
/// **Bounded by** [CostReport#ENTRIES] a report, [ReportBook#ENTRIES] kept, [#PENDING_ENTRIES] that wait to
/// become durable, [#REPEATS] repeats that wait with them.
/// **More** docs/internals/swarm.md
final class ReportDesk {
    static final int PENDING_ENTRIES = 65_536;
    static final int REPEATS = 1_024;

    /// What a report takes of [#PENDING_ENTRIES] beside its entries: of short ones a thousand wait at most.
    private static final int LEAST = 64;

    static final String SOURCE = "cost-aggregator";

    private record Repeat(long after, UpdateCall call, int index) {}

    private final UUID session;
    private final Turn turn;
    private final Lines lines;
    private final Journal journal;
    private final UpdateDesk desk;
    private final MemberDesk members;
    private final long leaseMillis;
    private final Deque<Repeat> repeats = new ArrayDeque<>();
    private Swarm taken = Swarm.EMPTY;
    private long submitted;
    private long settled;
    private int pendingEntries;

    ReportDesk(
            UUID session,
            Turn turn,
            Lines lines,
            Journal journal,
            UpdateDesk desk,
            MemberDesk members,
            long leaseMillis) {
        this.session = session;
        this.turn = turn;
        this.lines = lines;
        this.journal = journal;
        this.desk = desk;
        this.members = members;
        this.leaseMillis = leaseMillis;
        desk.onTaken(update -> taken = taken.touchedBy(update));
        members.onChange(change -> taken = taken.after(change));
    }

    /// What the journal holds is `read`, and nothing is under way.
    void restart(SessionState read) {
        taken = read.swarm();
    }

    static CostAggregation rule(SessionSettings settings) {
        return settings.swarm().aggregation();
    }

    void take(Input.Reports input) {
        int n = input.reports().size();
        // Filled in report by report: only then the time of one without a time is known, and with it its id.
        List<IdentifiedUpdate> updates = new ArrayList<>(n);
        for (CostReport report : input.reports()) {
            updates.add(identified(report, SparseVector.EMPTY));
        }
        UpdateCall call = new UpdateCall(input.reply(), updates, input.waitApplied(), turn.nanos());
        for (int k = 0; k < n; k++) {
            take(input.reports().get(k), input.others(), call, k);
        }
        desk.finish(call);
    }

    private void take(CostReport asSent, List<PresentMember> others, UpdateCall call, int k) {
        long now = turn.millis();
        CostReport report = asSent.timestampMillis() == CostReport.NO_TIME
                ? asSent.at(taken.reports().nextTimestamp(asSent.nodeId(), now))
                : asSent;
        Problem problem = refusal(report, now);
        if (problem == null) {
            problem = members.reports(report.nodeId(), others);
        }
        if (problem != null) {
            call.reject(k, problem);
        } else if (taken.reports().knows(report, leaseMillis)) {
            repeat(call, k);
        } else {
            fresh(report, now, call, k);
        }
    }

    private @Nullable Problem refusal(CostReport report, long now) {
        int n = journal.state().openedOrThrow().problem().rows();
        int[] indices = report.costs().indices();
        for (int k = 0; k < indices.length; k++) {
            Problem problem = UpdateCheck.index("/local_costs/indices/" + k, indices[k], n);
            if (problem != null) {
                return problem;
            }
        }
        if (report.timestampMillis() > now + leaseMillis) {
            return Problem.of(
                            ProblemCode.OUT_OF_RANGE,
                            "the report is from " + (report.timestampMillis() - now) + " ms after now")
                    .at("/timestamp")
                    .hint("Set the clock, or leave timestamp out.");
        }
        if (pendingEntries + size(report) > PENDING_ENTRIES) {
            return Problems.busy("reports of more than " + PENDING_ENTRIES + " costs wait to become durable");
        }
        return taken.reports().wouldHold(report, now - leaseMillis) > ReportBook.ENTRIES
                ? Problem.of(
                                ProblemCode.CAPACITY_EXCEEDED,
                                "the session's reporters would have more than the " + ReportBook.ENTRIES
                                        + " estimates that are kept")
                        .at("/local_costs/indices")
                        .hint("Report fewer costs; estimates are forgotten after " + leaseMillis + " ms.")
                        .retryAfter(leaseMillis)
                : null;
    }

    private static int size(CostReport report) {
        return report.costs().size() + LEAST;
    }

    /// What it repeats may not be durable yet.
    private void repeat(UpdateCall call, int k) {
        if (settled == submitted) {
            call.accept(k, journal.state().revision(), true, lines.lastSeq());
        } else if (repeats.size() >= REPEATS) {
            call.reject(k, Problems.busy("more than " + REPEATS + " repeated reports wait"));
        } else {
            repeats.addLast(new Repeat(submitted, call, k));
        }
    }

    private void fresh(CostReport report, long now, UpdateCall call, int k) {
        SessionState state = journal.state();
        long staleBefore = now - leaseMillis;
        ReportBook.Effect effect =
                taken.reports().effect(report, rule(state.openedOrThrow().settings()), now, staleBefore);
        IdentifiedUpdate update = identified(report, effect.combined());
        Problem full = desk.refusal(update, state);
        if (full != null) {
            call.reject(k, full);
            return;
        }
        call.identify(k, update);
        boolean changes = !effect.combined().isEmpty();
        long revision = changes ? desk.takeMade(update, call, k) : 0;
        var event = new CostsReported(report, now, staleBefore, effect.judgement(), effect.combined(), revision, 0);
        taken = taken.after(event, _ -> true);
        submitted++;
        pendingEntries += size(report);
        journal.submit(
                reserve -> new CostsReported(
                        report, now, staleBefore, effect.judgement(), effect.combined(), revision, reserve),
                new Journal.Effect() {
                    @Override
                    public void durable(SessionEvent written) {
                        if (!changes) {
                            call.accept(k, journal.state().revision(), false, lines.lastSeq());
                            desk.finish(call);
                        }
                        settle(null);
                    }

                    @Override
                    public void lost() {
                        if (!changes) {
                            call.reject(k, UpdateDesk.storageUnavailable());
                            desk.finish(call);
                        }
                        settle(UpdateDesk.storageUnavailable());
                    }

                    private void settle(@Nullable Problem why) {
                        settled++;
                        pendingEntries -= size(report);
                        answerRepeats(why);
                    }
                });
    }

    private void answerRepeats(@Nullable Problem problem) {
        while (!repeats.isEmpty() && repeats.getFirst().after() <= settled) {
            Repeat repeat = repeats.removeFirst();
            if (problem == null) {
                repeat.call().accept(repeat.index(), journal.state().revision(), true, lines.lastSeq());
            } else {
                repeat.call().reject(repeat.index(), problem);
            }
            desk.finish(repeat.call());
        }
    }

    /// The same for the same report, whoever sends it again.
    private IdentifiedUpdate identified(CostReport report, SparseVector combined) {
        String name = session + "/" + report.nodeId() + "/" + report.timestampMillis();
        UUID id = UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
        return new IdentifiedUpdate(
                new UpdateIdentity(id, SOURCE, UpdateIdentity.MADE_BY_SERVER, report.timestampMillis()),
                new CostUpdate(null, combined, SparseVector.EMPTY, List.of()));
    }
}
