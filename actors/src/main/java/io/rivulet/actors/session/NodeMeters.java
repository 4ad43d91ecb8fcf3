// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import io.rivulet.actors.cluster.Membership;
import io.rivulet.actors.consensus.core.Tally;
import io.rivulet.actors.meter.Meters;
import io.rivulet.actors.solver.ComputePool;
import io.rivulet.actors.store.MemoryBudget;
import io.rivulet.actors.telemetry.Telemetry;
import io.rivulet.numerics.incremental.Correction;
import java.util.Locale;
import java.util.TreeMap;

/// What the sessions of a node count. What `GET /api/v1/status` tells is counted once, by [NodeCounters], and read
/// here.
/// **Thread** any.
final class NodeMeters {
    static final String VERIFIED = "verified";
    static final String REFUTED = "refuted";
    static final String FAILED = "failed";

    final Telemetry telemetry;
    final Counter opened;
    final Counter closed;
    final Counter takenOver;
    final Counter slices;
    final Counter work;
    final Histogram iterationSeconds;
    final Counter slowIterations;
    final Counter stops;
    final Histogram residual;
    final Counter verifications;
    final Histogram verificationSeconds;
    final Counter polls;
    final Histogram pollSeconds;
    final Counter corrections;
    final Counter changedEntries;
    final Histogram journalSeconds;
    final Counter journalFailures;
    final Counter droppedLines;
    final Counter lostNodes;

    NodeMeters(Telemetry telemetry) {
        this.telemetry = telemetry;
        Meters meters = telemetry.meters();
        opened = meters.counter("rivulet_sessions_opened_total", "Sessions that were opened at this node.");
        closed = meters.counter("rivulet_sessions_closed_total", "Sessions that ended at this node.", "reason");
        takenOver = meters.counter(
                "rivulet_sessions_taken_over_total", "Sessions that this node took over from one that was lost.");
        slices = meters.counter("rivulet_solver_slices_total", "Turns of solvers on the compute pool.");
        work = meters.counter("rivulet_solver_work_total", "Matrix entries that solvers touched.");
        iterationSeconds = meters.seconds(
                "rivulet_solver_iteration_seconds", "Time of an iteration: the mean of those of one turn.");
        slowIterations = meters.counter(
                "rivulet_solver_slow_iterations_total",
                "Turns whose iterations took over 10 ms and over 3 times what their work should take.");
        stops = meters.counter("rivulet_solves_total", "Repairs of x that ended, by why they stopped.", "reason");
        residual = meters.residuals(
                "rivulet_solve_residual", "Residual that a repair ended with, relative to the norm of b.");
        verifications = meters.counter(
                "rivulet_verifications_total", "Checks of x by this node's verifier, for its sessions.", "outcome");
        verificationSeconds = meters.seconds("rivulet_verification_seconds", "Time that such a check computed.");
        polls = meters.counter("rivulet_consensus_polls_total", "Votes about an x of this node's sessions.", "outcome");
        pollSeconds = meters.seconds("rivulet_consensus_poll_seconds", "Time from the question to the end of a vote.");
        corrections =
                meters.counter("rivulet_corrections_total", "Steps of correction that solvers were asked for.", "step");
        changedEntries =
                meters.counter("rivulet_cost_entries_total", "Entries of b and A that acknowledged updates changed.");
        journalSeconds = meters.seconds(
                "rivulet_journal_write_seconds", "Time of one write of a session's journal, until it is durable.");
        journalFailures = meters.counter("rivulet_journal_failures_total", "Writes of journals that failed.");
        droppedLines = meters.counter(
                "rivulet_stream_dropped_lines_total", "Lines that readers were told of in a gap instead.");
        lostNodes = meters.counter(
                "rivulet_nodes_lost_total", "Nodes whose loss this node told, once for the whole cluster.");
        declareOutcomes();
    }

    /// What has not happened is 0, so that a first time is seen as a rise.
    private void declareOutcomes() {
        for (String outcome : new String[] {VERIFIED, REFUTED, FAILED}) {
            verifications.initLabelValues(outcome);
        }
        for (Tally.Outcome outcome : Tally.Outcome.values()) {
            polls.initLabelValues(word(outcome));
        }
        for (Correction step : Correction.values()) {
            corrections.initLabelValues(word(step));
        }
    }

    /// What is not counted but there: read when somebody scrapes.
    void observe(
            NodeCounters counters, LocalSessions sessions, MemoryBudget memory, ComputePool pool, Membership members) {
        Meters meters = telemetry.meters();
        meters.total(
                "rivulet_solver_iterations_total", "Iterations of this node's solvers.", counters.iterations::total);
        meters.total("rivulet_cost_updates_total", "Updates that were acknowledged.", counters.updates::total);
        meters.total("rivulet_verifier_probes_total", "Probes that this node's verifier made.", counters.probes::total);
        meters.total("rivulet_stream_lines_total", "Lines that went to streams from this node.", counters.lines::total);
        meters.gauges("rivulet_sessions", "Sessions in this node's memory.", "state", sessions::byState);
        meters.gauge("rivulet_memory_limit_bytes", "Memory that sessions may take.", memory::totalBytes);
        meters.gauge("rivulet_memory_used_bytes", "Memory that they have reserved.", memory::usedBytes);
        meters.gauge(
                "rivulet_memory_used_ratio",
                "The part of that memory that is reserved.",
                () -> memory.usedBytes() / (double) Math.max(1, memory.totalBytes()));
        meters.gauge("rivulet_memory_waiting", "Reservations that wait for memory.", memory::waiting);
        meters.gauge("rivulet_compute_threads", "Threads of the compute pool.", pool::threads);
        meters.gauge("rivulet_compute_waiting", "Sessions that wait for one of them.", pool::waiting);
        meters.gauges("rivulet_cluster_members", "Members of the cluster as this node sees them.", "state", () -> {
            var byState = new TreeMap<String, Integer>();
            members.all().forEach(member -> byState.merge(member.state(), 1, Integer::sum));
            return byState;
        });
    }

    static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
