// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session;

import io.prometheus.metrics.model.snapshots.Unit;
import io.rivulet.actors.alert.Alerts;
import io.rivulet.actors.alert.core.Alert;
import io.rivulet.actors.consensus.core.PollResult;
import io.rivulet.actors.consensus.core.Tally;
import io.rivulet.actors.session.core.Input;
import io.rivulet.actors.session.core.IterationWatch;
import io.rivulet.actors.session.core.Output;
import io.rivulet.actors.session.core.SessionState;
import io.rivulet.actors.session.core.Slices;
import io.rivulet.numerics.incremental.Correction;
import io.rivulet.serialization.event.IdentifiedUpdate;
import io.rivulet.serialization.event.SessionEvent;
import io.rivulet.serialization.event.SessionSettings;
import io.rivulet.serialization.event.SessionSettings.LogLevel;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/// Counts what happens to one session, and alerts: it sees what the machine sees and what that wants, and changes
/// neither.
/// **Thread** the session's.
final class SessionWatch {
    private static final long SLOW_WRITE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final UUID id;
    private final SessionNode node;
    private final NodeMeters meters;
    private final IterationWatch iterations;
    private final SessionTraces traces;
    private final SessionLog log;
    private Output.@Nullable Append writing;
    private long writingSince;
    private long dropped;
    private boolean seen;

    SessionWatch(UUID id, SessionNode node) {
        this.id = id;
        this.node = node;
        this.meters = node.meters();
        this.traces = new SessionTraces(id, node.name(), meters.telemetry.traces());
        this.log = new SessionLog(id);
        this.iterations =
                new IterationWatch((double) node.settings().compute().slice().toNanos()
                        / node.machineSettings().sliceUnits());
    }

    SessionTraces traces() {
        return traces;
    }

    /// Before the machine hears of it.
    void heard(Input input) {
        switch (input) {
            case Input.LedgerReady ready -> ready(ready.state());
            case Input.Appended _ -> written();
            case Input.AppendFailed _ -> writeFailed();
            case Input.DataLoaded _ -> iterations.restarted();
            case Input.MemoryAwaited _ -> alert(Alert.CAPACITY, "the session waits for memory");
            case Input.SliceDone(var result) -> slice(result);
            case Input.SliceFailed(var incident) -> alert(Alert.INTERNAL_ERROR, "incident=" + incident);
            case Input.Verified verified -> {
                Slices.VerifyResult result = verified.result();
                meters.verifications
                        .labelValues(result.verdict().verified() ? NodeMeters.VERIFIED : NodeMeters.REFUTED)
                        .inc();
                meters.verificationSeconds.observe(Unit.nanosToSeconds(result.nanos()));
            }
            case Input.VerifyFailed _ ->
                meters.verifications.labelValues(NodeMeters.FAILED).inc();
            case Input.Polled polled -> polled(polled.result());
            default -> {}
        }
    }

    /// Before it is carried out.
    void wanted(Output output) {
        switch (output) {
            case Output.Append append -> {
                writing = append;
                traces.writing(append.events().size());
                writingSince = node.nanoTime().getAsLong();
            }
            case Output.CorrectEngine order -> correcting(order.correction());
            default -> {}
        }
    }

    /// @param sofar see [io.rivulet.actors.session.core.SessionMachine#droppedLines]
    void dropped(long sofar) {
        if (sofar > dropped) {
            meters.droppedLines.inc(sofar - dropped);
            alert(Alert.STREAM_GAP, "lines=" + (sofar - dropped));
            dropped = sofar;
        }
    }

    private void ready(SessionState state) {
        SessionEvent.SessionOpened opened = state.opened();
        if (opened != null) {
            follow(opened.settings());
        }
        String former = state.formerNode();
        if (seen || former.isEmpty() || former.equals(node.name())) {
            seen = true;
            return;
        }
        seen = true;
        OptionalLong silent = node.members().silentSince(former);
        if (silent.isPresent() && state.closed() == null) {
            meters.takenOver.inc();
            log.tell(
                    LogLevel.INFO,
                    "failover",
                    "from={} to={} silent_ms={}",
                    former,
                    node.name(),
                    Math.max(0, node.clock().millis() - silent.getAsLong()));
        }
    }

    private void written() {
        Output.Append done = writing;
        writing = null;
        if (done == null) {
            return;
        }
        long nanos = node.nanoTime().getAsLong() - writingSince;
        meters.journalSeconds.observe(Unit.nanosToSeconds(nanos));
        if (nanos > SLOW_WRITE_NANOS) {
            alerts().raise(Alert.JOURNAL_SLOW, node.name(), "millis=" + TimeUnit.NANOSECONDS.toMillis(nanos));
        }
        String trace = traces.traceId();
        traces.written(null);
        if (trace == null) {
            done.events().forEach(this::happened);
        } else {
            try (var _ = MDC.putCloseable("trace_id", trace)) {
                done.events().forEach(this::happened);
            }
        }
    }

    private void writeFailed() {
        writing = null;
        traces.written("not written");
        meters.journalFailures.inc();
        alerts().raise(Alert.STORAGE_UNAVAILABLE, node.name(), "a write of a session's journal failed");
    }

    private void happened(SessionEvent event) {
        switch (event) {
            case SessionEvent.SessionOpened opened -> {
                meters.opened.inc();
                follow(opened.settings());
                log.tell(
                        LogLevel.INFO,
                        "session_start",
                        "node={} rows={} nnz={} method={}",
                        node.name(),
                        opened.problem().rows(),
                        opened.problem().nnz(),
                        opened.method());
            }
            case SessionEvent.CostsApplied costs -> {
                long entries = entries(costs.updates());
                meters.changedEntries.inc(entries);
                log.tell(
                        LogLevel.DEBUG,
                        "costs_applied",
                        "updates={} entries={}",
                        costs.updates().size(),
                        entries);
            }
            case SessionEvent.Closed closed -> {
                meters.closed.labelValues(closed.reason()).inc();
                log.tell(LogLevel.DEBUG, "session_end", "reason={}", closed.reason());
            }
            default -> {}
        }
    }

    private void follow(SessionSettings settings) {
        log.follow(settings);
        traces.follow(settings);
    }

    private static long entries(List<IdentifiedUpdate> updates) {
        long sum = 0;
        for (IdentifiedUpdate update : updates) {
            sum += update.update().entries();
        }
        return sum;
    }

    private void slice(Slices.SliceResult result) {
        meters.slices.inc();
        meters.work.inc(Math.max(0, result.work()));
        log.tell(LogLevel.TRACE, "slice", "work={} method={}", result.work(), result.method());
        for (Slices.Repair repair : result.repairs()) {
            meters.stops.labelValues(repair.stop().wireName()).inc();
            meters.residual.observe(repair.relativeResidual());
            log.tell(
                    LogLevel.DEBUG,
                    "repair",
                    "stop={} residual_norm={}",
                    repair.stop().wireName(),
                    repair.relativeResidual());
        }
        iterations.slice(result).ifPresent(ended -> {
            meters.iterationSeconds.observe(Unit.nanosToSeconds(ended.nanosEach()));
            if (ended.slow()) {
                meters.slowIterations.inc();
                alert(
                        Alert.SLOW_ITERATION,
                        "micros=" + ended.nanosEach() / 1_000 + " model_micros=" + ended.modelNanos() / 1_000
                                + " method=" + result.method());
            }
        });
    }

    private void polled(PollResult result) {
        Tally.Outcome outcome = result.tally().outcome();
        meters.polls.labelValues(NodeMeters.word(outcome)).inc();
        meters.pollSeconds.observe(Unit.nanosToSeconds(result.nanos()));
        if (outcome == Tally.Outcome.NO_QUORUM) {
            Tally tally = result.tally();
            alert(
                    Alert.NO_QUORUM,
                    "for=" + tally.inFavour() + " against=" + tally.against() + " wanted="
                            + tally.quorum().size() + " voters="
                            + tally.quorum().voters());
        }
    }

    /// To recompute a residual is what is done of precaution.
    private void correcting(Correction step) {
        String word = NodeMeters.word(step);
        meters.corrections.labelValues(word).inc();
        if (step != Correction.RECOMPUTE_RESIDUAL) {
            alert(Alert.CORRECTION, "step=" + word);
        }
    }

    private void alert(Alert alert, String detail) {
        alerts().raise(alert, "session " + id, detail);
    }

    private Alerts alerts() {
        return meters.telemetry.alerts();
    }
}
