// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.pattern;

import io.rivulet.actors.cluster.NodeRole;
import io.rivulet.actors.meter.Meters;
import io.rivulet.actors.pattern.BankCommand.Answered;
import io.rivulet.actors.pattern.core.BankAnswer;
import io.rivulet.actors.pattern.core.BankOrder;
import io.rivulet.actors.solver.ComputePool;
import io.rivulet.actors.store.MemoryBudget;
import io.rivulet.patterns.dtw.Alignment;
import io.rivulet.patterns.dtw.Band;
import io.rivulet.patterns.dtw.Cost;
import io.rivulet.patterns.dtw.Dtw;
import io.rivulet.patterns.series.Similarity;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.Entity;
import org.jspecify.annotations.Nullable;

/// The one door to patterns and experiences, from any node. Failures are
/// [io.rivulet.serialization.problem.RivuletException]s; no answer in time means "unknown", never "failed": repeat
/// with the same id.
/// **Thread** any.
public final class Patterns {
    private final ClusterSharding sharding;
    private final PatternNode node;

    private Patterns(ClusterSharding sharding, PatternNode node) {
        this.sharding = sharding;
        this.node = node;
    }

    /// What banks use of their node.
    public record Parts(
            PatternSettings settings,
            BankUpkeep upkeep,
            ComputePool pool,
            MemoryBudget memory,
            Meters meters,
            InstantSource clock,
            LongSupplier nanoTime) {}

    /// On every node, once; banks are where sessions are.
    public static Patterns start(ActorSystem<?> system, Parts parts) {
        var node = new PatternNode(
                parts.settings(),
                parts.upkeep(),
                parts.pool(),
                parts.memory(),
                new PatternFigures(parts.meters(), parts.nanoTime()),
                parts.clock());
        ClusterSharding sharding = ClusterSharding.get(system);
        sharding.init(
                Entity.of(BankActor.TYPE, entity -> BankActor.create(entity.getEntityId(), node, entity.getShard()))
                        .withRole(NodeRole.SOLVER.wireName())
                        .withStopMessage(new BankCommand.Stop()));
        return new Patterns(sharding, node);
    }

    /// Asks an owner's bank.
    public <A extends BankAnswer> CompletionStage<A> ask(String owner, BankOrder order, Class<A> expected) {
        return sharding.entityRefFor(BankActor.TYPE, bankOf(owner))
                .<Answered>ask(
                        replyTo -> new BankCommand.Ask(order, replyTo),
                        node.upkeep().askTimeout())
                .thenApply(answered -> {
                    if (answered.answer() instanceof BankAnswer.Refused refused) {
                        throw refused.problem().exception();
                    }
                    return expected.cast(answered.answer());
                });
    }

    /// Owners have names of any characters and lengths; banks don't.
    private static String bankOf(String owner) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(owner.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }

    /// Two series beside each other.
    ///
    /// @param alignment null where it was not asked for
    public record Compared(
            double distance,
            double similarity,
            Band band,
            @Nullable Alignment alignment,
            double computeMillis) {}

    /// Compares two series, normalised already, on this node's pool.
    public CompletionStage<Compared> compare(double[] a, double[] b, Cost cost, Band band, boolean aligned) {
        long start = node.figures().now();
        return node.pool()
                .lane(ComputePool.Share.SESSIONS)
                .run(() -> {
                    long began = node.figures().now();
                    Alignment alignment = aligned ? node.figures().timed(() -> Dtw.align(a, b, cost, band)) : null;
                    double distance = alignment != null
                            ? alignment.distance()
                            : node.figures().timed(() -> Dtw.distance(a, b, cost, band));
                    double similarity = Similarity.of(distance, a.length, b.length);
                    node.figures().matched(start, similarity);
                    return new Compared(
                            distance,
                            similarity,
                            band,
                            alignment,
                            (node.figures().now() - began) / 1e6);
                })
                .whenComplete((_, failure) -> {
                    if (failure != null) {
                        node.figures().failed();
                    }
                });
    }
}
