// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.consensus;

import io.rivulet.actors.consensus.VoterMessage.AskVote;
import io.rivulet.actors.consensus.VoterMessage.CarriedX;
import io.rivulet.actors.consensus.core.Finding;
import io.rivulet.actors.parcel.Parcel;
import io.rivulet.actors.parcel.Parcels;
import io.rivulet.actors.session.core.Slices.VerifyResult;
import io.rivulet.actors.solver.ComputePool;
import io.rivulet.actors.verifier.VerifierActor;
import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.numerics.verify.Strategy;
import io.rivulet.numerics.verify.Tolerance;
import io.rivulet.serialization.event.CastVote;
import io.rivulet.serialization.event.VoteCodec;
import io.rivulet.serialization.event.VoteSubject;
import io.rivulet.serialization.event.Voter;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A node's vote: reads every row of its own copy of the problem, and once more in sums of signs that it draws when x
/// is there; votes in favour where both passes find nothing, and signs.
///
/// What it signs is about the x that it got: the digest is its own. A vote on an x that arrived damaged counts nowhere.
/// **Bounded by** [#MOST] questions; more are answered by [PollMessage.Unable].
public final class VoterActor {
    /// What its votes say that it did: every row was read. A check of some rows alone would be outvoted by those
    /// who drew others.
    public static final Strategy STRATEGY = Strategy.FULL_RESIDUAL;

    static final int MOST = 256;

    private static final Logger log = LoggerFactory.getLogger(VoterActor.class);

    /// What a node sees of voters that are no nodes.
    public interface Absence {
        CompletionStage<Boolean> isGone(UUID session, Voter voter);
    }

    private record Done(AskVote ask, PollMessage answer) implements VoterMessage {}

    private final ActorContext<VoterMessage> context;
    private final String name;
    private final VoteKey key;
    private final ActorRef<VerifierActor.Command> verifier;
    private final ComputePool pool;
    private final Parcels parcels;
    private final LongSupplier seeds;
    private final Absence absence;
    private int asked;

    private VoterActor(
            ActorContext<VoterMessage> context,
            String name,
            VoteKey key,
            ActorRef<VerifierActor.Command> verifier,
            ComputePool pool,
            Parcels parcels,
            Absence absence,
            LongSupplier seeds) {
        this.absence = absence;
        this.context = context;
        this.name = name;
        this.key = key;
        this.verifier = verifier;
        this.pool = pool;
        this.parcels = parcels;
        this.seeds = seeds;
    }

    /// @param seeds unforeseeable for whoever makes x
    public static Behavior<VoterMessage> create(
            String name,
            VoteKey key,
            ActorRef<VerifierActor.Command> verifier,
            ComputePool pool,
            Parcels parcels,
            Absence absence,
            LongSupplier seeds) {
        return Behaviors.setup(
                context -> new VoterActor(context, name, key, verifier, pool, parcels, absence, seeds).voting());
    }

    private Behavior<VoterMessage> voting() {
        return Behaviors.receiveMessage(message -> {
            switch (message) {
                case AskVote ask when asked >= MOST -> ask.replyTo().tell(new PollMessage.Unable(ask.poll(), name));
                case AskVote ask -> check(ask);
                case VoterMessage.AskRemoval ask -> consent(ask);
                case Done done -> {
                    asked--;
                    done.ask().replyTo().tell(done.answer());
                }
                default -> {}
            }
            return Behaviors.same();
        });
    }

    /// What it signs is what this node sees by itself: nobody at any socket for a lease.
    private void consent(VoterMessage.AskRemoval ask) {
        byte[] statement = VoteCodec.removal(ask.session(), ask.epoch(), ask.candidate(), name);
        absence.isGone(ask.session(), ask.candidate()).thenAccept(gone -> {
            if (gone) {
                pool.lane(ComputePool.Share.VERIFICATION)
                        .run(() -> key.sign(statement))
                        .thenAccept(signature -> ask.replyTo().tell(new PollMessage.Consented(name, signature)));
            }
        });
    }

    private void check(AskVote ask) {
        asked++;
        ask.replyTo().tell(new PollMessage.AtWork(ask.poll(), name));
        long seed = seeds.getAsLong();
        CompletionStage<PollMessage> vote = x(ask).thenCompose(x -> verify(ask, x, seed)
                .thenCompose(result -> pool.lane(ComputePool.Share.VERIFICATION)
                        .run(() -> sign(ask, SolutionDigest.of(x), Finding.of(result.verdict()), seed))));
        context.pipeToSelf(vote, (answer, failure) -> {
            if (answer == null) {
                log.warn("no vote session={}: {}", ask.subject().session(), String.valueOf(failure));
            }
            return new Done(ask, answer != null ? answer : new PollMessage.Unable(ask.poll(), name));
        });
    }

    private CompletionStage<DenseVector> x(AskVote ask) {
        DenseVector x = ask.x();
        Parcel parcel = ask.parcel();
        if (x != null) {
            return CompletableFuture.completedStage(x);
        }
        return parcel == null
                ? CompletableFuture.failedStage(new IllegalArgumentException("a question without x"))
                : parcels.unwrap(parcel, CarriedX.class).thenApply(CarriedX::x);
    }

    private CompletionStage<VerifyResult> verify(AskVote ask, DenseVector x, long seed) {
        VoteSubject subject = ask.subject();
        var verdict = new CompletableFuture<VerifyResult>();
        verifier.tell(new VerifierActor.VerifySession(
                subject.session(),
                subject.revision(),
                x,
                Strategy.PROJECTION,
                ask.probes(),
                new Tolerance(subject.relativeTolerance(), subject.absoluteTolerance()),
                seed,
                verdict));
        return verdict;
    }

    private PollMessage sign(AskVote ask, String digest, Finding finding, long seed) {
        VoteSubject asked = ask.subject();
        var subject = new VoteSubject(
                asked.session(),
                asked.epoch(),
                asked.revision(),
                digest,
                STRATEGY.wireName(),
                asked.relativeTolerance(),
                asked.absoluteTolerance());
        var vote = new CastVote(name, finding.verified(), finding.relativeResidual(), seed, "");
        String signature = key.sign(VoteCodec.statement(subject, vote));
        return new PollMessage.Voted(ask.poll(), subject, vote.signed(signature), finding);
    }
}
