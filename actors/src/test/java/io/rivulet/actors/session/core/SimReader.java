// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session.core;

import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// A reader's connection: it follows, stalls, lets go, and comes again for the next number it wants.
final class SimReader {
    private static final int LEASE_PART_MILLIS = 500;

    private final Simulation sim;
    private final SimFollower log;
    private final int index;
    private @Nullable SimNode node;
    private long follower;
    private long attempts;
    private boolean stalled;
    private boolean over;
    private boolean asking;
    private long receivedTo;

    SimReader(Simulation sim, int index, Map<Long, String> told) {
        this.sim = sim;
        this.index = index;
        this.log = new SimFollower(index, -1, told);
    }

    void start() {
        sim.after(sim.nanos(50, 1_000), this::live);
    }

    private void live() {
        if (over) {
            return;
        }
        if (node == null) {
            follow();
        } else if (!asking && sim.isActive() && sim.chance(0.05)) {
            node.feed(new Input.Unfollow(follower));
            node = null;
        } else {
            stalled = sim.isActive() && (stalled ? sim.chance(0.8) : sim.chance(0.05));
            credit();
        }
        sim.after(sim.nanos(LEASE_PART_MILLIS / 2, LEASE_PART_MILLIS), this::live);
    }

    private void follow() {
        SimNode at = sim.current();
        node = at;
        asking = true;
        // Numbers that name this reader again, and this attempt.
        follower = index + (long) sim.readerCount() * ++attempts;
        long mine = follower;
        log.incarnation = 0;
        OptionalLong from =
                log.next < 0 ? sim.chance(0.5) ? OptionalLong.empty() : OptionalLong.of(0) : OptionalLong.of(log.next);
        if (log.next < 0 && from.isPresent()) {
            log.next = 1;
        }
        SimClient.ask(
                sim,
                at,
                reply -> new Input.Follow(
                        reply, mine, 1, from, 400 + sim.random().nextInt(20_000)),
                answer -> answered(at, mine, answer));
    }

    private void answered(SimNode at, long attempt, Answer answer) {
        if (attempt != follower) {
            return;
        }
        asking = false;
        if (answer instanceof Answer.Refused refused) {
            // A node that was overtaken, and does not know it yet, may not know the numbers of the other one.
            boolean fresh =
                    at.machine.state().incarnation() == sim.journal().state().incarnation();
            sim.check(!fresh || refused.problem().code().status() != 422, () -> "refused: " + refused.problem());
            node = null;
            over = sim.journal().isClosed();
        }
    }

    private void credit() {
        SimNode at = node;
        if (at != null && !stalled) {
            at.feed(new Input.Credit(follower, 1, receivedTo, 500 + sim.random().nextInt(60_000)));
        }
    }

    void receive(SimNode from, Output.Deliver delivery) {
        if (from == node && delivery.follower() == follower) {
            log.receive(delivery, sim.journal().state().seqReservedTo());
            receivedTo = delivery.last();
            if (sim.chance(0.7)) {
                credit0();
            }
        }
    }

    private void credit0() {
        long attempt = follower;
        sim.after(sim.nanos(0, 30), () -> {
            if (attempt == follower) {
                credit();
            }
        });
    }

    void ended(SimNode from, long ended) {
        if (from == node && ended == follower) {
            node = null;
            follower = -1;
        }
    }

    void lost(SimNode crashed) {
        if (crashed == node) {
            node = null;
            follower = -1;
            asking = false;
        }
    }

    void verify(SimNode alive) {
        sim.check(log.next < 0 || log.next <= alive.machine.lastSeq() + 1, "reads lines that nobody has told");
        if (node == alive && !asking) {
            sim.check(log.next == alive.machine.lastSeq() + 1, "is at " + log.next + " of " + alive.machine.lastSeq());
        }
        sim.check(log.lines + log.snapshots > 0, "never read a line");
    }

    void verifyEnd() {
        over = true;
        sim.check(node == null || log.sawEnd, "was not told the end");
    }
}
