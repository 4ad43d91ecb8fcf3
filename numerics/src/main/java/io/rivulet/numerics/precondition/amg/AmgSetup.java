// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.precondition.amg;

import io.rivulet.numerics.kernels.Execution;
import io.rivulet.numerics.kernels.Team;
import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.precondition.Ageing.Renewal;
import io.rivulet.numerics.precondition.Preconditioner;
import io.rivulet.numerics.precondition.SteppedSetup;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.DoubleConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Smoothed aggregation for a symmetric sign·A that is positive definite, or singular with null vectors like 1 or signs
/// on its components. The hierarchy is in floats; what decides about near-singularity is kept in doubles beside it. The
/// same bits for every team and for any cutting into steps.
/// **Shapes** A n×n. **Thread** one at a time; the team's threads share the work of a step.
/// **Cost** about 30·nnz units for grids; the hierarchy takes about twice the memory of A.
/// **Errors** a diagonal entry or a 2×2 minor that no definite matrix has, a coarse matrix that is not positive, and a
/// hierarchy that would be more than [#MAX_COMPLEXITY] times the matrix (irregular graphs, hubs), are failures.
/// **Source** Vaněk, Mandel, Brezina 1996; numerics specification §5.3, §7.6.
public final class AmgSetup extends SteppedSetup<Preconditioner> {
    /// Entries of all levels, those of a last level that is only relaxed counted by its work, over those of A.
    static final double MAX_COMPLEXITY = 2.5;

    /// Diagonals that grew or shrank by more than this make the coarse levels too bad to keep …
    static final double MAX_AGE = 2;

    /// … and by more than this the scaling.
    static final double MAX_SCALING_AGE = 0x1p20;

    /// Multiplications of one product, and entries of A·P, over those of A.
    private static final long MAX_PRODUCT_WORK = 60;

    private static final long MAX_PRODUCT_ENTRIES = 8;

    /// A level of more than this part of the rows before is no coarser.
    private static final double STALLED_PART = 0.9;

    private static final int MAX_LEVELS = 40;

    /// Gershgorin's bound is good enough for the smoother up to this; dominance gives 2.
    private static final double GOOD_BOUND = 2.001;

    private final CsrMatrix matrix;
    private final double sign;
    private final Execution execution;
    private final Team team;
    private final @Nullable Hierarchy old;
    private final Scratch.Pool pool = new Scratch.Pool();
    private final Deque<Supplier<@Nullable Stage>> ahead = new ArrayDeque<>();
    private final List<Level> levels = new ArrayList<>();
    private final List<Coarsening> coarsenings = new ArrayList<>();
    private Finest finest;
    private Renewal renewal;
    private long entries;
    private @Nullable Stage present;

    /// A hierarchy for `sign`·A, which must not change before it is finished.
    public AmgSetup(Execution execution, CsrMatrix a, double sign) {
        this(execution, a, sign, null, Renewal.REBUILD);
    }

    /// With at least `least` done anew of a hierarchy for another matrix of the same size.
    AmgSetup(Execution execution, CsrMatrix a, double sign, @Nullable Hierarchy old, Renewal least) {
        this.matrix = a;
        this.sign = sign;
        this.execution = execution;
        this.team = execution.team();
        this.old = old;
        this.renewal = old == null || least == Renewal.REFRESH && !old.fits(a) ? Renewal.REBUILD : least;
        this.finest = new Finest(a, sign, renewal == Renewal.REBUILD || old == null ? null : old.scaling(), team);
        ahead.add(() -> finest.diagonals());
        ahead.add(this::withDiagonals);
    }

    /// To be done next, before all that is ahead already.
    @SafeVarargs
    private void next(Supplier<@Nullable Stage>... stages) {
        for (int k = stages.length - 1; k >= 0; k--) {
            ahead.addFirst(stages[k]);
        }
    }

    @Override
    protected long step(long units) {
        Stage stage = present;
        if (stage == null || stage.done()) {
            Supplier<@Nullable Stage> following = ahead.poll();
            present = following == null ? null : following.get();
            return 1;
        }
        long used = stage.advance(units);
        Failure failed = stage.failure();
        if (failed != null && renewal == Renewal.REFRESH) {
            rebuild();
        } else if (failed != null) {
            fail(failed);
        }
        return used;
    }

    private void rebuild() {
        renewal = Renewal.REBUILD;
        finest = new Finest(matrix, sign, null, team);
        levels.clear();
        coarsenings.clear();
        entries = 0;
        present = null;
        ahead.clear();
        next(() -> finest.diagonals(), this::withDiagonals);
    }

    private @Nullable Stage withDiagonals() {
        Hierarchy known = old;
        double age = known == null ? 1 : finest.age(known.diagonal());
        if (renewal != Renewal.REBUILD && known != null && !(age <= MAX_AGE)) {
            renewal = Renewal.REFRESH;
            if (!known.fits(matrix) || !(age <= MAX_SCALING_AGE)) {
                rebuild();
                return null;
            }
        }
        if (!finest.signsMatter()) {
            next(() -> finest.entries(null), this::withEntries);
            return null;
        }
        SignBalance balance = new SignBalance(matrix, sign);
        next(() -> balance, () -> finest.entries(balance.result()), this::withEntries);
        return null;
    }

    private @Nullable Stage withEntries() {
        FloatRows a = finest.rows();
        float[] diagonal = finest.diagonal();
        double[] c = finest.scaling().nearNull();
        Hierarchy known = old;
        if (renewal == Renewal.FOLLOW && known != null) {
            bound(a, diagonal, c, finest.spectralBound(), RowChunks.of(a), bound -> follow(known, a, bound));
        } else {
            begin(a, diagonal, c, finest.slack(), finest.spectralBound());
        }
        return null;
    }

    /// The finest level anew above the coarse levels as they are.
    private void follow(Hierarchy known, FloatRows a, double bound) {
        List<CycleLevel> all = new ArrayList<>(known.levels());
        all.set(0, known.levels().getFirst().withMatrix(a, finest.diagonal(), bound, execution));
        finish(new Cycle(
                new Hierarchy(
                        known.rowStart(),
                        known.column(),
                        known.scaling(),
                        known.diagonal(),
                        known.coarsenings(),
                        List.copyOf(all),
                        known.last()),
                renewal,
                execution));
    }

    /// Finds out λ̂ where Gershgorin's bound is not good enough.
    private void bound(
            FloatRows a, float[] diagonal, double[] c, double gershgorin, RowChunks chunks, DoubleConsumer then) {
        if (gershgorin <= GOOD_BOUND) {
            then.accept(gershgorin);
            return;
        }
        SpectralBound bound = new SpectralBound(a, diagonal, c, chunks, team);
        next(() -> {
            then.accept(bound.result());
            return null;
        });
        List<Supplier<Stage>> stages = bound.stages();
        for (int k = stages.size() - 1; k >= 0; k--) {
            ahead.addFirst(stages.get(k)::get);
        }
    }

    /// A level is there: coarsen it or end.
    private void begin(FloatRows a, float[] diagonal, double[] c, double[] slack, double gershgorin) {
        RowChunks chunks = RowChunks.of(a);
        bound(a, diagonal, c, gershgorin, chunks, bound -> coarsen(new Level(a, diagonal, c, bound), slack, chunks));
    }

    private void coarsen(Level level, double[] slack, RowChunks chunks) {
        Hierarchy known = old;
        int depth = levels.size();
        levels.add(level);
        entries += level.a().nnz();
        if (level.rows() <= CoarseSolve.MAX_ROWS) {
            CoarseSolve solve = new CoarseSolve(level, slack);
            next(() -> solve, () -> finish(new LastLevel.Dense(solve)));
            return;
        }
        if (renewal == Renewal.REFRESH && known != null) {
            if (depth < known.coarsenings().size()) {
                coarsened(level, slack, chunks, known.coarsenings().get(depth));
            } else {
                next(() -> finish(known.last()));
            }
            return;
        }
        Strength strength = new Strength(level.a(), level.diagonal(), level.nearNull(), chunks, depth, team);
        Aggregation aggregation = new Aggregation(level.a(), strength, level.diagonal(), chunks, team);
        next(
                strength::roots,
                strength::thresholds,
                strength::marks,
                aggregation::roots,
                aggregation::joining,
                aggregation::leftovers,
                () -> {
                    int count = aggregation.count();
                    coarsened(level, slack, chunks, new Coarsening(strength.strong(), aggregation.result(), count));
                    return null;
                });
    }

    private void coarsened(Level level, double[] slack, RowChunks chunks, Coarsening coarsening) {
        if (coarsening.count() == 0) {
            next(() -> finish(LastLevel.Relaxed.DOMINATED));
            return;
        }
        if (coarsening.count() > STALLED_PART * level.rows() || levels.size() == MAX_LEVELS) {
            entries += (long) level.a().nnz() * LastLevel.Relaxed.STALLED.degree() / 4;
            next(() -> finish(LastLevel.Relaxed.STALLED));
            return;
        }
        coarsenings.add(coarsening);
        Prolongator prolongator =
                new Prolongator(level, slack, coarsening, Strength.threshold(levels.size() - 1), chunks, team, pool);
        next(
                prolongator::coarseNullVector,
                prolongator::entries,
                () -> prolongator.rows().assembly(team),
                () -> {
                    multiply(level, slack, prolongator, chunks);
                    return null;
                });
    }

    private void multiply(Level level, double[] slack, Prolongator prolongator, RowChunks chunks) {
        FloatRows p = prolongator.rows().result();
        Transposition transposition = new Transposition(p, chunks);
        long nnz = Math.max(matrix.nnz(), 1);
        Product right = new Product(level.a(), p, team, pool, MAX_PRODUCT_WORK * nnz, MAX_PRODUCT_ENTRIES * nnz);
        next(
                transposition::counts,
                transposition::entries,
                () -> right,
                () -> right.rows().assembly(team),
                () -> {
                    FloatRows r = transposition.result();
                    long budget = (long) (MAX_COMPLEXITY * nnz) - entries;
                    Product left = new Product(r, right.rows().result(), team, pool, MAX_PRODUCT_WORK * nnz, budget);
                    next(() -> left.rows().assembly(team), () -> {
                        galerkin(
                                level,
                                slack,
                                prolongator,
                                chunks,
                                p,
                                r,
                                left.rows().result());
                        return null;
                    });
                    return left;
                });
    }

    private void galerkin(
            Level level,
            double[] slack,
            Prolongator prolongator,
            RowChunks chunks,
            FloatRows p,
            FloatRows r,
            FloatRows coarse) {
        level.coarsen(p, r);
        double[] c = prolongator.coarseNull();
        Galerkin galerkin =
                new Galerkin(level, slack, prolongator.missed(), chunks, r, coarse, RowChunks.of(coarse), c, team);
        next(galerkin::fine, galerkin::coarse, () -> {
            begin(coarse, galerkin.diagonal(), c, galerkin.coarseSlack(), Double.POSITIVE_INFINITY);
            return null;
        });
    }

    private @Nullable Stage finish(LastLevel last) {
        if (entries > MAX_COMPLEXITY * matrix.nnz() && levels.size() > 1) {
            fail(tooComplex());
            return null;
        }
        Hierarchy made = new Hierarchy(
                matrix.rowStart(),
                matrix.column(),
                finest.scaling(),
                finest.diagonal(),
                List.copyOf(coarsenings),
                levels.stream().map(level -> new CycleLevel(level, execution)).toList(),
                last);
        finish(new Cycle(made, renewal, execution));
        return null;
    }

    static Failure tooComplex() {
        return new Failure("multigrid hierarchy over the size of A, at most", MAX_COMPLEXITY);
    }
}
