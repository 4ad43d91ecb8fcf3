// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.partition.machine;

import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.numerics.partition.CoarseSpace;
import io.rivulet.numerics.partition.Mode;
import io.rivulet.numerics.partition.RowPartition;
import io.rivulet.numerics.solve.StopReason;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The owner of a solve in parts. It asks all parts the same thing in numbered rounds, asks again what was not
/// answered, and ends only by a cut: a vector of which every part froze its rows in one round, and whose residual
/// they computed from just these copies. That vector is the answer. What a part says of its own residual only hints
/// at when to look. A round belongs to an epoch, and a replaced part or a changed system begins another one: what is
/// left of the old has no effect.
/// **Thread** one at a time. **Cost** c² a turn with c coarse unknowns, and their factors in turns of the units given;
/// memory one vector of n values, and 8·c².
/// **Source** numerics specification §9.4, §9.5.
public final class SolveCoordinator {
    /// Krylov methods aim below the target by this, so that rounding drift costs no second run.
    private static final double AIM = 0.5;

    /// A vector is kept when its residual is at most this part of the last kept one's.
    private static final double KEEP = 0.1;

    /// Unsent changes add at most this part of the target to the residual.
    private static final double DEAD_BAND = 0.1;

    /// A part rests when its local residual is at most this part of its share.
    private static final double REST = 0.1;

    /// A Krylov run, or cycle, that leaves more than this part of the residual is fruitless …
    private static final double FRUITLESS = 0.98;

    /// … and so many in a row are the end.
    private static final int MAX_FRUITLESS_RUNS = 3;

    /// Cuts in which relaxation has to halve the residual.
    private static final int MAX_CUTS_TO_HALVE = 200;

    /// What happens to the owner.
    public sealed interface Input {
        /// The first one: all parts are placed.
        record Begin() implements Input {}

        /// From a part.
        record Told(Message message) implements Input {}

        /// Its turn; asked for by [Output.WantsWork].
        record Work(long units) implements Input {}

        /// Time has passed; the driver says how often.
        record Tick() implements Input {}

        /// A part is lost, or has to move.
        record Lost(int part) implements Input {}

        /// The parts are told of other values of A or b.
        record Changed(long matrixVersion, long rhsVersion) implements Input {}

        /// The parts are told of another b and begin again at x = 0, see [PartMachine.Input.Restart].
        record Restarted(long rhsVersion, SolveSettings settings) implements Input {}
    }

    /// What the owner wants done.
    public sealed interface Output {
        record Send(int part, Message.Ask ask) implements Output {}

        /// Make a new machine for this part. It begins with its values of x, the vector of this cut, see
        /// [Checkpoint#of]; at zero where that is null.
        record Place(
                int part, long epoch, long cut, @Nullable DenseVector x) implements Output {}

        /// There is something to compute: [Input.Work] is wanted, until this does not come any more.
        record WantsWork() implements Output {}

        /// Nothing follows, unless the system changes.
        record Finished(Outcome outcome) implements Output {}
    }

    private enum Phase {
        BEFORE,
        CUT,
        DELIVER,
        COARSE_ENTRIES,
        COARSE_FACTORS,
        KRYLOV,
        RELAXING,
        DONE
    }

    /// Repeats come no further apart than so many times the first.
    private static final int LONGEST_PATIENCE = 32;

    private final RowPartition partition;
    private SolveSettings settings;
    private final Rounds rounds;
    private final int aggregates;
    private final long[] placed;
    private final double[] hints;
    private final List<Output> outputs = new ArrayList<>();
    private Mode mode;
    private Phase phase = Phase.BEFORE;
    private Stamp stamp;
    private int iterations;
    private int fruitless;
    private double milestone = Double.POSITIVE_INFINITY;
    private int relaxedTicks;
    private @Nullable CoarseSpace coarse;
    private @Nullable Krylov krylov;
    private @Nullable Step resume;
    private @Nullable CutResidual present;
    private @Nullable CutResidual kept;
    private @Nullable DenseVector keptX;
    private long keptCut;
    private @Nullable StopReason ending;

    /// The parts were placed in `epoch`. `aggregates` is the number of coarse unknowns of the subdomains, 0 for none.
    public SolveCoordinator(
            RowPartition partition,
            Mode mode,
            int aggregates,
            SolveSettings settings,
            long matrixVersion,
            long rhsVersion,
            long epoch) {
        this.partition = partition;
        this.mode = mode;
        this.aggregates = aggregates;
        this.settings = settings;
        this.rounds = new Rounds(partition.parts());
        this.placed = new long[partition.parts()];
        this.hints = new double[partition.parts()];
        this.stamp = new Stamp(matrixVersion, rhsVersion, epoch, Stamp.OWNER, 0);
        Arrays.fill(placed, epoch);
    }

    public long epoch() {
        return stamp.epoch();
    }

    /// The residual of the last cut, null before there was one.
    public @Nullable CutResidual lastCut() {
        return present;
    }

    /// Of the Krylov method, or cuts of relaxation, since the beginning or the last change.
    public int iterations() {
        return iterations;
    }

    /// The vector of the best cut of which one was kept, null before there was one.
    public @Nullable DenseVector kept() {
        return keptX;
    }

    /// How the parts work together now: conjugate gradients may have left the rest to GMRES.
    public Mode mode() {
        return mode;
    }

    public List<Output> on(Input input) {
        switch (input) {
            case Input.Begin _ -> freeze();
            case Input.Told told -> told(told.message());
            case Input.Work work -> work(work.units());
            case Input.Tick _ -> tick();
            case Input.Lost lost -> lost(lost.part());
            case Input.Changed changed -> changed(changed.matrixVersion(), changed.rhsVersion());
            case Input.Restarted restarted -> restarted(restarted.rhsVersion(), restarted.settings());
        }
        List<Output> wanted = List.copyOf(outputs);
        outputs.clear();
        return wanted;
    }

    private void ask(Phase next, Step step) {
        phase = next;
        rounds.open(step);
        askAll(step);
    }

    private void askAll(Step step) {
        for (int part = 0; part < partition.parts(); part++) {
            Stamp asked = stamp.from(Stamp.OWNER, rounds.number());
            outputs.add(new Output.Send(part, new Message.Ask(asked, placed[part], step)));
        }
    }

    private double target(CutResidual cut) {
        double scale = cut.rhsNorm() == 0 ? 1.0 : cut.rhsNorm();
        return Math.max(
                settings.tolerance().relative() * scale, settings.tolerance().absolute());
    }

    private boolean met(CutResidual cut) {
        return settings.tolerance().metBy(cut.relative(), cut.norm2());
    }

    private void freeze() {
        CutResidual last = present;
        double target = last == null ? 0.0 : target(last);
        double spread = Math.sqrt(partition.rows()) * (last == null ? 1.0 : last.matrixNorm());
        double deadBand = spread > 0 ? DEAD_BAND * target / spread : 0.0;
        double enough = REST * target / Math.sqrt(partition.parts());
        ask(Phase.CUT, new Step.Freeze(deadBand, enough));
    }

    private void told(Message message) {
        Stamp from = message.stamp();
        if (!from.sameEpoch(stamp)) {
            return;
        }
        switch (message) {
            case Message.Answer answer -> {
                if (rounds.answer(from.sender(), from.seq(), answer.finding())) {
                    complete();
                }
            }
            case Message.Progress progress -> {
                hints[from.sender()] = progress.residual();
                lookIfNear();
            }
            case Message.Halo _, Message.RoundHalo _, Message.Ask _ -> {}
        }
    }

    /// All parts have answered.
    private void complete() {
        rounds.close();
        switch (phase) {
            case CUT -> cut(CutResidual.of(rounds.number(), rounds.findings(Finding.OwnResidual.class)));
            case DELIVER -> delivered(rounds.findings(Finding.Block.class));
            case COARSE_ENTRIES -> {
                coarse = new CoarseSpace(
                        aggregates,
                        rounds.findings(Finding.Coarse.class).stream()
                                .map(Finding.Coarse::entries)
                                .toList());
                phase = Phase.COARSE_FACTORS;
                outputs.add(new Output.WantsWork());
            }
            case KRYLOV -> krylov(rounds.findings(Finding.Sums.class));
            case BEFORE, COARSE_FACTORS, RELAXING, DONE -> {}
        }
    }

    private void cut(CutResidual found) {
        CutResidual before = present;
        present = found;
        if (mode == Mode.ASYNCHRONOUS) {
            iterations++;
        }
        ending = met(found) ? converged(found) : ending == null ? givingUp(found, before) : ending;
        double worth = kept == null ? found.rhsNorm() : kept.norm2();
        if (ending != null || found.norm2() <= KEEP * worth) {
            ask(Phase.DELIVER, new Step.Deliver());
        } else {
            proceed(found);
        }
    }

    private static StopReason converged(CutResidual found) {
        return found.rhsNorm() == 0 && found.norm2() < Double.MIN_NORMAL
                ? new StopReason.ZeroRhs()
                : new StopReason.ResidualMet(found.relative());
    }

    /// Why it is no use to go on, or null.
    private @Nullable StopReason givingUp(CutResidual found, @Nullable CutResidual before) {
        if (!Double.isFinite(found.norm2())) {
            return new StopReason.Diverged(found.relative());
        }
        if (iterations >= settings.maxIterations()) {
            return new StopReason.IterationLimit(settings.maxIterations());
        }
        boolean stands = mode == Mode.ASYNCHRONOUS
                ? standsStill(found)
                : krylov != null && resume == null && before != null && fruitless(found, before);
        return stands ? new StopReason.Stagnated(found.relative()) : null;
    }

    private boolean standsStill(CutResidual found) {
        boolean halved = found.norm2() <= milestone / 2;
        milestone = halved ? found.norm2() : milestone;
        fruitless = halved ? 0 : fruitless + 1;
        return fruitless == MAX_CUTS_TO_HALVE;
    }

    /// A Krylov run or cycle has ended.
    private boolean fruitless(CutResidual found, CutResidual before) {
        fruitless = found.norm2() <= FRUITLESS * before.norm2() ? 0 : fruitless + 1;
        return fruitless == MAX_FRUITLESS_RUNS;
    }

    private void delivered(List<Finding.Block> blocks) {
        CutResidual found = Objects.requireNonNull(present);
        double[] x = new double[partition.rows()];
        for (int part = 0; part < blocks.size(); part++) {
            int[] rows = partition.rowsOf(part);
            for (int i = 0; i < rows.length; i++) {
                x[rows[i]] = blocks.get(part).values().get(i);
            }
        }
        DenseVector assembled = DenseVector.adopt(x);
        StopReason reason = ending;
        CutResidual best = kept;
        if (reason != null && best != null && !reason.converged() && best.norm2() < found.norm2()) {
            finish(Objects.requireNonNull(keptX), best, reason);
            return;
        }
        keptX = assembled;
        keptCut = found.cut();
        kept = found;
        if (reason != null) {
            finish(assembled, found, reason);
        } else {
            proceed(found);
        }
    }

    private void finish(DenseVector x, CutResidual residual, StopReason reason) {
        phase = Phase.DONE;
        outputs.add(new Output.Finished(new Outcome(x, residual, iterations, reason)));
    }

    /// Goes on after a cut that is not good enough.
    private void proceed(CutResidual found) {
        Step following = resume;
        resume = null;
        if (mode == Mode.ASYNCHRONOUS) {
            phase = Phase.RELAXING;
            relaxedTicks = 0;
            Arrays.fill(hints, Double.POSITIVE_INFINITY);
        } else if (following != null) {
            ask(Phase.KRYLOV, following);
        } else if (aggregates > 0 && coarse == null) {
            ask(Phase.COARSE_ENTRIES, new Step.CoarseEntries());
        } else if (coarse != null && !coarse.ready()) {
            phase = Phase.COARSE_FACTORS;
            outputs.add(new Output.WantsWork());
        } else {
            start(found);
        }
    }

    private void start(CutResidual found) {
        double aim = AIM * target(found);
        int left = settings.maxIterations() - iterations;
        Krylov method = mode == Mode.CONJUGATE_GRADIENTS
                ? new ConjugateGradients(aim, left, coarse, aggregates, partition.rows())
                : new Gmres(aim, left, coarse, aggregates);
        krylov = method;
        ask(Phase.KRYLOV, method.begin(found.norm2()));
    }

    private void krylov(List<Finding.Sums> sums) {
        Krylov method = Objects.requireNonNull(krylov);
        int before = method.iterations();
        Krylov.Next next = method.next(sums);
        iterations += method.iterations() - before;
        switch (next) {
            case Krylov.Next.Ask asked -> ask(Phase.KRYLOV, asked.step());
            case Krylov.Next.Cut looked -> {
                resume = looked.resume();
                freeze();
            }
            case Krylov.Next.Broken broken -> broken(broken.reason());
        }
    }

    /// Conjugate gradients that met negative curvature, or stand still, leave the rest to GMRES.
    private void broken(StopReason.GaveUp reason) {
        if (mode == Mode.CONJUGATE_GRADIENTS) {
            mode = Mode.GMRES;
            krylov = null;
            freeze();
        } else {
            ending = reason;
            freeze();
        }
    }

    private void work(long units) {
        CoarseSpace space = coarse;
        if (phase != Phase.COARSE_FACTORS || space == null) {
            return;
        }
        if (!space.ready()) {
            space.advance(units);
        }
        if (space.ready()) {
            start(Objects.requireNonNull(present));
        } else {
            outputs.add(new Output.WantsWork());
        }
    }

    /// Looks at the residual of all when those that the parts believe in would nearly meet the target.
    private void lookIfNear() {
        CutResidual last = present;
        if (phase == Phase.RELAXING && last != null && Norms.norm2(hints, hints.length) <= 2 * target(last)) {
            freeze();
        }
    }

    private void tick() {
        Step step = rounds.step();
        if (phase == Phase.RELAXING) {
            relaxedTicks++;
            if (relaxedTicks >= settings.cutTicks()) {
                freeze();
            }
        } else if (step != null) {
            int waited = rounds.tick();
            if (phase == Phase.CUT && waited >= settings.voidTicks()) {
                freeze();
            } else if (asksAgain(waited)) {
                askAll(step);
            }
        }
    }

    /// After the patience, then after twice as long each time, as an answer may be an x that is still under way.
    private boolean asksAgain(int waited) {
        int patience = settings.patienceTicks();
        int times = waited / patience;
        return waited % patience == 0 && (Integer.bitCount(times) == 1 || times % LONGEST_PATIENCE == 0);
    }

    private void lost(int part) {
        nextEpoch();
        placed[part] = stamp.epoch();
        outputs.add(new Output.Place(part, stamp.epoch(), keptCut, keptX));
        if (phase != Phase.DONE && phase != Phase.BEFORE) {
            freeze();
        }
    }

    /// Nothing of what is under way counts any more; x of the parts stays what it is.
    private void nextEpoch() {
        stamp = new Stamp(stamp.matrixVersion(), stamp.rhsVersion(), stamp.epoch() + 1, Stamp.OWNER, 0);
        rounds.close();
        krylov = null;
        resume = null;
        ending = null;
        fruitless = 0;
        milestone = Double.POSITIVE_INFINITY;
        Arrays.fill(hints, Double.POSITIVE_INFINITY);
    }

    private void changed(long matrixVersion, long rhsVersion) {
        if (matrixVersion != stamp.matrixVersion()) {
            coarse = null;
        }
        stamp = new Stamp(matrixVersion, rhsVersion, stamp.epoch(), Stamp.OWNER, 0);
        nextEpoch();
        iterations = 0;
        present = null;
        kept = null;
        if (phase != Phase.BEFORE) {
            freeze();
        }
    }

    private void restarted(long rhsVersion, SolveSettings anew) {
        settings = anew;
        stamp = new Stamp(stamp.matrixVersion(), rhsVersion, stamp.epoch(), Stamp.OWNER, 0);
        nextEpoch();
        iterations = 0;
        present = null;
        kept = null;
        keptX = null;
        keptCut = 0;
        if (phase != Phase.BEFORE) {
            freeze();
        }
    }
}
