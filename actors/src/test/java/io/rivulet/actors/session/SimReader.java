// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session;

import io.rivulet.actors.follow.FollowCursor;
import io.rivulet.actors.follow.FollowerMessage;
import io.rivulet.actors.session.core.Answer;
import io.rivulet.actors.session.core.Input;
import io.rivulet.actors.session.core.MirrorReader;
import io.rivulet.actors.session.core.Output;
import io.rivulet.actors.session.core.SessionMachine;
import io.rivulet.actors.session.core.SimFollower;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;

/// A reader's connection to some host: it follows, stalls, lets go, and comes again for the next number it wants,
/// as production's cursor says; also after three seconds of silence.
final class SimReader {
    private static final int LEASE_PART_MILLIS = 500;
    private static final long SILENCE_NANOS = 3_000_000_000L;

    private final Simulation sim;
    private final SimFollower log;
    private final MirrorReader mirror;
    private final int index;
    private SimHost host;
    private FollowCursor cursor = new FollowCursor(OptionalLong.empty());
    private boolean begun;
    private boolean following;
    private boolean asking;
    private long follower;
    private long attempts;
    private long heardNanos;
    private boolean stalled;
    private boolean over;
    private String lastRefusal = "";

    SimReader(Simulation sim, int index, Map<Long, String> told) {
        this.sim = sim;
        this.index = index;
        this.mirror = new MirrorReader(sim.store().base().rows());
        this.log = new SimFollower(index, -1, told);
        if (sim.mirrors() != null) {
            log.alsoTo(line -> sim.mirrors().read(mirror, line));
        }
        this.host = sim.cluster().any();
    }

    void start() {
        sim.after(sim.nanos(20, 300), this::live);
    }

    private void live() {
        if (over) {
            return;
        }
        host.run(this::look);
        sim.after(sim.nanos(LEASE_PART_MILLIS / 2, LEASE_PART_MILLIS), this::live);
    }

    private void look() {
        if (!following) {
            follow();
        } else if (!asking && sim.isActive() && sim.chance(0.05)
                || !asking && sim.now().nanos() - heardNanos > SILENCE_NANOS) {
            followAgain();
        } else {
            stalled = sim.isActive() && (stalled ? sim.chance(0.8) : sim.chance(0.05));
            credit();
        }
    }

    private void followAgain() {
        host.gateway.tell(new Input.Unfollow(follower));
        follow();
    }

    private void follow() {
        following = true;
        asking = true;
        if (!begun && sim.chance(0.5)) {
            cursor = new FollowCursor(OptionalLong.of(1));
            log.next = 1;
        }
        begun = true;
        // Numbers that name this reader again, and this attempt.
        follower = index + (long) sim.readerCount() * ++attempts;
        long mine = follower;
        OptionalLong from = cursor.from();
        int credit = 400 + sim.random().nextInt(20_000);
        CompletionStage<Answer> _ = host.gateway
                .ask(new SimGateway.Question(reply -> new Input.Follow(reply, mine, 1, from, credit)))
                .whenComplete((answer, failure) -> sim.guard(() -> answered(mine, answer, failure)));
    }

    private void answered(long attempt, Answer answer, Throwable failure) {
        if (attempt != follower) {
            return;
        }
        asking = false;
        heardNanos = sim.now().nanos();
        if (failure != null || answer instanceof Answer.Refused) {
            lastRefusal = String.valueOf(failure == null ? answer : failure);
            following = false;
            over = sim.journal().isClosed();
        }
    }

    private void credit() {
        if (following && !stalled && cursor.from().isPresent()) {
            long upTo = cursor.from().getAsLong() - 1;
            host.gateway.tell(
                    new Input.Credit(follower, 1, upTo, 500 + sim.random().nextInt(60_000)));
        }
    }

    /// What an earlier attempt is told goes nowhere, as with production's inboxes.
    void receive(long attempt, Output.Deliver delivery) {
        if (attempt != follower || !following) {
            return;
        }
        heardNanos = sim.now().nanos();
        var lines = new FollowerMessage.Lines(
                delivery.incarnation(), delivery.first(), delivery.last(), delivery.lines(), delivery.end());
        if (!cursor.takes(lines)) {
            followAgain();
            return;
        }
        log.receive(delivery, sim.journal().state().seqReservedTo());
        if (delivery.end()) {
            following = false;
            follower = -1;
        } else if (sim.chance(0.7)) {
            long mine = follower;
            host.after(sim.nanos(0, 30), () -> {
                if (mine == follower) {
                    credit();
                }
            });
        }
    }

    void moved(long attempt) {
        if (attempt == follower && following) {
            followAgain();
        }
    }

    /// Its host is gone; it goes on at another.
    void lost(SimHost gone) {
        SimHost other = sim.cluster().reachable();
        if (gone == host && other == null) {
            sim.after(sim.nanos(20, 40), () -> lost(gone));
        } else if (gone == host) {
            host = other;
            following = false;
            asking = false;
            follower = -1;
        }
    }

    SimHost host() {
        return host;
    }

    MirrorReader mirror() {
        return mirror;
    }

    /// Whether it has heard everything that was told.
    boolean isUpTo(SessionMachine machine) {
        return following && !asking && log.next == machine.lastSeq() + 1;
    }

    void verify(SessionMachine machine) {
        sim.check(log.next < 0 || log.next <= machine.lastSeq() + 1, "reads lines that nobody has told");
        boolean follows = following && !asking;
        sim.check(follows || !sim.options().live(), () -> "does not follow: " + lastRefusal);
        sim.check(
                !follows || log.next == machine.lastSeq() + 1, () -> "is at " + log.next + " of " + machine.lastSeq());
        sim.check(log.lines + log.snapshots > 0, "never read a line");
    }

    void verifyEnd() {
        over = true;
        sim.check(!following || log.sawEnd, "was not told the end");
    }
}
