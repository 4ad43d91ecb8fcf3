// SPDX-License-Identifier: Apache-2.0
package io.rivulet.benchmarks.peers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.rivulet.benchmarks.Median;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/// One contestant's answer to one case.
///
/// @param runs after warming up; empty where it failed
/// @param residual relative and true, of the x of its last run
/// @param told what it said itself
/// @param fault why it failed; empty where it did not
record Result(Case asked, String contestant, List<Run> runs, double residual, JsonNode told, String fault) {
    /// Seconds. `bound` is the time after the solve until the error has a bound; NaN for those who give none.
    record Run(double setup, double solve, double bound) {}

    static Result failed(Case asked, Contestant contestant, String fault) {
        return new Result(asked, contestant.name(), List.of(), Double.NaN, MissingNode.getInstance(), fault);
    }

    /// With the runs of `more`, and its fault if it has one.
    Result and(Result more) {
        List<Run> all = new ArrayList<>(runs);
        all.addAll(more.runs);
        return new Result(
                asked, contestant, all, Math.max(residual, more.residual), more.told, solved() ? more.fault : fault);
    }

    boolean solved() {
        return fault.isEmpty();
    }

    boolean ours() {
        return contestant.startsWith("rivulet");
    }

    /// The median of set-up and solve together; NaN where it failed.
    double seconds() {
        return median(run -> run.setup() + run.solve());
    }

    double median(ToDoubleFunction<Run> of) {
        return solved() ? Median.of(runs.stream().mapToDouble(of)) : Double.NaN;
    }
}
