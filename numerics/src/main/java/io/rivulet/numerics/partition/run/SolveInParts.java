// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.partition.run;

import io.rivulet.numerics.classify.Classification;
import io.rivulet.numerics.classify.Classifier;
import io.rivulet.numerics.kernels.Execution;
import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.numerics.linalg.LinearSystem;
import io.rivulet.numerics.partition.Decomposition;
import io.rivulet.numerics.partition.Mode;
import io.rivulet.numerics.partition.PartitionMeasure;
import io.rivulet.numerics.partition.PartitionPlan;
import io.rivulet.numerics.partition.Partitioned;
import io.rivulet.numerics.partition.Partitioner;
import io.rivulet.numerics.partition.Routes;
import io.rivulet.numerics.partition.RowPartition;
import io.rivulet.numerics.partition.Subdomain;
import io.rivulet.numerics.partition.Topology;
import io.rivulet.numerics.partition.machine.Checkpoint;
import io.rivulet.numerics.partition.machine.CutResidual;
import io.rivulet.numerics.partition.machine.Outcome;
import io.rivulet.numerics.partition.machine.PartSettings;
import io.rivulet.numerics.partition.machine.SolveCoordinator;
import io.rivulet.numerics.partition.machine.SolveSettings;
import io.rivulet.numerics.solve.RepairRun;
import io.rivulet.numerics.solve.RunGoal;
import io.rivulet.numerics.solve.RunsElsewhere;
import io.rivulet.numerics.solve.StopReason;
import io.rivulet.numerics.verify.Tolerance;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The parts of one system, kept from run to run: another b goes to the parts that are there, another matrix is cut
/// and placed anew, in the same cut as long as its pattern is the same. Runs are those of a [SolveCoordinator].
/// **Thread** one at a time, handed over with a happens-before edge. **Cost** a run with another matrix classifies it,
/// cuts it if its pattern is new ([Partitioner#partition]) and copies it once, in one turn; one with another b copies
/// that. A part that is placed anew costs a copy of the matrix. Memory 12 bytes a row.
public final class SolveInParts implements RunsElsewhere {
    /// Units of one turn at the coarse factors.
    private static final long STEP = 65_536;

    /// Ticks after which a round is asked again, a cut is void, and relaxation is looked at.
    private static final int PATIENCE_TICKS = 4;

    private static final int VOID_TICKS = 100;
    private static final int CUT_TICKS = 4;

    /// A run that loses each of its parts so often is not for parts: what fails may fail wherever it is put.
    private static final int MOST_LOSSES = 2;

    /// Units an entry that cutting takes, and that placing takes.
    private static final long CUTTING_UNITS = 100;

    private static final long PLACING_UNITS = 4;

    /// How the present pattern was cut.
    private record Cut(int[] rowStart, int[] column, RowPartition partition, PartitionMeasure measure) {
        boolean fits(CsrMatrix a) {
            return Arrays.equals(rowStart, a.rowStart()) && Arrays.equals(column, a.column());
        }
    }

    private final Execution execution;
    private final int parts;
    private final Routes routes;
    private final @Nullable Mode wish;
    private final Carrier carrier;
    private final long seed;
    private final long[] placed;
    private final boolean[] there;
    private @Nullable Cut cut;
    private @Nullable PartitionPlan plan;
    private @Nullable SolveCoordinator owner;
    private @Nullable PartitionedRun present;
    private @Nullable String refusal;
    private int[][] numbers = {};
    private boolean symmetric;
    private boolean standing;
    private boolean begun;
    private boolean wantsWork;
    /// Of parts, in the present run.
    private int losses;
    /// The last turn ended before everything was taken in.
    private boolean unheard;

    private boolean active;
    private long knownVersion = -1;
    private long refusedVersion = -1;
    private long rhsVersion;

    /// @param wish null leaves the mode to the class of the matrix
    public SolveInParts(
            Execution execution, int parts, Topology topology, @Nullable Mode wish, Carrier carrier, long seed) {
        this.execution = execution;
        this.parts = parts;
        this.routes = Routes.of(topology, parts);
        this.wish = wish;
        this.carrier = carrier;
        this.seed = seed;
        this.placed = new long[parts];
        this.there = new boolean[parts];
    }

    @Override
    public @Nullable RepairRun start(CsrMatrix a, double[] r, RunGoal goal, long matrixVersion) {
        present = null;
        hearLeftovers();
        active = false;
        if (matrixVersion == refusedVersion) {
            end();
            return null;
        }
        long work = 0;
        boolean same = matrixVersion == knownVersion;
        if (!same) {
            String refused = look(a);
            work = CUTTING_UNITS * a.nnz();
            if (refused != null) {
                refusal = refused;
                refusedVersion = matrixVersion;
                end();
                return null;
            }
            standing = false;
            knownVersion = matrixVersion;
        }
        active = true;
        refusal = null;
        losses = 0;
        rhsVersion++;
        SolveSettings settings = new SolveSettings(
                new Tolerance(0.0, goal.target()),
                Math.max(1, goal.maxIterations()),
                PATIENCE_TICKS,
                VOID_TICKS,
                CUT_TICKS);
        PartitionedRun run = new PartitionedRun(this, execution, a, r, settings, work + PLACING_UNITS * a.nnz());
        present = run;
        if (standing) {
            restart(r, settings);
        } else {
            place(run, matrixVersion, settings);
        }
        return run;
    }

    /// What came while nobody ran: only what became of the parts counts.
    private void hearLeftovers() {
        Heard heard = carrier.take();
        while (heard != null) {
            boolean gone = heard instanceof Heard.Ended
                    || heard instanceof Heard.Impossible
                    || heard instanceof Heard.Lost lost && placed[lost.part()] == lost.epoch();
            standing &= !gone;
            heard = carrier.take();
        }
        // Parts that were not all made when their run ended: word of one may have gone by.
        standing &= begun;
    }

    /// Null, or why it is not to be solved in parts.
    private @Nullable String look(CsrMatrix a) {
        Classification c = Classifier.classify(execution.team(), a);
        switch (PartitionPlan.choose(c, c.mMatrix() || c.weaklyChained(), wish)) {
            case PartitionPlan.Choice.Refused no -> {
                return no.reason();
            }
            case PartitionPlan.Choice.Chosen chosen -> plan = chosen.plan();
        }
        symmetric = c.symmetric();
        Cut known = cut;
        if (known != null && known.fits(a)) {
            return null;
        }
        return switch (Partitioner.partition(a, parts, seed)) {
            case Partitioned.Refused no -> no.reason();
            case Partitioned.Accepted yes -> {
                cut = new Cut(a.rowStart(), a.column(), yes.partition(), yes.measure());
                yield null;
            }
        };
    }

    private List<Subdomain> subdomains(PartitionedRun run) {
        PartitionPlan planned = Objects.requireNonNull(plan);
        return Decomposition.of(
                new LinearSystem(run.a, DenseVector.adopt(run.rhs)),
                Objects.requireNonNull(cut).partition(),
                new Decomposition.Shape(planned.layers(), planned.aggregates(run.rhs.length / parts), seed),
                knownVersion,
                rhsVersion);
    }

    private void place(PartitionedRun run, long matrixVersion, SolveSettings settings) {
        List<Subdomain> subdomains = subdomains(run);
        SolveCoordinator former = owner;
        long epoch = 1 + (former == null ? 0 : former.epoch());
        owner = new SolveCoordinator(
                Objects.requireNonNull(cut).partition(),
                Objects.requireNonNull(plan).mode(),
                subdomains.getFirst().aggregates(),
                settings,
                matrixVersion,
                rhsVersion,
                epoch);
        standing = true;
        begun = false;
        wantsWork = false;
        numbers = new int[parts][];
        Arrays.fill(there, false);
        for (Subdomain subdomain : subdomains) {
            numbers[subdomain.part()] = numbersOf(subdomain);
            placed[subdomain.part()] = epoch;
            carrier.place(placement(epoch, subdomain, null));
        }
    }

    private static int[] numbersOf(Subdomain subdomain) {
        int[] all = new int[subdomain.extended()];
        for (int i = 0; i < all.length; i++) {
            all[i] = subdomain.global(i);
        }
        return all;
    }

    private Placement placement(long epoch, Subdomain subdomain, @Nullable Checkpoint from) {
        Mode mode = Objects.requireNonNull(plan).mode();
        PartSettings settings = new PartSettings(mode, symmetric, Placement.factorBytes(subdomain));
        return new Placement(epoch, subdomain, settings, routes, from);
    }

    private void restart(double[] r, SolveSettings settings) {
        for (int part = 0; part < parts; part++) {
            double[] rhs = new double[numbers[part].length];
            for (int i = 0; i < rhs.length; i++) {
                rhs[i] = r[numbers[part][i]];
            }
            carrier.restart(part, rhsVersion, rhs);
        }
        wantsWork = false;
        carryOut(owner().on(new SolveCoordinator.Input.Restarted(rhsVersion, settings)));
    }

    private SolveCoordinator owner() {
        return Objects.requireNonNull(owner);
    }

    /// Takes in what was heard; answers the units used.
    long turn(PartitionedRun run, long units) {
        if (run != present) {
            run.stop(new StopReason.Cancelled());
            return 1;
        }
        long work = 1;
        Heard heard = carrier.take();
        unheard = false;
        while (heard != null && run.stopped() == null) {
            work += hear(heard, run);
            unheard = work >= Math.max(units, STEP);
            heard = unheard || run.stopped() != null ? null : carrier.take();
        }
        if (wantsWork && run.stopped() == null) {
            wantsWork = false;
            carryOut(owner().on(new SolveCoordinator.Input.Work(STEP)));
            work += STEP;
        }
        tell(run);
        return work;
    }

    private void tell(PartitionedRun run) {
        SolveCoordinator telling = owner();
        CutResidual last = telling.lastCut();
        if (run.stopped() == null) {
            run.reached(telling.iterations(), last == null ? Double.NaN : last.norm2(), telling.kept());
        }
    }

    /// Whether there is nothing to do before something is heard.
    boolean waits(PartitionedRun run) {
        return run == present && !wantsWork && !unheard;
    }

    private long hear(Heard heard, PartitionedRun run) {
        switch (heard) {
            case Heard.Told told -> {
                if (begun) {
                    carryOut(owner().on(new SolveCoordinator.Input.Told(told.message())));
                }
                return told.message().sizeBytes() / Double.BYTES;
            }
            case Heard.Placed made -> madeIt(made);
            case Heard.Lost lost -> {
                if (lost.epoch() == placed[lost.part()] && ++losses > MOST_LOSSES * parts) {
                    giveUp(run, "parts were lost " + losses + " times");
                } else if (lost.epoch() == placed[lost.part()]) {
                    there[lost.part()] = false;
                    carryOut(owner().on(new SolveCoordinator.Input.Lost(lost.part())));
                }
            }
            case Heard.Passed _ -> {
                if (begun) {
                    carryOut(owner().on(new SolveCoordinator.Input.Tick()));
                }
            }
            case Heard.Impossible no -> giveUp(run, no.reason());
            case Heard.Ended _ -> {
                run.begunAgain();
                place(run, knownVersion, run.settings);
            }
        }
        return 1;
    }

    private void end() {
        standing = false;
        carrier.end();
    }

    private void giveUp(PartitionedRun run, String reason) {
        end();
        refusal = reason;
        run.stop(new StopReason.Breakdown("parts", 0.0));
    }

    private void madeIt(Heard.Placed made) {
        there[made.part()] |= made.epoch() == placed[made.part()];
        boolean all = true;
        for (boolean each : there) {
            all &= each;
        }
        if (all && !begun) {
            begun = true;
            carryOut(owner().on(new SolveCoordinator.Input.Begin()));
        }
    }

    private void carryOut(List<SolveCoordinator.Output> outputs) {
        for (SolveCoordinator.Output output : outputs) {
            switch (output) {
                case SolveCoordinator.Output.Send send -> carrier.ask(send.part(), send.ask());
                case SolveCoordinator.Output.Place place -> placeAgain(place);
                case SolveCoordinator.Output.WantsWork _ -> wantsWork = true;
                case SolveCoordinator.Output.Finished finished -> finished(finished.outcome());
            }
        }
    }

    private void placeAgain(SolveCoordinator.Output.Place place) {
        PartitionedRun run = Objects.requireNonNull(present);
        Subdomain subdomain = subdomains(run).get(place.part());
        placed[place.part()] = place.epoch();
        DenseVector x = place.x();
        Checkpoint from = x == null ? null : Checkpoint.of(subdomain, place.epoch(), place.cut(), x);
        carrier.place(placement(place.epoch(), subdomain, from));
    }

    private void finished(Outcome outcome) {
        PartitionedRun run = present;
        if (run != null) {
            run.reached(outcome.iterations(), outcome.residual().norm2(), outcome.x());
            run.stop(outcome.reason());
        }
    }

    @Override
    public void gaveUp(StopReason reason, long matrixVersion) {
        active = false;
        end();
        if (refusal == null) {
            refusal = method() + " in " + parts + " parts ended with " + reason.wireName();
            refusedVersion = matrixVersion;
        }
    }

    @Override
    public boolean active() {
        return active;
    }

    @Override
    public String method() {
        PartitionPlan planned = plan;
        SolveCoordinator present = owner;
        Mode mode = present != null ? present.mode() : planned != null ? planned.mode() : Mode.GMRES;
        return wireName(mode);
    }

    /// Of a mode.
    public static String wireName(Mode mode) {
        return switch (mode) {
            case ASYNCHRONOUS -> "partitioned_relaxation";
            case CONJUGATE_GRADIENTS -> "partitioned_cg";
            case GMRES -> "partitioned_gmres";
        };
    }

    @Override
    public String preconditioner() {
        PartitionPlan planned = plan;
        return planned == null || planned.mode() == Mode.ASYNCHRONOUS ? "none" : "schwarz";
    }

    @Override
    public @Nullable String refusal() {
        return refusal;
    }

    /// How the parts go together, lower case.
    public String topology() {
        return routes.topology().name().toLowerCase(Locale.ROOT);
    }

    public int parts() {
        return parts;
    }

    /// Rows of a part, and the values of others that its rows need; empty before the first cut.
    public record Size(int rows, int halo) {}

    public List<Size> sizes() {
        Cut known = cut;
        List<Size> sizes = new ArrayList<>();
        for (int part = 0; known != null && part < parts; part++) {
            sizes.add(new Size(
                    known.partition().size(part), known.measure().halos().get(part)));
        }
        return sizes;
    }

    @Override
    public long sizeBytes() {
        Cut known = cut;
        return known == null ? 0 : 3L * Integer.BYTES * known.partition().rows();
    }
}
