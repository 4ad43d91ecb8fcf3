// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.consensus;

import io.rivulet.actors.consensus.VoterMessage.AskRemoval;
import io.rivulet.actors.solver.ComputePool;
import io.rivulet.serialization.event.VoteCodec;
import io.rivulet.serialization.event.Voter;
import io.rivulet.serialization.event.VoterRemoval;
import io.rivulet.serialization.event.VoterRemoval.Consent;
import io.rivulet.serialization.event.VotingKeys;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/// Asks the nodes among the voters once whether one of them is gone, and keeps the consents whose signature is good.
/// **Bounded by** a consent of each voter; [#PATIENCE].
final class RemovalRound {
    static final Duration PATIENCE = Duration.ofSeconds(2);

    /// @param removal completes with as many consents as came, in any thread
    record Asked(
            UUID session, long epoch, List<Voter> voters, Voter candidate, CompletableFuture<VoterRemoval> removal) {}

    private record Checked(String by, String signature, boolean signed) implements PollMessage {}

    private record End() implements PollMessage {}

    private final ActorContext<PollMessage> context;
    private final Asked asked;
    private final ComputePool pool;
    private final Map<String, Consent> consents = new TreeMap<>();
    private int awaited;

    private RemovalRound(ActorContext<PollMessage> context, Asked asked, ComputePool pool) {
        this.context = context;
        this.asked = asked;
        this.pool = pool;
    }

    static Behavior<PollMessage> create(Asked asked, Function<Voter, Optional<Voters.Door>> doors, ComputePool pool) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> {
            timers.startSingleTimer(new End(), PATIENCE);
            return new RemovalRound(context, asked, pool).ask(doors);
        }));
    }

    private Behavior<PollMessage> ask(Function<Voter, Optional<Voters.Door>> doors) {
        for (Voter voter : asked.voters()) {
            if (doors.apply(voter).orElse(null) instanceof Voters.NodeDoor node) {
                awaited++;
                node.to().tell(new AskRemoval(asked.session(), asked.epoch(), asked.candidate(), context.getSelf()));
            }
        }
        return awaited == 0 ? end() : collecting();
    }

    private Behavior<PollMessage> collecting() {
        return Behaviors.receiveMessage(message -> switch (message) {
            case PollMessage.Consented said -> {
                check(said);
                yield Behaviors.same();
            }
            case Checked checked -> {
                awaited--;
                if (checked.signed()) {
                    consents.put(checked.by(), new Consent(checked.by(), checked.signature()));
                }
                yield awaited <= 0 ? end() : Behaviors.same();
            }
            case End _ -> end();
            default -> Behaviors.same();
        });
    }

    private void check(PollMessage.Consented said) {
        String key = asked.voters().stream()
                .filter(voter -> voter.name().equals(said.voter()) && !voter.equals(asked.candidate()))
                .map(Voter::publicKey)
                .findFirst()
                .orElse("");
        byte[] statement = VoteCodec.removal(asked.session(), asked.epoch(), asked.candidate(), said.voter());
        context.pipeToSelf(
                pool.lane(ComputePool.Share.VERIFICATION)
                        .run(() -> VotingKeys.isSignedBy(key, statement, said.signature())),
                (signed, _) -> new Checked(said.voter(), said.signature(), Boolean.TRUE.equals(signed)));
    }

    private Behavior<PollMessage> end() {
        asked.removal().complete(new VoterRemoval(asked.candidate(), List.copyOf(consents.values())));
        return Behaviors.stopped();
    }
}
