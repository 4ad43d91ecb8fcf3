// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session.core;

import io.rivulet.actors.consensus.core.Tally;
import io.rivulet.actors.race.core.Proposal;
import io.rivulet.actors.race.core.Race;
import io.rivulet.serialization.line.RaceView;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a `solution` says of the race for its x.
final class RaceReport {
    private RaceReport() {}

    /// @param winner −1 for none
    static RaceView of(Race ended, int winner) {
        List<RaceView.Racer> racers = new ArrayList<>();
        List<Race.Racer> all = ended.racers();
        for (int k = 0; k < all.size(); k++) {
            racers.add(view(all.get(k), k == winner));
        }
        return new RaceView(
                winner < 0 ? "no_quorum" : "won",
                winner < 0 ? null : all.get(winner).node(),
                racers);
    }

    private static RaceView.Racer view(Race.Racer racer, boolean winner) {
        boolean cancelled = racer.stand() == Race.Stand.AWAITED || racer.stand() == Race.Stand.RUNNING;
        Proposal proposal = racer.proposal();
        Tally tally = racer.tally();
        return new RaceView.Racer(
                orNull(racer.node()),
                orNull(racer.method()),
                orNull(racer.preconditioner()),
                winner ? "won" : cancelled ? "cancelled" : racer.stand().wireName(),
                proposal == null ? null : proposal.iterations(),
                Double.isFinite(racer.found())
                        ? Double.valueOf(racer.found())
                        : proposal == null ? null : Double.valueOf(proposal.relativeResidual()),
                proposal == null ? null : proposal.bound(),
                proposal == null ? null : proposal.digest(),
                tally == null ? null : tally.inFavour(),
                orNull(racer.reason()));
    }

    private static @Nullable String orNull(String text) {
        return text.isEmpty() ? null : text;
    }
}
