// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.consensus;

import io.rivulet.actors.consensus.VoterMessage.AskMember;
import io.rivulet.serialization.event.CastVote;
import io.rivulet.serialization.request.ProbeVote;
import io.rivulet.serialization.view.ProbeTask;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/// Passes questions on to the members at one socket, and what they say back. Says nothing by itself, least of all that
/// a
/// member is at work: who does not answer has abstained.
/// **Bounded by** [#MOST] tasks under way; more are answered by [PollMessage.Unable].
final class MemberVoter {
    static final int MOST = 64;

    /// From the socket.
    record Say(ProbeVote vote, CompletableFuture<Boolean> known) implements VoterMessage {}

    /// The socket is closed: nothing more is to be waited for.
    record Close() implements VoterMessage {}

    private final TimerScheduler<VoterMessage> timers;
    private final Predicate<ProbeTask> send;
    private final Map<String, AskMember> tasks = new HashMap<>();

    private MemberVoter(TimerScheduler<VoterMessage> timers, Predicate<ProbeTask> send) {
        this.timers = timers;
        this.send = send;
    }

    static Behavior<VoterMessage> create(Predicate<ProbeTask> send) {
        return Behaviors.withTimers(timers -> new MemberVoter(timers, send).passing());
    }

    private Behavior<VoterMessage> passing() {
        return Behaviors.receiveMessage(message -> {
            switch (message) {
                case AskMember ask -> pass(ask);
                case VoterMessage.Over over -> {
                    timers.cancel(name(over.poll()));
                    tasks.remove(name(over.poll()));
                }
                case Say said -> {
                    AskMember ask = tasks.get(said.vote().task());
                    if (ask != null) {
                        ask.replyTo().tell(answer(ask, said.vote()));
                    }
                    said.known().complete(ask != null);
                }
                case Close _ -> {
                    tasks.values().forEach(ask -> ask.replyTo().tell(new PollMessage.Unable(ask.poll(), ask.voter())));
                    return Behaviors.stopped();
                }
                default -> {}
            }
            return Behaviors.same();
        });
    }

    private static String name(long poll) {
        return HexFormat.of().toHexDigits(poll);
    }

    private void pass(AskMember ask) {
        String name = name(ask.poll());
        boolean sent = tasks.size() < MOST
                && send.test(new ProbeTask(name, ask.voter(), ask.subject(), ask.probes(), ask.patienceMillis()));
        if (sent) {
            tasks.put(name, ask);
            timers.startSingleTimer(name, new VoterMessage.Over(ask.poll()), Duration.ofMillis(ask.patienceMillis()));
        } else {
            ask.replyTo().tell(new PollMessage.Unable(ask.poll(), ask.voter()));
        }
    }

    private static PollMessage answer(AskMember ask, ProbeVote vote) {
        return switch (vote.verdict()) {
            case AT_WORK -> new PollMessage.AtWork(ask.poll(), ask.voter());
            case UNABLE -> new PollMessage.Unable(ask.poll(), ask.voter());
            case VERIFIED, REFUTED ->
                new PollMessage.Voted(
                        ask.poll(),
                        ask.subject(),
                        new CastVote(
                                ask.voter(),
                                vote.verdict() == ProbeVote.Verdict.VERIFIED,
                                vote.relativeResidual(),
                                vote.seed(),
                                vote.signature()),
                        null);
        };
    }
}
