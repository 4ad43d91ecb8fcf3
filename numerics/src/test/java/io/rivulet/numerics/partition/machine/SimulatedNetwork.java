// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.partition.machine;

import io.rivulet.numerics.kernels.Execution;
import io.rivulet.numerics.linalg.LinearSystem;
import io.rivulet.numerics.partition.Decomposition;
import io.rivulet.numerics.partition.Mode;
import io.rivulet.numerics.partition.Routes;
import io.rivulet.numerics.partition.RowPartition;
import io.rivulet.numerics.partition.Subdomain;
import io.rivulet.numerics.partition.Topology;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Parts and their owner on a network that, by a seed, loses, repeats, delays and so reorders what they say, and gives
/// them turns at uneven speeds. Time is a number of steps.
final class SimulatedNetwork {
    /// How bad it is: chances of a message, its most delay in steps, and the units of a turn.
    record Faults(double lost, double repeated, int delay, long units) {
        static final Faults NONE = new Faults(0, 0, 0, 1L << 40);
        static final Faults MANY = new Faults(0.15, 0.15, 6, 2_000);
    }

    private record Due(long at, long order, int to, Object content) {}

    static final int OWNER = Stamp.OWNER;
    private static final long FACTORS = 64L << 20;

    final List<Subdomain> subdomains;
    final PartMachine[] parts;
    final boolean[] alive;

    /// Machines that were replaced and don't know it: they hear and say what their part does.
    final List<PartMachine> zombies = new ArrayList<>();
    final List<SolveCoordinator.Output.Place> placements = new ArrayList<>();
    final List<Message.Progress> told = new ArrayList<>();
    SolveCoordinator owner;

    @Nullable
    Outcome outcome;

    /// Messages it refuses to carry.
    Predicate<Object> held = _ -> false;

    long messages;
    long bytes;
    long haloBytes;
    long hops;
    long steps;
    private final Mode mode;
    private final boolean symmetric;
    private final Routes routes;
    private final long factorBytes;
    private final Faults faults;
    private final SplittableRandom random;
    private final PriorityQueue<Due> under =
            new PriorityQueue<>(java.util.Comparator.comparingLong(Due::at).thenComparingLong(Due::order));
    private long order;
    private boolean ownerWorks;

    SimulatedNetwork(
            LinearSystem system,
            RowPartition partition,
            Mode mode,
            boolean symmetric,
            Decomposition.Shape shape,
            Topology topology,
            SolveSettings settings,
            Faults faults,
            long seed) {
        this(system, partition, mode, symmetric, shape, topology, settings, faults, seed, FACTORS);
    }

    SimulatedNetwork(
            LinearSystem system,
            RowPartition partition,
            Mode mode,
            boolean symmetric,
            Decomposition.Shape shape,
            Topology topology,
            SolveSettings settings,
            Faults faults,
            long seed,
            long factorBytes) {
        this.factorBytes = factorBytes;
        this.mode = mode;
        this.symmetric = symmetric;
        this.faults = faults;
        this.random = new SplittableRandom(seed);
        this.routes = Routes.of(topology, partition.parts());
        this.subdomains = new ArrayList<>(Decomposition.of(system, partition, shape, 1, 1));
        this.parts = new PartMachine[partition.parts()];
        this.alive = new boolean[partition.parts()];
        this.owner = new SolveCoordinator(partition, mode, subdomains.getFirst().aggregates(), settings, 1, 1, 1);
        for (int p = 0; p < parts.length; p++) {
            parts[p] = machine(p, 1, null);
            alive[p] = true;
        }
        carryOut(owner.on(new SolveCoordinator.Input.Begin()));
    }

    PartMachine machine(int part, long epoch, @Nullable Checkpoint from) {
        return new PartMachine(
                Execution.serial(),
                subdomains.get(part),
                new PartSettings(mode, symmetric, factorBytes),
                routes,
                epoch,
                from);
    }

    private void send(int to, Object content, long size) {
        messages++;
        bytes += size;
        if (held.test(content) || random.nextDouble() < faults.lost()) {
            return;
        }
        int copies = random.nextDouble() < faults.repeated() ? 2 : 1;
        for (int c = 0; c < copies; c++) {
            long at = steps + 1 + (faults.delay() == 0 ? 0 : random.nextInt(faults.delay()));
            under.add(new Due(at, order++, to, content));
        }
    }

    void carryOut(List<SolveCoordinator.Output> outputs) {
        for (SolveCoordinator.Output output : outputs) {
            switch (output) {
                case SolveCoordinator.Output.Send s ->
                    send(s.part(), s.ask(), s.ask().sizeBytes());
                case SolveCoordinator.Output.Place place -> placements.add(place);
                case SolveCoordinator.Output.WantsWork _ -> ownerWorks = true;
                case SolveCoordinator.Output.Finished finished -> outcome = finished.outcome();
            }
        }
    }

    void carryOutOf(List<PartMachine.Output> outputs) {
        for (PartMachine.Output output : outputs) {
            switch (output) {
                case PartMachine.Output.Send s -> {
                    hops++;
                    haloBytes += s.envelope().message().sizeBytes();
                    send(s.next(), s.envelope(), s.envelope().message().sizeBytes());
                }
                case PartMachine.Output.Tell tell ->
                    send(OWNER, tell.message(), tell.message().sizeBytes());
            }
        }
    }

    /// A machine of its own is put where the owner wanted one.
    void place(SolveCoordinator.Output.Place place, boolean withCheckpoint) {
        Checkpoint from = withCheckpoint && place.x() != null
                ? Checkpoint.of(subdomains.get(place.part()), place.epoch(), place.cut(), place.x())
                : null;
        parts[place.part()] = machine(place.part(), place.epoch(), from);
        alive[place.part()] = true;
    }

    private void deliver(Due due) {
        if (due.to() == OWNER) {
            Message message = (Message) due.content();
            if (message instanceof Message.Progress progress) {
                told.add(progress);
            }
            carryOut(owner.on(new SolveCoordinator.Input.Told(message)));
        } else if (alive[due.to()]) {
            PartMachine.Input input = due.content() instanceof Message.Ask ask
                    ? new PartMachine.Input.Asked(ask)
                    : new PartMachine.Input.Received((Envelope) due.content());
            carryOutOf(parts[due.to()].on(input));
            for (PartMachine zombie : zombies) {
                if (zombie.part() == due.to()) {
                    carryOutOf(zombie.on(input));
                }
            }
        }
    }

    /// One step of time: what is due arrives, parts get a turn or none, and now and then a tick passes.
    void step() {
        steps++;
        while (!under.isEmpty() && under.peek().at() <= steps) {
            deliver(under.poll());
        }
        for (int p = 0; p < parts.length; p++) {
            boolean turn = faults.delay() == 0 || random.nextInt(3) > 0;
            if (alive[p] && turn && parts[p].hasWork()) {
                carryOutOf(parts[p].on(new PartMachine.Input.Work(faults.units())));
            }
        }
        for (PartMachine zombie : zombies) {
            carryOutOf(zombie.on(new PartMachine.Input.Work(faults.units())));
        }
        if (ownerWorks) {
            ownerWorks = false;
            carryOut(owner.on(new SolveCoordinator.Input.Work(1_000_000)));
        }
        if (steps % 4 == 0) {
            for (int p = 0; p < parts.length; p++) {
                if (alive[p]) {
                    carryOutOf(parts[p].on(new PartMachine.Input.Tick()));
                }
            }
            carryOut(owner.on(new SolveCoordinator.Input.Tick()));
        }
    }

    /// Until it has an outcome, or these steps have passed.
    @Nullable
    Outcome run(int most) {
        for (int k = 0; k < most && outcome == null; k++) {
            step();
        }
        return outcome;
    }
}
