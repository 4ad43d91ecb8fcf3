// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.consensus;

import io.rivulet.actors.consensus.core.Poll;
import io.rivulet.actors.consensus.core.PollResult;
import io.rivulet.actors.consensus.core.Promises;
import io.rivulet.actors.parcel.Parcel;
import io.rivulet.actors.parcel.Parcels;
import io.rivulet.actors.solver.ComputePool;
import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.serialization.event.VoteCodec;
import io.rivulet.serialization.event.VoteSubject;
import io.rivulet.serialization.event.Voter;
import io.rivulet.serialization.event.VoterRemoval;
import io.rivulet.serialization.event.VotingKeys;
import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.jspecify.annotations.Nullable;

/// Holds the polls of this node's sessions: asks the voters, checks signatures on the compute pool, ends each poll in
/// time. What counts is [Poll]'s to say, whom it waits for [Promises]'.
/// **Bounded by** [#MOST] polls at once; [#MOST_HEARD] messages from each door of a voter; [#PATIENCE].
public final class PollDesk {
    static final int MOST = 256;

    /// A word that it is at work, its vote, and room for one that contradicts it and for repeats.
    static final int MOST_HEARD = 8;

    /// Who works on its vote, and could still decide, is waited for so long, unless it has broken a promise.
    static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final long RETRY_MILLIS = 1_000;

    public interface Command {}

    /// Ask them all. `x` is the one that `subject` names by its digest.
    ///
    /// @param owner of the session
    public record Begin(
            VoteSubject subject,
            String owner,
            List<Voter> voters,
            DenseVector x,
            int probes,
            CompletableFuture<PollResult> result)
            implements Command {
        public Begin {
            voters = List.copyOf(voters);
        }
    }

    /// The x that voters of the session are asked about under this digest; null where none is.
    public record ReadX(UUID session, String digest, CompletableFuture<@Nullable DenseVector> x) implements Command {}

    /// Is this voter gone? `removal` has the consents that came.
    public record AskRemoval(
            UUID session,
            String owner,
            long epoch,
            List<Voter> voters,
            Voter candidate,
            CompletableFuture<VoterRemoval> removal)
            implements Command {}

    private record Wrapped(long poll, Voter voter, @Nullable Parcel parcel) implements Command {}

    /// Whose answers come under a number that nobody else was told.
    private record Ticket(long poll, String voter) {}

    private record Checked(PollMessage.Voted voted, boolean signed) implements Command {}

    private record Look(long poll) implements Command {}

    private static final class Running {
        private final long number;
        private final Begin begin;
        private final long beganNanos;
        private final Poll poll;
        /// By ticket: who stands at another's door uses up nothing of the voter's.
        private final Map<Long, Integer> heard = new HashMap<>();
        private final List<Parcel> parcels = new ArrayList<>();
        private final Map<Long, ActorRef<VoterMessage>> members = new HashMap<>();
        private final Map<Long, String> open = new HashMap<>();

        private Running(long number, Begin begin, long beganNanos, Poll poll) {
            this.beganNanos = beganNanos;
            this.number = number;
            this.begin = begin;
            this.poll = poll;
        }

        /// One of those it asks.
        private Voter voter(String name) {
            return begin.voters().stream()
                    .filter(voter -> voter.name().equals(name))
                    .findFirst()
                    .orElseThrow();
        }

        /// Whether no other door of this voter is left once this one is unable.
        private boolean isLast(long ticket, String voter) {
            open.remove(ticket);
            return !open.containsValue(voter);
        }
    }

    private final ActorContext<Command> context;
    private final TimerScheduler<Command> timers;
    private final Voters voters;
    private final ComputePool pool;
    private final Parcels parcels;
    private final Duration timeout;
    private final LongSupplier nanoTime;
    private final Executor writers;
    private final LongSupplier numbers;
    private final Promises promises = new Promises();
    private final Map<Long, Running> running = new HashMap<>();
    private final Map<Long, Ticket> tickets = new HashMap<>();
    private long last;

    private PollDesk(
            ActorContext<Command> context,
            TimerScheduler<Command> timers,
            Voters voters,
            ComputePool pool,
            Parcels parcels,
            Duration timeout,
            LongSupplier numbers,
            LongSupplier nanoTime) {
        this.numbers = numbers;
        this.context = context;
        this.timers = timers;
        this.voters = voters;
        this.pool = pool;
        this.parcels = parcels;
        this.timeout = timeout;
        this.nanoTime = nanoTime;
        this.writers = context.getSystem().dispatchers().lookup(DispatcherSelector.blocking());
    }

    /// @param timeout after which a voter that has said nothing has abstained
    /// @param numbers unforeseeable, so that no voter can answer for another
    public static Behavior<Command> create(
            Voters voters,
            ComputePool pool,
            Parcels parcels,
            Duration timeout,
            LongSupplier numbers,
            LongSupplier nanoTime) {
        return Behaviors.setup(context -> Behaviors.withTimers(
                timers -> new PollDesk(context, timers, voters, pool, parcels, timeout, numbers, nanoTime).polling()));
    }

    private Behavior<Command> polling() {
        return Behaviors.receiveMessage(command -> {
            switch (command) {
                case Begin begin when running.size() >= MOST -> begin.result().completeExceptionally(busy());
                case Begin begin -> begin(begin);
                case Wrapped wrapped -> send(wrapped);
                case PollMessage.AtWork at -> atWork(at);
                case PollMessage.Unable unable -> {
                    Running poll = hear(unable.poll(), unable.voter());
                    if (poll != null && poll.isLast(unable.poll(), unable.voter())) {
                        poll.poll.unable(unable.voter(), nanoTime.getAsLong());
                        look(poll.number);
                    }
                }
                case PollMessage.Voted voted -> check(voted);
                case Checked checked -> count(checked);
                case Look look -> look(look.poll());
                case AskRemoval ask -> askRemoval(ask);
                case ReadX read -> read.x().complete(x(read));
                default -> {}
            }
            return Behaviors.same();
        });
    }

    private void begin(Begin begin) {
        long number = ++last;
        long now = nanoTime.getAsLong();
        var poll = new Poll(begin.subject(), begin.voters(), now, timeout.toNanos(), PATIENCE.toNanos());
        var mine = new Running(number, begin, now, poll);
        running.put(number, mine);
        boolean whole = (long) begin.x().size() * Double.BYTES <= Parcels.WHOLE_BYTES;
        for (Voter voter : begin.voters()) {
            Voters.Door door = door(begin, voter);
            if (door == null) {
                poll.unable(voter.name(), nanoTime.getAsLong());
            } else if (door instanceof Voters.MemberDoors member) {
                member.all().forEach(each -> ask(mine, voter, each));
            } else if (door instanceof Voters.NodeDoor node && (whole || !Parcels.isRemote(node.to()))) {
                node.to().tell(question(number, voter.name(), begin, begin.x(), null));
            } else {
                // Written by another thread: it is large.
                poll.asking();
                context.pipeToSelf(
                        CompletableFuture.supplyAsync(
                                () -> parcels.wrap(new VoterMessage.CarriedX(begin.x())), writers),
                        (parcel, _) -> new Wrapped(number, voter, parcel));
            }
        }
        look(number);
    }

    private Voters.@Nullable Door door(Begin begin, Voter voter) {
        return voters.door(begin.subject().session(), begin.owner(), voter).orElse(null);
    }

    private void ask(Running poll, Voter voter, ActorRef<VoterMessage> door) {
        long ticket = ticket(poll.number, voter.name());
        poll.members.put(ticket, door);
        poll.open.put(ticket, voter.name());
        door.tell(new VoterMessage.AskMember(
                ticket,
                voter.name(),
                poll.begin.subject(),
                poll.begin.probes(),
                PATIENCE.toMillis(),
                context.getSelf().narrow()));
    }

    private long ticket(long number, String voter) {
        long ticket = numbers.getAsLong();
        tickets.put(ticket, new Ticket(number, voter));
        return ticket;
    }

    private void askRemoval(AskRemoval ask) {
        if (context.getChildren().size() >= MOST) {
            ask.removal().complete(new VoterRemoval(ask.candidate(), List.of()));
            return;
        }
        context.spawnAnonymous(RemovalRound.create(
                new RemovalRound.Asked(ask.session(), ask.epoch(), ask.voters(), ask.candidate(), ask.removal()),
                voter -> voters.door(ask.session(), ask.owner(), voter),
                pool));
    }

    private @Nullable DenseVector x(ReadX read) {
        for (Running poll : running.values()) {
            VoteSubject subject = poll.begin.subject();
            if (subject.session().equals(read.session()) && subject.digest().equals(read.digest())) {
                return poll.begin.x();
            }
        }
        return null;
    }

    private VoterMessage question(
            long number, String voter, Begin begin, @Nullable DenseVector x, @Nullable Parcel parcel) {
        return new VoterMessage.AskVote(
                ticket(number, voter),
                begin.subject(),
                begin.probes(),
                x,
                parcel,
                context.getSelf().narrow());
    }

    private void send(Wrapped wrapped) {
        Running poll = running.get(wrapped.poll());
        Parcel parcel = wrapped.parcel();
        if (poll == null) {
            if (parcel != null) {
                parcels.forget(parcel);
            }
            return;
        }
        poll.poll.asked(nanoTime.getAsLong());
        Voters.Door door = door(poll.begin, wrapped.voter());
        if (parcel != null && door instanceof Voters.NodeDoor node) {
            poll.parcels.add(parcel);
            node.to().tell(question(wrapped.poll(), wrapped.voter().name(), poll.begin, null, parcel));
        } else {
            poll.poll.unable(wrapped.voter().name(), nanoTime.getAsLong());
        }
        look(wrapped.poll());
    }

    private void atWork(PollMessage.AtWork at) {
        Running poll = hear(at.poll(), at.voter());
        if (poll != null && promises.isBelieved(poll.voter(at.voter()), nanoTime.getAsLong())) {
            poll.poll.atWork(at.voter());
        }
    }

    /// Null for a poll that is over, for who speaks for another, and for who has said too much.
    private @Nullable Running hear(long number, String voter) {
        Running poll = of(number);
        Ticket ticket = tickets.get(number);
        return poll != null
                        && ticket != null
                        && ticket.voter().equals(voter)
                        && poll.heard.merge(number, 1, Integer::sum) <= MOST_HEARD
                ? poll
                : null;
    }

    private @Nullable Running of(long number) {
        Ticket ticket = tickets.get(number);
        return ticket == null ? null : running.get(ticket.poll());
    }

    private void check(PollMessage.Voted voted) {
        Running poll = hear(voted.poll(), voted.vote().voter());
        if (poll == null) {
            return;
        }
        String key = poll.voter(voted.vote().voter()).publicKey();
        context.pipeToSelf(
                pool.lane(ComputePool.Share.VERIFICATION)
                        .run(() -> VotingKeys.isSignedBy(
                                key,
                                VoteCodec.statement(voted.subject(), voted.vote()),
                                voted.vote().signature())),
                (signed, _) -> new Checked(voted, Boolean.TRUE.equals(signed)));
    }

    private void count(Checked checked) {
        PollMessage.Voted voted = checked.voted();
        Running poll = of(voted.poll());
        if (poll == null) {
            return;
        }
        if (checked.signed()) {
            poll.poll.vote(voted.subject(), voted.vote(), voted.finding());
        } else {
            context.getLog()
                    .warn(
                            "a vote in the name of {} is not signed by it, session={}",
                            voted.vote().voter(),
                            poll.begin.subject().session());
        }
        look(poll.number);
    }

    private void look(long number) {
        Running poll = running.get(number);
        if (poll == null) {
            return;
        }
        long now = nanoTime.getAsLong();
        if (!poll.poll.isOver(now)) {
            timers.startSingleTimer(number, new Look(number), Duration.ofNanos(poll.poll.nanosLeft(now)));
            return;
        }
        timers.cancel(number);
        running.remove(number);
        tickets.values().removeIf(ticket -> ticket.poll() == number);
        poll.parcels.forEach(parcels::forget);
        poll.members.forEach((ticket, door) -> door.tell(new VoterMessage.Over(ticket)));
        for (Voter voter : poll.poll.brokenPromises(now)) {
            promises.broke(voter, poll.beganNanos, now);
            context.getLog()
                    .warn(
                            "{} said that it was at work and gave no vote that counts, session={}",
                            voter.name(),
                            poll.begin.subject().session());
        }
        PollResult result = poll.poll.result(now);
        result.contradictions()
                .forEach(each -> context.getLog()
                        .warn(
                                "{} has signed two different votes about one x, session={}",
                                each.voter().name(),
                                each.proof().subject().session()));
        poll.begin.result().complete(result);
    }

    private static RuntimeException busy() {
        return Problem.of(ProblemCode.SESSION_BUSY, MOST + " polls are held already")
                .retryAfter(RETRY_MILLIS)
                .exception();
    }
}
