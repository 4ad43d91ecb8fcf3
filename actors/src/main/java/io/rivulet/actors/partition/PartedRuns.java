// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.partition;

import io.rivulet.actors.solver.EngineHandle;
import io.rivulet.numerics.partition.run.SolveInParts;
import io.rivulet.numerics.solve.RunsElsewhere;
import io.rivulet.serialization.view.PartitionsView;
import java.util.ArrayList;
import java.util.List;

/// The runs of one engine in parts, and what there is to tell of them.
/// **Thread** that of the engine, but for [#close].
public final class PartedRuns implements EngineHandle.Parted {
    private final SolveInParts office;
    private final PartsDoor door;

    PartedRuns(SolveInParts office, PartsDoor door) {
        this.office = office;
        this.door = door;
    }

    @Override
    public RunsElsewhere runs() {
        return office;
    }

    @Override
    public PartitionsView view() {
        List<SolveInParts.Size> sizes = office.sizes();
        List<PartsDoor.Place> places = door.places();
        List<PartitionsView.Part> parts = new ArrayList<>();
        for (int part = 0; part < Math.min(sizes.size(), places.size()); part++) {
            PartsDoor.Place place = places.get(part);
            Traffic traffic = place.traffic();
            parts.add(new PartitionsView.Part(
                    part,
                    place.node(),
                    place.placements(),
                    sizes.get(part).rows(),
                    sizes.get(part).halo(),
                    traffic.frames(),
                    traffic.frameBytes(),
                    traffic.answers(),
                    traffic.answerBytes()));
        }
        return new PartitionsView(
                office.parts(), office.active(), office.topology(), office.method(), office.refusal(), parts);
    }

    /// Ends the parts. **Thread** any.
    @Override
    public void close() {
        door.close();
    }
}
