// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.serve;

import io.rivulet.actors.store.LiveNodes;
import io.rivulet.node.console.CommandFailure;
import io.rivulet.node.settings.ClusterSettings;
import io.rivulet.node.settings.ClusterSettings.Seed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.Cancellable;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;
import org.apache.pekko.cluster.typed.JoinSeedNodes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// How a node comes into its cluster, and tells others by the database that it is there.
///
/// The first seed node founds a cluster when no other answers it for some seconds; after a restart on a busy machine
/// that
/// would be a second one beside that of the others, on the same database. So the database is asked first: while it
/// knows
/// of nodes that are up, this one joins them and founds nothing.
/// **Thread** one, which may block; the telling goes by timers.
final class ClusterJoin {
    private static final Logger log = LoggerFactory.getLogger(ClusterJoin.class);
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    /// How long the seed nodes have before the database is asked again.
    private static final Duration TRY = Duration.ofSeconds(LiveNodes.FORGOTTEN_AFTER_SECONDS / 2);

    private final ActorSystem<?> system;
    private final ClusterSettings settings;
    private final LiveNodes nodes;
    private final Cluster cluster;
    private final boolean shared;
    private final Address self;
    private final String own;
    private List<Address> tried = List.of();
    private Cancellable telling = Cancellable.alreadyCancelled();

    /// @param shared whether the database can have other nodes at all
    ClusterJoin(ActorSystem<?> system, ClusterSettings settings, LiveNodes nodes, boolean shared) {
        this.system = system;
        this.shared = shared;
        this.settings = settings;
        this.nodes = nodes;
        this.cluster = Cluster.get(system);
        this.self = cluster.selfMember().address();
        this.own = self.getHost().orElseThrow() + ":" + self.getPort().orElseThrow();
    }

    /// Asks to be let in; waits for the database alone.
    void begin() {
        try {
            tryToJoin();
        } catch (CompletionException failed) {
            throw CommandFailure.badInput("the database did not say which nodes are up: " + failed.getMessage());
        }
    }

    /// Waits until this node is up, and tells it from then on.
    /// **Errors** [CommandFailure] after the settings' `joinTimeout`.
    void awaitUp() {
        long now = System.nanoTime();
        long deadline = now + settings.joinTimeout().toNanos();
        long nextTry = now + TRY.toNanos();
        while (!cluster.selfMember().status().equals(MemberStatus.up())) {
            now = System.nanoTime();
            if (now > deadline) {
                throw late();
            }
            if (now >= nextTry) {
                nextTry = now + TRY.toNanos();
                askAgain();
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
        if (shared) {
            telling = system.scheduler()
                    .scheduleWithFixedDelay(
                            Duration.ZERO,
                            Duration.ofSeconds(LiveNodes.TOLD_EVERY_SECONDS),
                            this::tell,
                            system.executionContext());
        }
    }

    private void askAgain() {
        try {
            tryToJoin();
        } catch (CompletionException failed) {
            // Those that were asked before may still answer.
            log.warn("the database did not say which nodes are up: {}", failed.getMessage());
        }
    }

    private void tryToJoin() {
        if (settings.seedNodes().isEmpty()) {
            if (tried.isEmpty()) {
                cluster.manager().tell(Join.create(self));
                tried = List.of(self);
            }
            return;
        }
        List<Address> seeds = settings.seedNodes().stream().map(this::address).toList();
        List<Address> next = whomToAsk(
                seeds,
                others().stream()
                        .map(each -> address(ClusterSettings.seed(each)))
                        .toList(),
                self);
        if (!next.equals(tried)) {
            tried = next;
            cluster.manager().tell(new JoinSeedNodes(next));
        }
    }

    /// In order. Only where this node is the first of them may it found a cluster.
    static List<Address> whomToAsk(List<Address> seeds, List<Address> up, Address self) {
        if (up.isEmpty()) {
            return seeds;
        }
        List<Address> asked = new ArrayList<>(up);
        seeds.stream()
                .filter(seed -> !seed.equals(self) && !asked.contains(seed))
                .forEach(asked::add);
        return List.copyOf(asked);
    }

    private Address address(Seed seed) {
        return new Address(self.protocol(), self.system(), seed.host(), seed.port());
    }

    private List<String> others() {
        return nodes.others(own).toCompletableFuture().join();
    }

    private CommandFailure late() {
        return CommandFailure.badInput("the node did not join its cluster within "
                + settings.joinTimeout().toSeconds() + " s; asked were "
                + tried.stream()
                        .map(each ->
                                each.getHost().orElse("") + ":" + each.getPort().orElse(0))
                        .collect(Collectors.joining(", "))
                + "\n  hint: is one of them running, reachable, on the same database, with the same transport?");
    }

    private void tell() {
        nodes.up(own).whenComplete((_, failed) -> {
            if (failed != null) {
                log.debug("not told that this node is up: {}", failed.toString());
            }
        });
    }

    /// This node is not up any more. Blocks for a moment; call it before the database is closed.
    void leave(Duration patience) {
        if (!shared) {
            return;
        }
        telling.cancel();
        CompletableFuture<Void> left = nodes.left(own).toCompletableFuture();
        try {
            left.orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS).join();
        } catch (CompletionException late) {
            log.debug("not told that this node has left: {}", late.toString());
        }
    }
}
