// SPDX-License-Identifier: Apache-2.0
package io.rivulet.benchmarks.peers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;

/// One contestant's answer to one case.
///
/// @param seconds the median of set-up and solve together; NaN where it failed
/// @param setup of that, the median of the set-up
/// @param bound the median time after that until the error has a bound; NaN for those who give none
/// @param residual relative and true, of the x of its last run
/// @param told what it said itself
/// @param fault why it failed; empty where it did not
record Result(
        Case asked,
        String contestant,
        double seconds,
        double setup,
        double bound,
        double residual,
        JsonNode told,
        String fault) {
    static Result failed(Case asked, Contestant contestant, String fault) {
        return new Result(
                asked,
                contestant.name(),
                Double.NaN,
                Double.NaN,
                Double.NaN,
                Double.NaN,
                MissingNode.getInstance(),
                fault);
    }

    boolean solved() {
        return fault.isEmpty();
    }

    boolean ours() {
        return contestant.startsWith("rivulet");
    }
}
