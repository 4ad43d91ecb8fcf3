// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session;

import io.rivulet.actors.session.core.Answer;
import io.rivulet.actors.session.core.Input;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One process: a gateway, and the session if it is here. It may be down, stand still, or be cut off from the
/// others.
final class SimHost {
    /// Messages that find no session where they were sent go on so often at most.
    private static final int HOPS = 3;

    private final Simulation sim;
    private final SimCluster cluster;
    private final List<Runnable> frozenWork = new ArrayList<>();
    private int life;
    private boolean frozen;
    final int number;
    final String name;
    boolean up = true;
    boolean cut;
    /// The others have gone on without it; it does not know yet.
    boolean removed;
    /// The host that has the session, as far as this one knows.
    int ownerSeen;
    SimGateway gateway;

    @Nullable
    SimNode node;

    SimHost(Simulation sim, SimCluster cluster, int number) {
        this.sim = sim;
        this.cluster = cluster;
        this.number = number;
        this.name = "node-" + (number + 1);
        this.gateway = new SimGateway(sim, cluster, this);
    }

    boolean isWell() {
        return up && !cut && !frozen;
    }

    boolean isAwake() {
        return up && !frozen;
    }

    /// Now, or when it wakes; never if it is down, or goes down before.
    void run(Runnable action) {
        if (!up) {
            return;
        }
        if (frozen) {
            int mine = life;
            frozenWork.add(() -> {
                if (mine == life) {
                    run(action);
                }
            });
        } else {
            action.run();
        }
    }

    void after(long nanos, Runnable action) {
        int mine = life;
        sim.after(nanos, () -> {
            if (mine == life) {
                run(action);
            }
        });
    }

    void freeze() {
        frozen = true;
    }

    void wake() {
        frozen = false;
        List<Runnable> work = List.copyOf(frozenWork);
        frozenWork.clear();
        work.forEach(Runnable::run);
    }

    /// What a killed process leaves: nothing.
    void die() {
        life++;
        up = false;
        cut = false;
        frozen = false;
        removed = false;
        frozenWork.clear();
        SimNode was = node;
        node = null;
        if (was != null) {
            was.stop();
        }
    }

    void crash() {
        cluster.kill(this);
    }

    /// The session has been handed over.
    void left() {
        cluster.move(this);
    }

    void startAgain(int owner) {
        up = true;
        ownerSeen = owner;
        gateway = new SimGateway(sim, cluster, this);
    }

    /// A question has arrived.
    void arrive(SimGateway.Sent question, Consumer<Answer> reply, int hops) {
        SimNode at = present();
        if (at != null) {
            at.ask(question, reply);
        } else if (hops < HOPS) {
            cluster.send(this, ownerSeen, question.repeatable(), host -> host.arrive(question, reply, hops + 1));
        }
    }

    /// A message without an answer has arrived.
    void arrive(Input input) {
        SimNode at = node;
        if (at != null) {
            at.feed(input);
        }
    }

    private @Nullable SimNode present() {
        if (node == null && ownerSeen == number) {
            node = new SimNode(sim, this);
            sim.nodes().add(node);
        }
        return node;
    }
}
