// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.event;

import io.rivulet.numerics.incremental.EngineOptions;
import io.rivulet.numerics.incremental.XSelection;
import io.rivulet.numerics.partition.Topology;
import io.rivulet.numerics.solve.Method;
import io.rivulet.numerics.solve.PreconditionerKind;
import io.rivulet.numerics.verify.Strategy;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// The options of a session as they were asked, defaults filled in. Part of `SessionOpened`.
///
/// @param live the session goes on after convergence
/// @param expiresAfterS idle seconds; 0 = never
/// @param autoCorrection the correction ladder may act
/// @param seed of every random choice; 0 where none was asked for
/// @param inherited null for a session under no workflow
public record SessionSettings(
        Method method,
        PreconditionerKind preconditioner,
        Stopping stopping,
        Verifying verifying,
        Converging converging,
        Showing showing,
        Swarm swarm,
        boolean live,
        long expiresAfterS,
        boolean autoCorrection,
        long seed,
        @Nullable String name,
        Map<String, String> labels,
        @Nullable Inherited inherited) {

    /// What a request without a word about it gets.
    public static final SessionSettings DEFAULTS = new SessionSettings(
            Method.HYBRID,
            PreconditionerKind.AUTO,
            Stopping.DEFAULTS,
            Verifying.DEFAULTS,
            Converging.DEFAULTS,
            Showing.DEFAULTS,
            Swarm.DEFAULTS,
            false,
            3_600,
            true,
            0,
            null,
            Map.of(),
            null);

    public SessionSettings {
        labels = Map.copyOf(labels);
    }

    /// When a run ends.
    ///
    /// @param tolerance relative to ‖b‖₂
    /// @param errorBound certified ‖x − x*‖∞ asked for, or null
    /// @param maxTimeMs 0 = no limit
    public record Stopping(
            double tolerance,
            double absoluteTolerance,
            @Nullable Double errorBound,
            int maxIterations,
            long maxTimeMs) {
        public static final Stopping DEFAULTS = new Stopping(1e-8, 0, null, 10_000, 0);

        public Stopping to(double otherTolerance) {
            return new Stopping(otherTolerance, absoluteTolerance, errorBound, maxIterations, maxTimeMs);
        }
    }

    /// How the session is verified by itself.
    ///
    /// @param interval iterations between checks, before it is adapted
    /// @param tolerance null = the session's
    /// @param consensus by several verifiers that vote; `strategy` is then what is told of each vote
    public record Verifying(
            boolean enabled,
            int interval,
            int probeCount,
            @Nullable Double tolerance,
            Strategy strategy,
            boolean consensus) {
        public static final Verifying DEFAULTS = new Verifying(true, 100, 10, null, Strategy.RANDOM_PROBE, false);

        /// By one verifier, in this way.
        public Verifying by(Strategy other) {
            return new Verifying(enabled, interval, probeCount, tolerance, other, false);
        }

        /// By whom and in which way `other` says.
        public Verifying checkedAs(Verifying other) {
            return new Verifying(enabled, interval, probeCount, tolerance, other.strategy, other.consensus);
        }

        /// By votes on the whole residual.
        public Verifying byConsensus() {
            return new Verifying(enabled, interval, probeCount, tolerance, Strategy.FULL_RESIDUAL, true);
        }

        public Verifying every(int iterations) {
            return new Verifying(enabled, iterations, probeCount, tolerance, strategy, consensus);
        }
    }

    /// What `convergence_signal` asks for.
    ///
    /// @param residualThreshold null = the session's tolerance
    public record Converging(
            int consecutiveIterations,
            double swarmAgreement,
            @Nullable Double residualThreshold) {
        public static final Converging DEFAULTS = new Converging(10, 0.95, null);
    }

    /// What a stream shows unless its reader asks otherwise.
    ///
    /// @param every iterations between `iteration_update`s; 0 = adaptive
    /// @param buffer lines a follower may lag before its overflow strategy begins
    public record Showing(int every, XSelection x, double deadband, int buffer, Overflow overflow) {
        /// With more rows lines can't add up to x ([XSelection.Changes]): all of it has to fit into one.
        public static final int MOST_MIRRORED_ROWS = 100_000;

        public static final Showing DEFAULTS = new Showing(0, new XSelection.TopChanges(16), 0, 1_000);

        /// Without a word about overflow.
        public Showing(int every, XSelection x, double deadband, int buffer) {
            this(every, x, deadband, buffer, Overflow.COMPRESS);
        }
    }

    /// What a follower that lags more than its buffer is not told; a gap tells it that.
    public enum Overflow {
        /// All iterates but every k-th.
        COMPRESS,
        /// All but the newest lines.
        DROP_OLDEST,
        /// All that came while its buffer was full.
        DROP_NEWEST,
        /// Nothing: fewer iterates are told, and what the session keeps no more ends its stream.
        BLOCK
    }

    /// Who works on the session together.
    ///
    /// @param enabled other members may verify, report costs and solve
    /// @param partitions parts that runs are carried out in, 0 = in one piece
    /// @param topology how members and parts exchange what they have
    /// @param costSource whose cost changes the session follows, or null
    /// @param replicas nodes that race for an x that is not solved in parts, the session's own among them; 0 where
    ///     nobody said how many
    public record Swarm(
            boolean enabled,
            int partitions,
            Topology topology,
            CostAggregation aggregation,
            @Nullable CostSource costSource,
            int replicas) {
        /// Without a word about replicas.
        public Swarm(
                boolean enabled,
                int partitions,
                Topology topology,
                CostAggregation aggregation,
                @Nullable CostSource costSource) {
            this(enabled, partitions, topology, aggregation, costSource, 0);
        }

        public static final Swarm DEFAULTS = new Swarm(false, 0, Topology.MESH, CostAggregation.WEIGHTED_AVERAGE, null);

        /// The same, solved in so many parts.
        public Swarm inParts(int parts, Topology between) {
            return new Swarm(enabled, parts, between, aggregation, costSource, replicas);
        }

        /// The same, following this session, or none.
        public Swarm following(@Nullable CostSource source) {
            return new Swarm(enabled, partitions, topology, aggregation, source, replicas);
        }

        /// The same, raced for by so many.
        public Swarm racing(int racers) {
            return new Swarm(enabled, partitions, topology, aggregation, costSource, racers);
        }
    }

    /// What a session has from the workflow that it was opened under and no request can say.
    ///
    /// @param workflow its name
    /// @param propagating its swarm is told of changed costs
    /// @param heartbeatMillis a follower gets a line at least this often; 0 = as the node says
    /// @param maxStreamMillis after this a stream of it ends, to be resumed; 0 = as the gateway says
    /// @param compressing its streams may be compressed
    /// @param logLevel how much the log is told of it
    /// @param traced its part of traced requests is traced too
    public record Inherited(
            String workflow,
            boolean propagating,
            long heartbeatMillis,
            long maxStreamMillis,
            boolean compressing,
            LogLevel logLevel,
            boolean traced) {}

    /// How much the log is told of a session: that of its own kind, and all before it.
    public enum LogLevel {
        ERROR,
        WARN,
        INFO,
        DEBUG,
        TRACE;

        public static final LogLevel DEFAULT = INFO;

        /// Whether what is of `kind` is told.
        public boolean tells(LogLevel kind) {
            return kind.compareTo(this) <= 0;
        }
    }

    /// How much the log is told of the session.
    public LogLevel logLevel() {
        return inherited == null ? LogLevel.DEFAULT : inherited.logLevel();
    }

    /// Whether its part of a traced request is traced too.
    public boolean traced() {
        return inherited == null || inherited.traced();
    }

    /// The name of the workflow that the session was opened under, or null.
    public @Nullable String workflow() {
        return inherited == null ? null : inherited.workflow();
    }

    /// Whether the members of its swarm are told of changed costs.
    public boolean propagating() {
        return swarm.enabled() && (inherited == null || inherited.propagating());
    }

    /// A follower gets a line at least this often: as the node says, which knows when idle connections are cut, or
    /// more often.
    public long heartbeatMillis(long ofNode) {
        return inherited == null || inherited.heartbeatMillis() == 0
                ? ofNode
                : Math.min(ofNode, inherited.heartbeatMillis());
    }

    /// The session whose updates are applied here too, from that after `revision` of its on.
    public record CostSource(UUID session, long revision) {}

    /// How reports of several members become one cost.
    public enum CostAggregation {
        WEIGHTED_AVERAGE,
        MEDIAN,
        TRIMMED_MEAN,
        LATEST
    }

    /// What its engine is asked for.
    ///
    /// @param tolerance the present one, which may have been changed since
    public EngineOptions engineOptions(double tolerance) {
        return new EngineOptions(
                tolerance,
                stopping.absoluteTolerance,
                stopping.errorBound,
                stopping.maxIterations,
                showing.every,
                showing.x,
                showing.deadband,
                seed);
    }

    public static Builder builder() {
        return DEFAULTS.toBuilder();
    }

    public Builder toBuilder() {
        return new Builder(this);
    }

    /// Settings that come together one after the other. **Thread** one.
    public static final class Builder {
        private Method method;
        private PreconditionerKind preconditioner;
        private Stopping stopping;
        private Verifying verifying;
        private Converging converging;
        private Showing showing;
        private Swarm swarm;
        private boolean live;
        private long expiresAfterS;
        private boolean autoCorrection;
        private long seed;
        private @Nullable String name;
        private Map<String, String> labels;
        private @Nullable Inherited inherited;

        private Builder(SessionSettings from) {
            method = from.method;
            preconditioner = from.preconditioner;
            stopping = from.stopping;
            verifying = from.verifying;
            converging = from.converging;
            showing = from.showing;
            swarm = from.swarm;
            live = from.live;
            expiresAfterS = from.expiresAfterS;
            autoCorrection = from.autoCorrection;
            seed = from.seed;
            name = from.name;
            labels = from.labels;
            inherited = from.inherited;
        }

        public Builder method(Method value) {
            method = value;
            return this;
        }

        public Builder preconditioner(PreconditionerKind value) {
            preconditioner = value;
            return this;
        }

        public Builder stopping(Stopping value) {
            stopping = value;
            return this;
        }

        public Builder verifying(Verifying value) {
            verifying = value;
            return this;
        }

        public Builder verifying(UnaryOperator<Verifying> change) {
            verifying = change.apply(verifying);
            return this;
        }

        public Builder converging(Converging value) {
            converging = value;
            return this;
        }

        public Builder showing(Showing value) {
            showing = value;
            return this;
        }

        public Builder swarm(Swarm value) {
            swarm = value;
            return this;
        }

        public Builder live(boolean value) {
            live = value;
            return this;
        }

        public Builder expiresAfterS(long value) {
            expiresAfterS = value;
            return this;
        }

        public Builder autoCorrection(boolean value) {
            autoCorrection = value;
            return this;
        }

        public Builder seed(long value) {
            seed = value;
            return this;
        }

        public Builder name(@Nullable String value) {
            name = value;
            return this;
        }

        public Builder labels(Map<String, String> value) {
            labels = value;
            return this;
        }

        public Builder inherited(@Nullable Inherited value) {
            inherited = value;
            return this;
        }

        public SessionSettings build() {
            return new SessionSettings(
                    method,
                    preconditioner,
                    stopping,
                    verifying,
                    converging,
                    showing,
                    swarm,
                    live,
                    expiresAfterS,
                    autoCorrection,
                    seed,
                    name,
                    labels,
                    inherited);
        }
    }
}
