// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.partition.machine;

import io.rivulet.numerics.kernels.Execution;
import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.numerics.partition.CoarseSpace;
import io.rivulet.numerics.partition.Routes;
import io.rivulet.numerics.partition.Subdomain;
import io.rivulet.numerics.partition.Subdomain.Link;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One part of a solve: takes inputs, returns outputs, and works only when told to, for about as many units as told.
/// Messages may be lost, repeated, late and in any order; those of an older epoch or of other versions have no effect.
/// **Thread** one at a time, handed over with a happens-before edge. **Cost** of a turn: the units, and at most one
/// local solve more. Memory: the subdomain, a solver, 8 vectors; 2 a GMRES iteration more.
/// **Source** numerics specification §9.
public final class PartMachine {
    /// What happens to a part.
    public sealed interface Input {
        /// From another part, to this one or to be handed on.
        record Received(Envelope envelope) implements Input {}

        /// From the owner: an [Message.Ask].
        record Asked(Message.Ask ask) implements Input {}

        /// Its turn.
        record Work(long units) implements Input {}

        /// Time has passed; the driver says how often. Repeats what may have been lost.
        record Tick() implements Input {}

        /// Other values of A or b, see [Subdomain#changed].
        record Change(Subdomain subdomain) implements Input {}

        /// Another b, see [Subdomain#withRhs], and x = 0.
        record Restart(Subdomain subdomain) implements Input {}
    }

    /// What a part wants done.
    public sealed interface Output {
        /// Hand to this part, the next on the way.
        record Send(int next, Envelope envelope) implements Output {}

        /// Hand to the owner.
        record Tell(Message message) implements Output {}
    }

    private final int self;
    private final long placed;
    private final Routes routes;
    private final PartState part;
    private final Relaxation relaxation;
    private final FrozenCut cut;
    private final List<Output> outputs = new ArrayList<>();
    private Round round;
    private @Nullable ConjugateGradientPart conjugate;
    private @Nullable GmresPart gmres;
    private Checkpoint checkpoint;
    private long epoch;
    private long seq;

    /// Placed in this epoch. Begins at zero, or at the values of a checkpoint of the same part, of whatever versions.
    /// **Errors** a checkpoint of another part or size throws [IllegalArgumentException].
    public PartMachine(
            Execution execution,
            Subdomain subdomain,
            PartSettings settings,
            Routes routes,
            long epoch,
            @Nullable Checkpoint from) {
        this.self = subdomain.part();
        this.placed = epoch;
        this.routes = routes;
        this.epoch = epoch;
        this.part = new PartState(execution, settings, subdomain);
        if (from != null) {
            if (from.part() != self || from.values().size() != subdomain.size()) {
                throw new IllegalArgumentException("checkpoint of part " + from.part() + " for part " + self);
            }
            System.arraycopy(from.values().values(), 0, part.x, 0, subdomain.size());
        }
        this.relaxation = new Relaxation(part);
        this.cut = new FrozenCut(part);
        this.round = new Round(subdomain.links().size());
        this.checkpoint = from == null ? checkpoint(0) : from;
    }

    public int part() {
        return self;
    }

    public long epoch() {
        return epoch;
    }

    /// The values that it froze last, those it began with before that.
    public Checkpoint checkpoint() {
        return checkpoint;
    }

    /// Bytes that it holds, but for vectors of x's length.
    public long sizeBytes() {
        return part.sizeBytes();
    }

    /// Whether [Input.Work] would do anything.
    public boolean hasWork() {
        return !part.solver().ready() || roundHasWork() || part.asynchronous() && relaxation.hasWork();
    }

    private boolean roundHasWork() {
        return round.open() != null || round.completable(links());
    }

    private List<Link> links() {
        return part.subdomain().links();
    }

    private Stamp stamp(long withSeq) {
        Subdomain subdomain = part.subdomain();
        return new Stamp(subdomain.matrixVersion(), subdomain.rhsVersion(), epoch, self, withSeq);
    }

    public List<Output> on(Input input) {
        switch (input) {
            case Input.Received received -> received(received.envelope());
            case Input.Asked asked -> asked(asked.ask());
            case Input.Work work -> work(work.units());
            case Input.Tick _ -> tick();
            case Input.Change change -> change(change.subdomain());
            case Input.Restart restart -> restart(restart.subdomain());
        }
        List<Output> wanted = List.copyOf(outputs);
        outputs.clear();
        return wanted;
    }

    private void received(Envelope envelope) {
        if (envelope.to() != self) {
            outputs.add(new Output.Send(routes.next(self, envelope.to()), envelope.sent()));
            return;
        }
        if (!envelope.message().stamp().sameEpoch(stamp(0))) {
            return;
        }
        switch (envelope.message()) {
            case Message.Halo halo ->
                relaxation.take(halo.stamp().sender(), halo.stamp().seq(), halo.values());
            case Message.RoundHalo halo -> takeForRound(halo);
            case Message.Ask _, Message.Answer _, Message.Progress _ -> {}
        }
    }

    private void takeForRound(Message.RoundHalo halo) {
        for (int k = 0; k < links().size(); k++) {
            Link link = links().get(k);
            if (link.neighbour() == halo.stamp().sender()
                    && link.receive().length == halo.values().size()) {
                round.take(k, halo.stamp().seq(), halo.values());
            }
        }
    }

    private void asked(Message.Ask ask) {
        Stamp asked = ask.stamp();
        if (ask.placed() != placed || !asked.sameVersions(stamp(0)) || asked.epoch() < epoch) {
            return;
        }
        if (asked.epoch() > epoch) {
            enter(asked.epoch());
        }
        if (asked.seq() > round.number()) {
            round.ask(asked.seq(), ask.step());
        } else if (asked.seq() == round.number()) {
            sendRoundHalos();
            answer(round.finding());
        }
    }

    /// What was under way in an older epoch is void; x stays.
    private void enter(long newEpoch) {
        epoch = newEpoch;
        round = new Round(links().size());
        conjugate = null;
        gmres = null;
        relaxation.newEpoch();
    }

    private void change(Subdomain subdomain) {
        part.change(subdomain);
        enter(epoch);
    }

    private void restart(Subdomain subdomain) {
        change(subdomain);
        Arrays.fill(part.x, 0.0);
        checkpoint = checkpoint(0);
    }

    private void work(long units) {
        long before = relaxation.sweeps();
        turn(units);
        if (relaxation.sweeps() > before) {
            sendHalos(relaxation.endRound());
            if (relaxation.tells()) {
                tellProgress();
            }
        }
    }

    private void turn(long units) {
        long work = 0;
        while (work < units) {
            Step open = round.open();
            if (open != null && (part.solver().ready() || !open.solves())) {
                round.begin(task(open));
                sendRoundHalos();
                work += part.sweepCost();
            } else if (round.completable(links())) {
                work += part.sweepCost();
                complete();
            } else if (!part.solver().ready()) {
                work += part.solver().advance(units - work);
            } else if (part.asynchronous() && relaxation.hasWork()) {
                work += relaxation.sweep();
            } else {
                return;
            }
        }
    }

    private Task task(Step step) {
        return switch (step) {
            case Step.Freeze freeze -> {
                relaxation.aim(freeze.deadBand(), freeze.enough());
                yield cut.task();
            }
            case Step.Deliver _ -> alone(() -> new Finding.Block(cut.block()));
            case Step.CoarseEntries _ -> alone(() -> new Finding.Coarse(CoarseSpace.contribution(part.subdomain())));
            case Step.CgSmooth smooth -> conjugate().smooth(smooth);
            case Step.CgCorrect correct -> conjugate().correct(correct);
            case Step.GmresSmooth smooth -> gmres().smooth(smooth);
            case Step.GmresCorrect correct -> gmres().correct(correct);
            case Step.GmresProject project -> gmres().project(project);
            case Step.GmresUpdate update -> gmres().update(update);
        };
    }

    private static Task alone(java.util.function.Supplier<Finding> finding) {
        return new Task() {
            @Override
            public double[] begin() {
                return NOTHING;
            }

            @Override
            public Finding complete() {
                return finding.get();
            }
        };
    }

    private ConjugateGradientPart conjugate() {
        ConjugateGradientPart present = conjugate == null ? new ConjugateGradientPart(part, cut) : conjugate;
        conjugate = present;
        return present;
    }

    private GmresPart gmres() {
        GmresPart present = gmres == null ? new GmresPart(part, cut) : gmres;
        gmres = present;
        return present;
    }

    private void complete() {
        Finding found = round.complete(links());
        if (found instanceof Finding.OwnResidual) {
            checkpoint = checkpoint(round.number());
        }
        answer(found);
    }

    private Checkpoint checkpoint(long number) {
        Subdomain subdomain = part.subdomain();
        DenseVector values = number == 0 ? DenseVector.adopt(new double[subdomain.size()]) : cut.values();
        return new Checkpoint(self, subdomain.matrixVersion(), subdomain.rhsVersion(), epoch, number, values);
    }

    private void answer(@Nullable Finding finding) {
        if (finding != null) {
            outputs.add(new Output.Tell(new Message.Answer(stamp(round.number()), finding)));
        }
    }

    private void sendRoundHalos() {
        double[] vector = round.vector();
        for (Link link : links()) {
            if (vector.length > 0 && link.send().length > 0) {
                double[] values = new double[link.send().length];
                for (int i = 0; i < values.length; i++) {
                    values[i] = vector[link.send()[i]];
                }
                send(link, new Message.RoundHalo(stamp(round.number()), DenseVector.adopt(values)));
            }
        }
    }

    private void sendHalos(boolean everything) {
        seq++;
        for (int k = 0; k < links().size(); k++) {
            double[] due = relaxation.due(k, everything);
            if (due.length > 0) {
                send(links().get(k), new Message.Halo(stamp(seq), DenseVector.adopt(due)));
            }
        }
    }

    private void send(Link link, Message message) {
        int to = link.neighbour();
        outputs.add(new Output.Send(routes.next(self, to), new Envelope(self, to, 1, message)));
    }

    private void tellProgress() {
        outputs.add(new Output.Tell(new Message.Progress(stamp(seq), relaxation.sweeps(), relaxation.residualNorm())));
    }

    private void tick() {
        boolean idle = part.asynchronous() && part.solver().ready() && !relaxation.hasWork();
        if (idle && relaxation.endRound()) {
            sendHalos(true);
            tellProgress();
        }
    }
}
