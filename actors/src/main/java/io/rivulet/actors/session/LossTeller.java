// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session;

import io.rivulet.actors.store.LostNodes;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells of each node that was lost, once in the cluster, when its sessions have been taken over: what
/// [LossNotes] wrote down is looked at each second, and whoever marks a note as told tells it.
///
/// **Survives** a database that is away, and the loss of the node that it runs at: the next one finds the same notes.
/// **Bounded by** one question to the database at a time.
final class LossTeller {
    private static final Logger log = LoggerFactory.getLogger(LossTeller.class);
    private static final Duration PERIOD = Duration.ofSeconds(1);

    /// A database that is away is asked so much more rarely.
    private static final int AWAY_LOOKS = 9;

    /// After this a loss is told though some sessions have not been taken over.
    private static final double PATIENCE_SECONDS = 300;

    sealed interface Command {}

    private record Look() implements Command {}

    private record Found(
            List<LostNodes.Note> untold, @Nullable Throwable failure) implements Command {}

    private record Marked(NodeLost loss, boolean first) implements Command {}

    private final ActorContext<Command> context;
    private final LostNodes notes;
    private final InstantSource clock;
    private final Consumer<NodeLost> told;
    private boolean looking;
    private int looksToSkip;

    private LossTeller(ActorContext<Command> context, LostNodes notes, InstantSource clock, Consumer<NodeLost> told) {
        this.context = context;
        this.notes = notes;
        this.clock = clock;
        this.told = told;
    }

    /// @param told gets each loss
    static Behavior<Command> create(LostNodes notes, InstantSource clock, Consumer<NodeLost> told) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> {
            timers.startTimerWithFixedDelay(new Look(), Duration.ZERO, PERIOD);
            return new LossTeller(context, notes, clock, told).looking();
        }));
    }

    private Behavior<Command> looking() {
        return Behaviors.receiveMessage(command -> {
            switch (command) {
                case Look _ -> look();
                case Found found -> found(found);
                case Marked marked -> {
                    if (marked.first()) {
                        told.accept(marked.loss());
                    }
                }
            }
            return Behaviors.same();
        });
    }

    private void look() {
        if (looksToSkip > 0) {
            looksToSkip--;
        } else if (!looking) {
            looking = true;
            context.pipeToSelf(
                    notes.untold(), (untold, failure) -> new Found(untold == null ? List.of() : untold, failure));
        }
    }

    private void found(Found found) {
        looking = false;
        if (found.failure() != null) {
            log.debug("lost nodes were not looked up: {}", found.failure().toString());
            looksToSkip = AWAY_LOOKS;
        }
        for (LostNodes.Note note : found.untold()) {
            double seconds = (clock.millis() - note.silentSinceMillis()) / 1e3;
            if (note.left() == 0 || seconds >= PATIENCE_SECONDS) {
                NodeLost loss = new NodeLost(note.name(), note.sessions(), note.left(), seconds);
                context.pipeToSelf(notes.tell(note.id()), (first, _) -> new Marked(loss, Boolean.TRUE.equals(first)));
            }
        }
    }
}
