// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.swarm.core;

import io.rivulet.numerics.incremental.CostUpdate;
import io.rivulet.numerics.linalg.SparseVector;
import io.rivulet.serialization.event.CostReport;
import io.rivulet.serialization.event.SessionEvent.CostsReported;
import io.rivulet.serialization.event.SessionEvent.CostsReported.Judgement;
import io.rivulet.serialization.event.SessionSettings.CostAggregation;
import io.rivulet.serialization.event.SwarmSnapshot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/// What members have reported, and what it came to: the fold of [CostsReported], immutable. Whatever the order
/// in which reports arrive, the same ones leave the same estimates; only who is distrusted goes by reports in a
/// row.
/// **Bounded by** [#ENTRIES] estimates of [#REPORTERS] reporters, which whoever takes reports keeps to
/// ([#wouldHold]).
/// **Cost** of [#after] O(estimates of that reporter), and of all where some are too old.
public final class ReportBook {
    /// Estimates of all reporters together.
    public static final int ENTRIES = 8_192;

    public static final int REPORTERS = 64;

    public static final ReportBook EMPTY = new ReportBook(new TreeMap<>(), Map.of());

    private final Map<String, Reporter> reporters;
    private final Map<Integer, Double> combined;

    /// What a report would change.
    ///
    /// @param combined costs that are not what reports came to before, by index
    public record Effect(Judgement judgement, SparseVector combined) {}

    /// A reporter as others may see it.
    public record Standing(
            String nodeId, long reports, long outside, boolean distrusted, int estimates, double latencyMs) {}

    private ReportBook(Map<String, Reporter> reporters, Map<Integer, Double> combined) {
        this.reporters = reporters;
        this.combined = combined;
    }

    static ReportBook of(SwarmSnapshot snapshot) {
        Map<String, Reporter> reporters = new TreeMap<>();
        snapshot.reporters().forEach(stored -> reporters.put(stored.nodeId(), Reporter.of(stored)));
        return new ReportBook(reporters, with(Map.of(), snapshot.combined(), _ -> true));
    }

    /// Whether the report tells nothing: each of its estimates is known, or a later one. One that its sender
    /// made more than `leaseMillis` before its last is too old to be news.
    public boolean knows(CostReport report, long leaseMillis) {
        Reporter reporter = reporters.get(report.nodeId());
        if (reporter == null) {
            return false;
        }
        long newest = reporter.latest().values().stream()
                .mapToLong(e -> e.facts().timestampMillis())
                .max()
                .orElse(Long.MIN_VALUE);
        if (report.timestampMillis() < newest - leaseMillis) {
            return true;
        }
        for (int index : report.costs().indices()) {
            if (reporter.isNews(index, report.timestampMillis())) {
                return false;
            }
        }
        return true;
    }

    /// The first time that no estimate of `nodeId` has yet, at least `millis`.
    public long nextTimestamp(String nodeId, long millis) {
        Reporter reporter = reporters.get(nodeId);
        long next = millis;
        if (reporter != null) {
            for (Reporter.Estimate e : reporter.latest().values()) {
                next = Math.max(next, e.facts().timestampMillis() + 1);
            }
        }
        return next;
    }

    /// How many estimates there would be with `report`.
    public int wouldHold(CostReport report, long staleBeforeMillis) {
        int kept = 0;
        for (Reporter reporter : reporters.values()) {
            kept += reporter.since(staleBeforeMillis).latest().size();
        }
        Reporter own = reporters.get(report.nodeId());
        Reporter present = own == null ? Reporter.first(report.nodeId()) : own.since(staleBeforeMillis);
        for (int index : report.costs().indices()) {
            kept += present.latest().containsKey(index) ? 0 : 1;
        }
        return kept;
    }

    /// What `report` is among the others' reports, and what they come to with it.
    public Effect effect(CostReport report, CostAggregation rule, long receivedMillis, long staleBeforeMillis) {
        Judgement judgement = judge(report, staleBeforeMillis);
        ReportBook then = after(
                new CostsReported(report, receivedMillis, staleBeforeMillis, judgement, SparseVector.EMPTY, 0, 0),
                _ -> true);
        Map<Integer, Double> changed = new TreeMap<>();
        for (int index : report.costs().indices()) {
            double value = Combination.of(rule, then.observations(index));
            Double before = combined.get(index);
            if (before == null || before != value) {
                changed.put(index, value);
            }
        }
        return new Effect(judgement, Reporter.sparse(changed));
    }

    /// By node id, ascending.
    private List<Observation> observations(int index) {
        List<Observation> all = new ArrayList<>();
        for (Reporter reporter : reporters.values()) {
            Reporter.Estimate e = reporter.latest().get(index);
            if (e != null) {
                all.add(new Observation(
                        reporter.nodeId(),
                        e.value(),
                        e.facts().confidence(),
                        e.facts().timestampMillis(),
                        !reporter.suspicion().distrusted()));
            }
        }
        return all;
    }

    private Judgement judge(CostReport report, long staleBeforeMillis) {
        Reporter own = reporters.get(report.nodeId());
        Suspicion suspicion = own == null ? Suspicion.NONE : own.suspicion();
        Judgement judgement = Judgement.NOT_JUDGED;
        int[] indices = report.costs().indices();
        for (int k = 0; k < indices.length; k++) {
            double[] others = others(report.nodeId(), indices[k], staleBeforeMillis);
            if (others.length >= Suspicion.OTHERS) {
                if (suspicion.outside(report.costs().values()[k], others)) {
                    return Judgement.OUTSIDE;
                }
                judgement = Judgement.INSIDE;
            }
        }
        return judgement;
    }

    private double[] others(String nodeId, int index, long staleBeforeMillis) {
        return reporters.values().stream()
                .filter(reporter -> !reporter.nodeId().equals(nodeId))
                .map(reporter -> reporter.latest().get(index))
                .filter(e -> e != null && e.facts().receivedMillis() >= staleBeforeMillis)
                .mapToDouble(Reporter.Estimate::value)
                .toArray();
    }

    /// @param standing whether an index still has the value that the event says it came to
    ReportBook after(CostsReported event, Predicate<Integer> standing) {
        Map<String, Reporter> then = new TreeMap<>();
        reporters.forEach((id, reporter) -> then.put(id, reporter.since(event.staleBeforeMillis())));
        String id = event.report().nodeId();
        Reporter present = then.get(id);
        then.put(id, (present == null ? Reporter.first(id) : present).after(event));
        Map<Integer, Double> values = with(combined, event.combined(), standing);
        return new ReportBook(then, values.size() > ENTRIES ? reported(values, then) : values);
    }

    /// Those of which somebody still has an estimate.
    private static Map<Integer, Double> reported(Map<Integer, Double> values, Map<String, Reporter> reporters) {
        Map<Integer, Double> kept = new HashMap<>();
        for (Reporter reporter : reporters.values()) {
            for (int index : reporter.latest().keySet()) {
                Double value = values.get(index);
                if (value != null) {
                    kept.put(index, value);
                }
            }
        }
        return kept;
    }

    private static Map<Integer, Double> with(
            Map<Integer, Double> before, SparseVector added, Predicate<Integer> standing) {
        if (added.isEmpty()) {
            return before;
        }
        Map<Integer, Double> then = new HashMap<>(before);
        for (int k = 0; k < added.size(); k++) {
            if (standing.test(added.indices()[k])) {
                then.put(added.indices()[k], added.values()[k]);
            }
        }
        return then;
    }

    /// Others may have changed what these indices hold.
    ReportBook touchedBy(CostUpdate update) {
        if (combined.isEmpty()) {
            return this;
        }
        if (update.vector() != null) {
            return new ReportBook(reporters, Map.of());
        }
        Map<Integer, Double> then = null;
        for (SparseVector part : List.of(update.set(), update.delta())) {
            for (int index : part.indices()) {
                if (combined.containsKey(index)) {
                    then = then == null ? new HashMap<>(combined) : then;
                    then.remove(index);
                }
            }
        }
        return then == null ? this : new ReportBook(reporters, then);
    }

    /// Without the reports of others than these.
    ReportBook of(Set<String> nodeIds) {
        if (nodeIds.containsAll(reporters.keySet())) {
            return this;
        }
        Map<String, Reporter> then = new TreeMap<>(reporters);
        then.keySet().retainAll(nodeIds);
        return new ReportBook(then, combined);
    }

    /// By node id.
    public List<Standing> standings() {
        return reporters.values().stream()
                .map(r -> new Standing(
                        r.nodeId(),
                        r.reports(),
                        r.outside(),
                        r.suspicion().distrusted(),
                        r.latest().size(),
                        r.latencyMs()))
                .toList();
    }

    List<SwarmSnapshot.Reporter> stored() {
        return reporters.values().stream().map(Reporter::stored).toList();
    }

    SparseVector storedCombined() {
        return Reporter.sparse(new TreeMap<>(combined));
    }
}
