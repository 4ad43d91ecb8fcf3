// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session;

import com.typesafe.config.ConfigFactory;
import io.rivulet.actors.cluster.Membership;
import io.rivulet.actors.cluster.NodeVitals;
import io.rivulet.actors.consensus.PollMessage;
import io.rivulet.actors.consensus.SolutionDigest;
import io.rivulet.actors.consensus.VoteKey;
import io.rivulet.actors.consensus.VoterMessage;
import io.rivulet.actors.consensus.core.Finding;
import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.numerics.linalg.LinearSystem;
import io.rivulet.numerics.verify.Strategy;
import io.rivulet.numerics.verify.Tolerance;
import io.rivulet.numerics.verify.Verification;
import io.rivulet.serialization.event.CastVote;
import io.rivulet.serialization.event.VoteCodec;
import io.rivulet.serialization.event.VoteSubject;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;
import org.jspecify.annotations.Nullable;

/// A node of the cluster that does nothing but vote, with a key of its own, and as badly as a test wants.
final class FaultyVoter implements AutoCloseable {
    enum Fault {
        NONE,
        /// Signs the opposite of what it found, with a residual that goes with it.
        LIES,
        /// Signs in favour, with the residual that it found.
        BELIES_ITSELF,
        /// Says nothing at all.
        SILENT,
        /// Says that it is at work, and no more.
        NEVER_DONE,
        /// Signs both.
        CONTRADICTS_ITSELF,
        /// Says again what it said before, about another x.
        REPLAYS,
        /// Votes in another's name, under its own key.
        FORGES,
        /// One bit of the x that it got is another.
        FLIPPED_BIT,
        /// One row of its copy of A is wrong.
        WRONG_ROW
    }

    final ActorSystem<Void> system;
    final String name;
    final AtomicInteger asked = new AtomicInteger();
    volatile Fault fault = Fault.NONE;

    /// After it has said that it is at work, so long passes.
    volatile Duration work = Duration.ZERO;

    /// In whose name it votes when it forges.
    volatile String victim = "";

    private final VoteKey key = VoteKey.fresh();
    private final LinearSystem problem;
    private PollMessage.@Nullable Voted before;

    private FaultyVoter(ActorSystem<Void> system, String name, LinearSystem problem) {
        this.system = system;
        this.name = name;
        this.problem = problem;
    }

    /// @param problem that every session it is asked about has
    static FaultyVoter join(TestNode first, String name, LinearSystem problem) {
        ActorSystem<Void> system =
                ActorSystem.create(Behaviors.empty(), "rivulet", PekkoConfig.under(ConfigFactory.parseString("""
                        pekko.remote.artery.canonical.port = 0
                        pekko.coordinated-shutdown.exit-jvm = off
                        pekko.coordinated-shutdown.run-by-actor-system-terminate = off
                        pekko.cluster.jmx.multi-mbeans-in-same-jvm = on
                        pekko.cluster.failure-detector.acceptable-heartbeat-pause = 10s
                        pekko.cluster.roles = ["verifier"]
                        """)));
        var voter = new FaultyVoter(system, name, problem);
        Cluster.get(system)
                .manager()
                .tell(Join.create(Cluster.get(first.system).selfMember().address()));
        ActorRef<VoterMessage> door = system.systemActorOf(voter.voting(), "voter", Props.empty());
        String address = Cluster.get(system).selfMember().address().toString();
        var vitals = new NodeVitals(
                name, address, "test", false, 0, 0, 0, 0, Map.of(), new NodeVitals.Voting(voter.key.publicKey(), door));
        Membership _ = Membership.start(system, () -> CompletableFuture.completedStage(vitals), InstantSource.system());
        return voter;
    }

    String publicKey() {
        return key.publicKey();
    }

    private Behavior<VoterMessage> voting() {
        return Behaviors.receiveMessage(message -> {
            if (message instanceof VoterMessage.AskVote ask) {
                asked.incrementAndGet();
                answer(ask);
            }
            return Behaviors.same();
        });
    }

    private void answer(VoterMessage.AskVote ask) {
        Fault now = fault;
        if (now == Fault.SILENT) {
            return;
        }
        ask.replyTo().tell(new PollMessage.AtWork(ask.poll(), name));
        if (work.isZero()) {
            answer(ask, now);
        } else {
            system.scheduler().scheduleOnce(work, () -> answer(ask, now), system.executionContext());
        }
    }

    private void answer(VoterMessage.AskVote ask, Fault now) {
        DenseVector x = Objects.requireNonNull(ask.x());
        switch (now) {
            case NONE -> {
                before = vote(ask, name, problem, x, false);
                ask.replyTo().tell(before);
            }
            case LIES, BELIES_ITSELF -> ask.replyTo().tell(vote(ask, name, problem, x, true));
            case CONTRADICTS_ITSELF -> {
                ask.replyTo().tell(vote(ask, name, problem, x, true));
                ask.replyTo().tell(vote(ask, name, problem, x, false));
            }
            case REPLAYS -> {
                PollMessage.Voted old = Objects.requireNonNull(before);
                ask.replyTo().tell(new PollMessage.Voted(ask.poll(), old.subject(), old.vote(), old.finding()));
                // And the same words under the subject that is asked about.
                ask.replyTo().tell(new PollMessage.Voted(ask.poll(), ask.subject(), old.vote(), old.finding()));
            }
            case FORGES -> {
                ask.replyTo().tell(vote(ask, victim, problem, x, true));
                PollMessage.Voted mine = vote(ask, name, problem, x, true);
                ask.replyTo()
                        .tell(new PollMessage.Voted(
                                ask.poll(), mine.subject(), mine.vote().signed("00".repeat(64)), mine.finding()));
            }
            case FLIPPED_BIT -> ask.replyTo().tell(vote(ask, name, problem, flipped(x), false));
            case WRONG_ROW -> ask.replyTo().tell(vote(ask, name, wrongRow(problem), x, false));
            case NEVER_DONE, SILENT -> {}
        }
    }

    private PollMessage.Voted vote(
            VoterMessage.AskVote ask, String who, LinearSystem system, DenseVector x, boolean lie) {
        VoteSubject s = ask.subject();
        Finding found = Finding.of(Verification.verify(
                system, x, Strategy.FULL_RESIDUAL, 1, new Tolerance(s.relativeTolerance(), s.absoluteTolerance()), 0));
        boolean said = lie != found.verified();
        boolean belied = said && !found.verified() && fault != Fault.BELIES_ITSELF;
        double residual = belied ? s.relativeTolerance() / 2 : found.relativeResidual();
        var finding = new Finding(
                said,
                found.components(),
                found.maxError(),
                found.meanError(),
                found.confidence(),
                residual,
                found.score());
        var subject = new VoteSubject(
                s.session(),
                s.epoch(),
                s.revision(),
                SolutionDigest.of(x),
                s.strategy(),
                s.relativeTolerance(),
                s.absoluteTolerance());
        var vote = new CastVote(who, said, residual, 7, "");
        return new PollMessage.Voted(
                ask.poll(), subject, vote.signed(key.sign(VoteCodec.statement(subject, vote))), finding);
    }

    private static DenseVector flipped(DenseVector x) {
        double[] values = x.values().clone();
        values[3] = Double.longBitsToDouble(Double.doubleToRawLongBits(values[3]) ^ 1);
        return DenseVector.adopt(values);
    }

    private static LinearSystem wrongRow(LinearSystem system) {
        CsrMatrix a = system.a();
        double[] values = a.value().clone();
        for (int k = a.rowStart()[5]; k < a.rowStart()[6]; k++) {
            values[k] *= 1.001;
        }
        return new LinearSystem(a.withValues(values), system.b());
    }

    @Override
    public void close() {
        system.terminate();
    }
}
