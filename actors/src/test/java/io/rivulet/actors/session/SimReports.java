// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session;

import io.rivulet.numerics.linalg.SparseVector;
import io.rivulet.serialization.event.IdentifiedUpdate;
import io.rivulet.serialization.event.MemberRole;
import io.rivulet.serialization.event.SessionEvent;
import io.rivulet.serialization.event.SessionEvent.CostsReported;
import io.rivulet.serialization.event.SessionSettings.CostAggregation;
import io.rivulet.serialization.event.SwarmMember;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/// Looks once more at what a journal says of reports, in another way: every report is there once; what reports came to
/// is an update of just that; and where it is the median of what reporters said last, it is that.
final class SimReports {
    private record Estimate(double value, long timestamp, long received) {}

    private final Simulation sim;
    private final Map<String, Map<Integer, Estimate>> latest = new TreeMap<>();

    private SimReports(Simulation sim) {
        this.sim = sim;
    }

    /// How many reports changed a cost.
    static int verify(Simulation sim, SimJournal journal, CostAggregation rule) {
        return new SimReports(sim).verify(journal, rule);
    }

    private int verify(SimJournal journal, CostAggregation rule) {
        int changes = 0;
        for (SessionEvent event : journal.events()) {
            if (event instanceof SessionEvent.MembersChanged changed) {
                latest.keySet()
                        .retainAll(changed.members().stream()
                                .filter(member -> member.has(MemberRole.REPORTER))
                                .map(SwarmMember::nodeId)
                                .toList());
            } else if (event instanceof CostsReported reported) {
                take(reported);
                if (rule == CostAggregation.MEDIAN) {
                    isMedian(reported);
                }
                if (reported.revision() > 0) {
                    changes++;
                    isItsUpdate(reported, journal.updates().get((int) reported.revision() - 1));
                }
                sim.check(
                        reported.revision() > 0 == !reported.combined().isEmpty(),
                        () -> "a change without its update, or the other way: " + reported);
            }
        }
        return changes;
    }

    private void take(CostsReported event) {
        latest.values().forEach(each -> each.values().removeIf(old -> old.received() < event.staleBeforeMillis()));
        Map<Integer, Estimate> own = latest.computeIfAbsent(event.report().nodeId(), _ -> new HashMap<>());
        SparseVector costs = event.report().costs();
        for (int k = 0; k < costs.size(); k++) {
            Estimate known = own.get(costs.indices()[k]);
            if (known == null || known.timestamp() < event.report().timestampMillis()) {
                own.put(
                        costs.indices()[k],
                        new Estimate(costs.values()[k], event.report().timestampMillis(), event.receivedMillis()));
            }
        }
    }

    private void isMedian(CostsReported event) {
        for (int k = 0; k < event.combined().size(); k++) {
            int index = event.combined().indices()[k];
            double[] values = latest.values().stream()
                    .filter(each -> each.containsKey(index))
                    .mapToDouble(each -> each.get(index).value())
                    .toArray();
            Arrays.sort(values);
            int half = values.length / 2;
            double median = values.length % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
            double told = event.combined().values()[k];
            sim.check(told == median, () -> "cost " + index + " came to " + told + ", the median is " + median);
        }
    }

    private void isItsUpdate(CostsReported event, IdentifiedUpdate update) {
        sim.check(
                "cost-aggregator".equals(update.identity().sourceNode())
                        && update.update().set().equals(event.combined())
                        && update.update().delta().isEmpty()
                        && update.update().matrix().isEmpty(),
                () -> "revision " + event.revision() + " is not what was reported: " + update);
    }
}
