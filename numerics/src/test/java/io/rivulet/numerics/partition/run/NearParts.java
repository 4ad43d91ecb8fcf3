// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.partition.run;

import io.rivulet.numerics.kernels.Execution;
import io.rivulet.numerics.partition.Routes;
import io.rivulet.numerics.partition.Subdomain;
import io.rivulet.numerics.partition.Topology;
import io.rivulet.numerics.partition.machine.Message;
import io.rivulet.numerics.partition.machine.PartMachine;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Parts in this process, that work when told to, and lose nothing unless told to.
final class NearParts implements Carrier {
    private static final long UNITS = 100_000;

    private final Map<Integer, PartMachine> machines = new TreeMap<>();
    private final Map<Integer, Subdomain> subdomains = new TreeMap<>();
    private final ArrayDeque<Heard> heard = new ArrayDeque<>();
    int placed;
    int restarted;
    int turns;
    long frames;
    Routes routes = Routes.of(Topology.MESH, 2);

    @Nullable
    String full;

    /// The part of which it is told late that it was made.
    int late = -1;

    private final ArrayDeque<Heard> underWay = new ArrayDeque<>();

    @Override
    public void place(Placement placement) {
        if (full != null) {
            heard.add(new Heard.Impossible(full));
            return;
        }
        placed++;
        routes = placement.routes();
        subdomains.put(placement.part(), placement.subdomain());
        machines.put(
                placement.part(),
                new PartMachine(
                        Execution.serial(),
                        placement.subdomain(),
                        placement.settings(),
                        placement.routes(),
                        placement.epoch(),
                        placement.from()));
        Heard made = new Heard.Placed(placement.part(), placement.epoch());
        if (placement.part() == late) {
            underWay.add(made);
        } else {
            heard.add(made);
        }
    }

    /// What was held back arrives.
    void arrive() {
        heard.addAll(underWay);
        underWay.clear();
    }

    @Override
    public void restart(int part, long rhsVersion, double[] rhs) {
        restarted++;
        Subdomain changed = subdomains.get(part).withRhs(rhsVersion, rhs);
        subdomains.put(part, changed);
        feed(part, new PartMachine.Input.Restart(changed));
    }

    @Override
    public void ask(int part, Message.Ask ask) {
        feed(part, new PartMachine.Input.Asked(ask));
    }

    @Override
    public void end() {
        machines.clear();
        subdomains.clear();
    }

    @Override
    public @Nullable Heard take() {
        return heard.poll();
    }

    private void feed(int part, PartMachine.Input input) {
        PartMachine machine = machines.get(part);
        if (machine == null) {
            return;
        }
        for (PartMachine.Output output : machine.on(input)) {
            switch (output) {
                case PartMachine.Output.Send send -> {
                    frames++;
                    feed(send.next(), new PartMachine.Input.Received(send.envelope()));
                }
                case PartMachine.Output.Tell tell -> heard.add(new Heard.Told(tell.message()));
            }
        }
    }

    /// Every part gets a turn, and a tick passes.
    void turn() {
        turns++;
        for (int part : machines.keySet()) {
            if (machines.get(part).hasWork()) {
                feed(part, new PartMachine.Input.Work(UNITS));
            }
            feed(part, new PartMachine.Input.Tick());
        }
        heard.add(new Heard.Passed());
    }

    /// The machine of this part is gone, as its owner is told.
    void lose(int part) {
        PartMachine gone = machines.remove(part);
        heard.add(new Heard.Lost(part, gone.epoch()));
    }

    /// All of them are given up.
    void giveUp() {
        machines.clear();
        heard.add(new Heard.Ended());
    }

    /// Times one exchange of all links is sent.
    long hops() {
        long hops = 0;
        for (Subdomain subdomain : subdomains.values()) {
            for (Subdomain.Link link : subdomain.links()) {
                hops += link.send().length > 0 ? routes.hops(subdomain.part(), link.neighbour()) : 0;
            }
        }
        return hops;
    }
}
