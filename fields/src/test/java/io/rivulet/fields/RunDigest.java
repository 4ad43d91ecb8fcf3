// SPDX-License-Identifier: Apache-2.0
package io.rivulet.fields;

import io.rivulet.fields.engine.ExplicitEngine;
import io.rivulet.fields.engine.FieldEngine;
import io.rivulet.fields.engine.FieldSettings;
import io.rivulet.fields.features.Activity;
import io.rivulet.fields.features.StreamedFeatures;
import io.rivulet.fields.grid.Boundary;
import io.rivulet.fields.implicit.ImplicitEngine;
import io.rivulet.fields.implicit.ImplicitSettings;
import io.rivulet.fields.kernels.RowLoops;
import io.rivulet.fields.preset.Preset;
import java.util.ArrayList;
import java.util.List;

/// Prints which loops this JVM runs, then a line for each of some runs that has the bits of all their fields and
/// figures.
public final class RunDigest {
    private RunDigest() {}

    public static void main(String[] args) {
        System.out.println(RowLoops.detect().provider());
        lines().forEach(System.out::println);
    }

    static List<String> lines() {
        List<String> lines = new ArrayList<>();
        for (Boundary boundary : Boundary.values()) {
            FieldSettings settings = Preset.SPOTS.applyTo(FieldSettings.defaults().toBuilder()
                    .gridSize(45)
                    .boundary(boundary)
                    .jitter(boundary == Boundary.NEUMANN)
                    .build());
            lines.add("explicit " + boundary + " " + digest(ExplicitEngine.start(settings), 300));
            lines.add(
                    "implicit " + boundary + " " + digest(ImplicitEngine.start(settings, ImplicitSettings.of(20)), 10));
        }
        return lines;
    }

    private static long digest(FieldEngine engine, int steps) {
        long digest = 1;
        for (int step = 0; step < steps; step++) {
            engine.step();
            digest = 31 * digest + engine.snapshot().hashCode();
            digest = 31 * digest
                    + StreamedFeatures.of(engine.potential(), Activity.DEFAULT).hashCode();
        }
        return digest;
    }
}
