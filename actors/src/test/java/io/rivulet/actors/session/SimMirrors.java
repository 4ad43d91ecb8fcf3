// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session;

import com.fasterxml.jackson.databind.JsonNode;
import io.rivulet.actors.session.core.MirrorReader;
import io.rivulet.actors.session.core.Output.EncodedLine;
import io.rivulet.numerics.linalg.DenseVector;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What readers put together from lines that add up to x: the same for all at each number, however they came to it, and
/// within the deadband of what an engine ended with where a line says that it does.
final class SimMirrors {
    private final double deadband;
    private final Map<Long, List<double[]>> solved = new HashMap<>();
    private final Map<Long, double[]> atNumber = new HashMap<>();

    /// Comparisons with an engine's x, and with another reader's.
    long checked;

    long compared;

    SimMirrors(double deadband) {
        this.deadband = deadband;
    }

    double deadband() {
        return deadband;
    }

    /// An engine has ended a repair with this x.
    void solved(long revision, DenseVector x) {
        solved.computeIfAbsent(revision, _ -> new ArrayList<>()).add(x.values().clone());
    }

    void read(MirrorReader reader, EncodedLine line) {
        JsonNode json = reader.read(line.bytes());
        // Nobody knows any more what those lines said: a snapshot follows.
        boolean lost = json.path("reason").asText().equals("failover");
        if (!reader.isWhole() || line.seq() == EncodedLine.NO_SEQ || lost) {
            return;
        }
        double[] x = reader.x();
        double[] others = atNumber.putIfAbsent(line.seq(), x);
        if (others != null) {
            compared++;
            if (!Arrays.equals(others, x)) {
                throw new AssertionError("two readers have two x at line " + line.seq() + ": " + json);
            }
        }
        boolean ends = json.has("solved_revision")
                && json.get("solved_revision").asLong() == json.get("revision").asLong();
        if (ends) {
            checked++;
            long revision = json.get("revision").asLong();
            if (solved.getOrDefault(revision, List.of()).stream()
                    .noneMatch(exact -> reader.isWithin(deadband, exact))) {
                throw new AssertionError(Arrays.toString(x) + " is no x of revision " + revision + ": " + json);
            }
        }
    }
}
