// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session;

import com.typesafe.config.Config;
import io.rivulet.actors.pattern.PatternSettings;
import io.rivulet.actors.session.core.CheckpointBudget;
import io.rivulet.actors.session.core.MachineSettings;
import io.rivulet.actors.session.core.RingBudget;
import io.rivulet.actors.solver.ComputePool;
import io.rivulet.actors.solver.EngineLoader;
import io.rivulet.actors.solver.LoadPermits;
import io.rivulet.numerics.kernels.Execution;
import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// The settings below `rivulet.actors`; `reference.conf` says what each is for.
/// **Errors** a value outside its range is an [IllegalArgumentException] that names key, value and range.
public record ActorsSettings(
        Compute compute,
        Ask ask,
        Session session,
        Ledger ledger,
        int concurrentLoads,
        Verifier verifier,
        Janitor janitor,
        Swarm swarm,
        Field field,
        PatternSettings pattern) {

    /// `threads` is never 0: the machine's cores are filled in.
    public record Compute(int threads, double verificationShare, Duration slice, int queue) {
        public Compute {
            require(threads >= 1 && threads <= 1_024, "compute.threads", threads, "1 to 1024");
            require(
                    verificationShare > 0 && verificationShare < 1,
                    "compute.verification-share",
                    verificationShare,
                    "more than 0, less than 1");
            positive("compute.slice", slice);
            require(queue >= 1, "compute.queue", queue, "at least 1");
        }
    }

    public record Ask(Duration timeout, Duration openTimeout, Duration workTimeout) {
        public Ask {
            positive("ask.timeout", timeout);
            positive("ask.open-timeout", openTimeout);
            positive("ask.work-timeout", workTimeout);
        }
    }

    public record Session(
            int maxQuestions,
            int maxWaitingCommands,
            Duration passiveAfter,
            Duration stopTimeout,
            Duration heartbeat,
            int mostActive,
            int inlineSolutionEntries,
            long ringBytes,
            long checkpointBytesPerSecond) {
        public Session {
            require(maxQuestions >= 1, "session.max-questions", maxQuestions, "at least 1");
            require(maxWaitingCommands >= 1, "session.max-waiting-commands", maxWaitingCommands, "at least 1");
            positive("session.passive-after", passiveAfter);
            positive("session.stop-timeout", stopTimeout);
            positive("session.heartbeat", heartbeat);
            require(mostActive >= 1, "session.most-active", mostActive, "at least 1");
            require(inlineSolutionEntries >= 0, "session.inline-solution-entries", inlineSolutionEntries, "at least 0");
            require(ringBytes >= 1 << 20, "session.ring-bytes", ringBytes, "at least 1 MiB");
            require(
                    checkpointBytesPerSecond >= 1 << 10,
                    "session.checkpoint-bytes-per-second",
                    checkpointBytesPerSecond,
                    "at least 1 KiB");
        }
    }

    public record Ledger(Duration restartMin, Duration restartMax, int snapshotEvery, int snapshotsKept) {
        public Ledger {
            positive("ledger.restart-min", restartMin);
            require(
                    restartMax.compareTo(restartMin) >= 0,
                    "ledger.restart-max",
                    restartMax,
                    "at least ledger.restart-min, " + restartMin);
            require(snapshotEvery >= 10, "ledger.snapshot-every", snapshotEvery, "at least 10");
            require(snapshotsKept >= 1, "ledger.snapshots-kept", snapshotsKept, "at least 1");
        }
    }

    public record Verifier(long cacheBytes, int maxWaiting, Duration voteTimeout) {
        public Verifier {
            positive("verifier.vote-timeout", voteTimeout);
            require(cacheBytes >= 0, "verifier.cache-bytes", cacheBytes, "at least 0");
            require(maxWaiting >= 1, "verifier.max-waiting", maxWaiting, "at least 1");
        }
    }

    public record Janitor(
            Duration interval,
            int wakesPerSecond,
            Duration sweepInterval,
            Duration expiryGrace,
            Duration tombstoneLife,
            Duration uploadLife,
            long completedBytes) {
        public Janitor {
            positive("janitor.interval", interval);
            require(wakesPerSecond >= 1, "janitor.wakes-per-second", wakesPerSecond, "at least 1");
            positive("janitor.sweep-interval", sweepInterval);
            positive("janitor.expiry-grace", expiryGrace);
            positive("janitor.tombstone-life", tombstoneLife);
            positive("janitor.upload-life", uploadLife);
            require(completedBytes >= 1 << 20, "janitor.completed-bytes", completedBytes, "at least 1 MiB");
        }
    }

    /// `memberLease`: a member that has been silent for so long is removed.
    public record Swarm(Duration memberLease) {
        public Swarm {
            require(
                    memberLease.compareTo(Duration.ofMillis(100)) >= 0,
                    "swarm.member-lease",
                    memberLease,
                    "at least 100 ms");
        }
    }

    /// `resumeWindow`: a simulation that nobody watches is kept for so long, for those who come back.
    public record Field(Duration resumeWindow) {
        public Field {
            positive("field.resume-window", resumeWindow);
        }
    }

    public ActorsSettings {
        require(concurrentLoads >= 1, "recovery.concurrent-loads", concurrentLoads, "at least 1");
    }

    /// Reads `rivulet.actors` of a resolved configuration.
    public static ActorsSettings from(Config root) {
        Config c = root.getConfig("rivulet.actors");
        int threads = c.getInt("compute.threads");
        return new ActorsSettings(
                new Compute(
                        threads == 0 ? Runtime.getRuntime().availableProcessors() : threads,
                        c.getDouble("compute.verification-share"),
                        c.getDuration("compute.slice"),
                        c.getInt("compute.queue")),
                new Ask(
                        c.getDuration("ask.timeout"),
                        c.getDuration("ask.open-timeout"),
                        c.getDuration("ask.work-timeout")),
                new Session(
                        c.getInt("session.max-questions"),
                        c.getInt("session.max-waiting-commands"),
                        c.getDuration("session.passive-after"),
                        c.getDuration("session.stop-timeout"),
                        c.getDuration("session.heartbeat"),
                        c.getInt("session.most-active"),
                        c.getInt("session.inline-solution-entries"),
                        c.getBytes("session.ring-bytes"),
                        c.getBytes("session.checkpoint-bytes-per-second")),
                new Ledger(
                        c.getDuration("ledger.restart-min"),
                        c.getDuration("ledger.restart-max"),
                        c.getInt("ledger.snapshot-every"),
                        c.getInt("ledger.snapshots-kept")),
                c.getInt("recovery.concurrent-loads"),
                new Verifier(
                        c.getBytes("verifier.cache-bytes"),
                        c.getInt("verifier.max-waiting"),
                        c.getDuration("verifier.vote-timeout")),
                new Janitor(
                        c.getDuration("janitor.interval"),
                        c.getInt("janitor.wakes-per-second"),
                        c.getDuration("janitor.sweep-interval"),
                        c.getDuration("janitor.expiry-grace"),
                        c.getDuration("janitor.tombstone-life"),
                        c.getDuration("janitor.upload-life"),
                        c.getBytes("janitor.completed-bytes")),
                new Swarm(c.getDuration("swarm.member-lease")),
                new Field(c.getDuration("field.resume-window")),
                PatternSettings.from(root));
    }

    /// What all machines of a node share.
    MachineSettings machine(long sliceUnits) {
        MachineSettings usual = MachineSettings.of(
                new RingBudget(session.ringBytes()),
                new CheckpointBudget(session.checkpointBytesPerSecond()),
                sliceUnits);
        return new MachineSettings(
                usual.ringBudget(),
                usual.checkpointBudget(),
                usual.sliceUnits(),
                session.heartbeat().toMillis(),
                usual.leaseMillis(),
                session.passiveAfter().toMillis(),
                usual.readMillis(),
                usual.ledgerMillis(),
                swarm.memberLease().toMillis());
    }

    /// @param lanes gives lanes of their own to changes that are tried
    EngineLoader loader(
            SessionStores stores, Execution execution, LongSupplier nanoTime, Supplier<ComputePool.Lane> lanes) {
        return new EngineLoader(
                stores.problems(),
                stores.slots(),
                stores.memory(),
                new LoadPermits(concurrentLoads),
                new EngineLoader.Limits(
                        session.inlineSolutionEntries(), compute.slice().toNanos()),
                execution,
                nanoTime,
                lanes);
    }

    private static void positive(String key, Duration value) {
        require(value.isPositive(), key, value, "more than 0");
    }

    private static void require(boolean holds, String key, Object value, String allowed) {
        if (!holds) {
            throw new IllegalArgumentException("rivulet.actors." + key + " is " + value + ", allowed is " + allowed);
        }
    }
}
