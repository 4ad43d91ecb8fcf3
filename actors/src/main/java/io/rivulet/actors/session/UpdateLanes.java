// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session;

import io.rivulet.actors.session.core.Answer.UpdateResult;
import io.rivulet.serialization.event.IdentifiedUpdate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/// The updates of one connection, in a lane for each of its sessions.
/// **Thread** calls of [#send] one after the other; answers come on any.
/// **Bounded by** what is under way: a lane without an unanswered batch is forgotten, since what comes next can
/// overtake nothing.
public final class UpdateLanes {
    private static final class Used {
        private final UpdateLane lane;
        private int underWay;

        Used(UpdateLane lane) {
            this.lane = lane;
        }
    }

    private final Function<UUID, UpdateLane> lanes;
    private final Map<UUID, Used> used = new HashMap<>();

    UpdateLanes(Function<UUID, UpdateLane> lanes) {
        this.lanes = lanes;
    }

    /// As [Sessions#update], taken after what was sent to the same session before.
    public CompletionStage<List<UpdateResult>> send(UUID session, List<IdentifiedUpdate> updates) {
        Used mine = begin(session);
        try {
            return mine.lane.send(updates).whenComplete((_, _) -> end(session, mine));
        } catch (RuntimeException failure) {
            end(session, mine);
            throw failure;
        }
    }

    private synchronized Used begin(UUID session) {
        Used mine = used.computeIfAbsent(session, id -> new Used(lanes.apply(id)));
        mine.underWay++;
        return mine;
    }

    private synchronized void end(UUID session, Used mine) {
        mine.underWay--;
        if (mine.underWay == 0) {
            used.remove(session, mine);
        }
    }

    synchronized int size() {
        return used.size();
    }
}
