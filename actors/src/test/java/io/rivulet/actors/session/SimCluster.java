// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Three hosts, the network between them, who has the session, and what befalls them: kills, hand-overs, and a host
/// that is cut off or stands still while the others go on, and comes back later with what it still wanted to say.
final class SimCluster {
    private static final int HOSTS = 3;

    private final Simulation sim;
    private final List<SimHost> hosts = new ArrayList<>();
    private int owner;

    SimCluster(Simulation sim) {
        this.sim = sim;
        for (int k = 0; k < HOSTS; k++) {
            hosts.add(new SimHost(sim, this, k));
        }
        owner = sim.random().nextInt(HOSTS);
        hosts.forEach(host -> host.ownerSeen = owner);
    }

    SimHost owner() {
        return hosts.get(owner);
    }

    /// Some host that clients can connect to; null if all are down.
    @Nullable
    SimHost reachable() {
        List<SimHost> up = hosts.stream().filter(host -> host.up).toList();
        return up.isEmpty() ? null : up.get(sim.random().nextInt(up.size()));
    }

    /// Any host, while all are up.
    SimHost any() {
        return hosts.get(sim.random().nextInt(hosts.size()));
    }

    // The network

    /// Takes a message to host number `to`, or not, or twice, sooner or later.
    void send(SimHost from, int to, boolean repeatable, Consumer<SimHost> arrival) {
        SimHost target = hosts.get(to);
        if (target == from) {
            from.after(sim.nanos(0, 1), () -> arrival.accept(from));
            return;
        }
        Simulation.Faults faults = sim.faults();
        int copies = sim.chance(faults.messageLost()) ? 0 : repeatable && sim.chance(faults.messageRepeated()) ? 2 : 1;
        for (int k = 0; k < copies; k++) {
            boolean held = (from.cut || target.cut) && sim.chance(0.5);
            if (held || !from.cut && !target.cut) {
                transmit(from, target, arrival);
            }
        }
    }

    private void transmit(SimHost from, SimHost target, Consumer<SimHost> arrival) {
        long delay = sim.chance(sim.faults().slowMessage()) ? sim.nanos(5, 500) : sim.nanos(0, 3);
        sim.after(delay, () -> {
            if (target.up && (from.cut || target.cut)) {
                // It gets through when the network does.
                sim.after(sim.nanos(100, 300), () -> transmit(from, target, arrival));
            } else {
                target.run(() -> arrival.accept(target));
            }
        });
    }

    // What befalls the hosts

    void start() {
        sim.after(sim.untilTrouble(), this::disturb);
    }

    private void disturb() {
        if (!sim.isActive()) {
            return;
        }
        Random random = sim.random();
        SimHost host = random.nextInt(3) > 0 ? owner() : hosts.get(random.nextInt(HOSTS));
        boolean allWell = hosts.stream().allMatch(SimHost::isWell);
        switch (random.nextInt(8)) {
            case 0 -> {
                if (allWell) {
                    kill(host);
                }
            }
            case 1, 2 -> {
                if (allWell) {
                    sim.cuts++;
                    host.cut = true;
                    loseForAWhile(host);
                }
            }
            case 3, 4 -> {
                if (allWell) {
                    sim.pauses++;
                    host.freeze();
                    loseForAWhile(host);
                }
            }
            default -> {
                SimNode node = owner().node;
                if (node != null && owner().isWell()) {
                    node.handOver();
                }
            }
        }
        sim.after(sim.untilTrouble(), this::disturb);
    }

    /// A kill, at any time: also between two things that a machine wants done.
    void kill(SimHost host) {
        sim.crashes++;
        host.die();
        sim.lost(host);
        sim.after(sim.nanos(50, 500), () -> {
            if (!host.up) {
                remove(host);
            }
        });
        sim.after(sim.nanos(100, 1_000), () -> {
            if (!host.up) {
                host.startAgain(owner);
            }
        });
    }

    /// The others miss it, or not, before it is back.
    private void loseForAWhile(SimHost host) {
        sim.after(sim.nanos(50, 700), () -> {
            if (host.up && !host.isWell()) {
                host.removed = true;
                remove(host);
            }
        });
        sim.after(sim.nanos(100, 1_500), () -> comeBack(host));
    }

    /// For a while it acts as if it still belonged to the others; then it learns that it does not.
    private void comeBack(SimHost host) {
        if (host.isWell() || !host.up) {
            return;
        }
        host.cut = false;
        boolean gone = host.removed || host.number != owner && host.node != null;
        host.wake();
        if (gone) {
            host.after(sim.nanos(1, 400), () -> kill(host));
        } else {
            host.ownerSeen = owner;
        }
    }

    /// All come back at once; who does not belong to the others ends.
    void heal() {
        for (SimHost host : hosts) {
            boolean alien = host.removed || host.number != owner && host.node != null;
            host.cut = false;
            host.wake();
            if (!host.up) {
                host.startAgain(owner);
            } else if (alien) {
                host.die();
                sim.lost(host);
                host.startAgain(owner);
            }
            host.ownerSeen = owner;
        }
    }

    /// The session's present host is gone: another one has it from now on.
    private void remove(SimHost gone) {
        if (gone.number == owner) {
            move(gone);
        }
        for (SimHost host : hosts) {
            if (host != gone && host.isWell()) {
                host.gateway.memberRemoved();
            }
        }
    }

    /// Somebody else than `from` has the session from now on, and the others get to know it one after the other.
    void move(SimHost from) {
        if (from.number != owner) {
            return;
        }
        List<SimHost> others =
                hosts.stream().filter(host -> host != from && host.isWell()).toList();
        if (others.isEmpty()) {
            return;
        }
        owner = others.get(sim.random().nextInt(others.size())).number;
        if (from.isWell()) {
            // Handed over: it knows.
            from.ownerSeen = owner;
        }
        for (SimHost host : hosts) {
            if (!host.removed) {
                host.after(sim.nanos(0, 40), () -> host.ownerSeen = host.removed || host.cut ? host.ownerSeen : owner);
            }
        }
    }
}
