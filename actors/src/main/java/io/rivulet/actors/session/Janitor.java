// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session;

import io.rivulet.actors.store.ChunkSweeper;
import io.rivulet.actors.store.LostNodes;
import io.rivulet.actors.verifier.JournalReplay;
import io.rivulet.serialization.view.SessionRow;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.cluster.ClusterEvent;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Subscribe;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The cluster's one caretaker (architecture D9): reads the directory at its start and regularly after, knocks at
/// sessions that have to run, ends those whose time has come, removes old tombstones, sweeps contents that nobody
/// refers to, and tells of nodes that were lost ([LossTeller]). A knock at a session that runs does nothing.
///
/// **Survives** a database that is away: the next round tries again.
/// **Bounded by** `wakes-per-second`; one page of rows at a time.
final class Janitor {
    private static final Logger log = LoggerFactory.getLogger(Janitor.class);
    private static final int PAGE = 256;
    private static final int KNOCKS_PER_SECOND = 10;

    sealed interface Command {}

    private record LookAround() implements Command {}

    private record Knock() implements Command {}

    private record Sweep() implements Command {}

    private record MustRun(List<SessionRow> rows, boolean failed) implements Command {}

    /// A member is gone.
    private record Gone() implements Command {}

    private record Swept(@Nullable Throwable failure) implements Command {}

    private final ActorContext<Command> context;
    private final TimerScheduler<Command> timers;
    private final SessionNode node;
    private final BiConsumer<UUID, SessionCommand> sessions;
    private final JournalReplay replay;
    private final ChunkSweeper sweeper;
    private final ArrayDeque<SessionRow> toWake = new ArrayDeque<>();
    private @Nullable UUID cursor;
    private boolean looking;
    private boolean sweeping;

    private Janitor(
            ActorContext<Command> context,
            TimerScheduler<Command> timers,
            SessionNode node,
            JournalReplay replay,
            BiConsumer<UUID, SessionCommand> sessions) {
        this.context = context;
        this.timers = timers;
        this.node = node;
        this.sessions = sessions;
        this.replay = replay;
        this.sweeper = new ChunkSweeper(
                node.stores().database(),
                node.clock(),
                (_, session, hash) -> knows(replay, session, hash),
                node.settings().janitor().uploadLife());
    }

    /// @param sessions tells a command to a session, wherever it is
    static Behavior<Command> create(SessionNode node, JournalReplay replay, BiConsumer<UUID, SessionCommand> sessions) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> {
            var janitor = new Janitor(context, timers, node, replay, sessions);
            janitor.setClocks();
            Cluster.get(context.getSystem())
                    .subscriptions()
                    .tell(Subscribe.create(
                            context.messageAdapter(ClusterEvent.MemberRemoved.class, _ -> new Gone()),
                            ClusterEvent.MemberRemoved.class));
            context.spawn(
                    LossTeller.create(
                            new LostNodes(node.stores().database()), node.clock(), loss -> loss.tell(node.meters())),
                    "losses");
            return janitor.keeping();
        }));
    }

    private void setClocks() {
        ActorsSettings.Janitor settings = node.settings().janitor();
        timers.startTimerWithFixedDelay(new LookAround(), Duration.ZERO, settings.interval());
        timers.startTimerWithFixedDelay(new Knock(), Duration.ofSeconds(1).dividedBy(KNOCKS_PER_SECOND));
        timers.startTimerWithFixedDelay(new Sweep(), settings.sweepInterval());
    }

    private Behavior<Command> keeping() {
        return Behaviors.receiveMessage(command -> {
            switch (command) {
                case LookAround _ -> lookAround();
                case MustRun found -> gather(found);
                case Knock _ -> knock();
                case Sweep _ -> sweep();
                // Its sessions are woken now, not when the next look is due.
                case Gone _ -> lookAround();
                case Swept swept -> {
                    sweeping = false;
                    logIf(swept.failure(), "sweeping");
                }
            }
            return Behaviors.same();
        });
    }

    private void lookAround() {
        if (!looking) {
            looking = true;
            cursor = null;
            nextPage();
        }
        long now = node.clock().millis();
        node.stores()
                .index()
                .expired(now - node.settings().janitor().expiryGrace().toMillis(), PAGE)
                .whenComplete((rows, failure) -> {
                    if (failure == null) {
                        rows.forEach(this::expire);
                    }
                });
        node.stores()
                .index()
                .completedBeyond(node.settings().janitor().completedBytes(), PAGE)
                .whenComplete((rows, failure) -> {
                    if (failure == null) {
                        rows.forEach(this::close);
                    }
                });
        node.stores()
                .index()
                .tombstones(now - node.settings().janitor().tombstoneLife().toMillis(), PAGE)
                .whenComplete((rows, failure) -> {
                    if (failure == null) {
                        rows.forEach(this::bury);
                    }
                });
    }

    private void nextPage() {
        context.pipeToSelf(
                node.stores().index().mustRun(cursor, PAGE),
                (rows, failure) -> new MustRun(rows == null ? List.of() : rows, failure != null));
    }

    private void gather(MustRun found) {
        toWake.addAll(found.rows());
        looking = !found.failed() && found.rows().size() == PAGE;
        cursor = looking ? found.rows().getLast().id() : null;
    }

    private void knock() {
        int knocks = Math.max(1, node.settings().janitor().wakesPerSecond() / KNOCKS_PER_SECOND);
        for (int i = 0; i < knocks && !toWake.isEmpty(); i++) {
            sessions.accept(toWake.remove().id(), new SessionCommand.Wake());
        }
        if (toWake.isEmpty() && cursor != null) {
            nextPage();
            cursor = null;
        }
    }

    /// A row without incarnation may be of an opening that never came to be.
    private void expire(SessionRow row) {
        if (row.incarnation() == 0) {
            replay.of(row.id())
                    .thenAccept(found -> {
                        if (found.state().opened() == null) {
                            node.stores().index().upsert(ended(row));
                        } else {
                            close(row);
                        }
                    })
                    .whenComplete((_, failure) -> logIf(failure, "looking for an expired session"));
        } else {
            close(row);
        }
    }

    private void close(SessionRow row) {
        sessions.accept(
                row.id(),
                new SessionCommand.Close(
                        row.owner(), "expired", context.getSystem().ignoreRef()));
    }

    private static SessionRow ended(SessionRow row) {
        return new SessionRow(
                row.id(),
                row.owner(),
                "closed",
                false,
                row.node(),
                row.incarnation(),
                row.createdAtMillis(),
                row.lastActivityMillis(),
                row.expiresAtMillis(),
                row.name(),
                row.labels(),
                row.rows(),
                row.method(),
                row.revision(),
                row.residualNorm(),
                row.workflow());
    }

    private void bury(SessionRow row) {
        node.stores()
                .cleaner()
                .forget(SessionLedger.persistenceId(row.id()).id())
                .thenCompose(_ -> node.stores().index().removeTombstone(row.id()))
                .whenComplete((_, failure) -> logIf(failure, "removing a tombstone"));
    }

    private void sweep() {
        if (!sweeping) {
            sweeping = true;
            context.pipeToSelf(sweeper.sweep(), (_, failure) -> new Swept(failure));
        }
    }

    static CompletionStage<Boolean> knows(JournalReplay replay, UUID session, String hash) {
        return replay.of(session).thenCompose(found -> {
            var opened = found.state().opened();
            boolean named = opened != null
                    && found.state().closed() == null
                    && (opened.problem().hash().equals(hash)
                            || hash.equals(opened.problem().matrix())
                            || hash.equals(opened.initialGuess())
                            || found.state().rebases().stream()
                                    .anyMatch(rebase -> rebase.hash().equals(hash)));
            return CompletableFuture.completedStage(named);
        });
    }

    private void logIf(@Nullable Throwable failure, String doing) {
        if (failure != null) {
            log.warn("{} failed: {}", doing, failure.toString());
        }
    }
}
