// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.precondition.amg;

import io.rivulet.numerics.kernels.Team;
import io.rivulet.numerics.precondition.Setup;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// X·Y by rows, sums in doubles, entries in floats; the columns of a row in the order in which they first come up.
/// Breaks off when it becomes more work or more entries than a hierarchy is worth.
/// **Source** Gustavson 1978.
final class Product implements Stage {
    private final FloatRows x;
    private final FloatRows y;
    private final Scratch.Pool pool;
    private final RowChunks chunks;
    private final long maxWork;
    private final long maxEntries;
    private final RowAssembly rows;
    private final Pass pass;
    private final AtomicLong work = new AtomicLong();
    private final AtomicLong entries = new AtomicLong();
    private long told;

    Product(FloatRows x, FloatRows y, Team team, Scratch.Pool pool, long maxWork, long maxEntries) {
        this.x = x;
        this.y = y;
        this.pool = pool;
        this.maxWork = maxWork;
        this.maxEntries = maxEntries;
        this.chunks = RowChunks.of(x);
        this.rows = new RowAssembly(chunks, x.rows(), y.columns());
        long perEntry = 1 + y.nnz() / Math.max(1, y.rows());
        this.pass = new Pass(team, chunks.count(), c -> perEntry * chunks.units(c), this::multiply);
    }

    @Override
    public long advance(long units) {
        pass.advance(units);
        long used = work.get() - told;
        told += used;
        return Math.max(1, used);
    }

    private void multiply(int chunk) {
        Scratch scratch = pool.take(y.columns());
        int base = scratch.base;
        int[] mark = scratch.mark;
        int used = 0;
        long multiplied = 0;
        for (int i = chunks.from(chunk); i < chunks.to(chunk) && multiplied <= maxWork; i++) {
            int before = used;
            int rowBase = base + before;
            for (int k = x.start()[i]; k < x.start()[i + 1]; k++) {
                int j = x.column()[k];
                double factor = x.value()[k];
                int from = y.start()[j];
                int to = y.start()[j + 1];
                scratch.reserve(used, to - from);
                int[] column = scratch.column;
                double[] sum = scratch.sum;
                for (int l = from; l < to; l++) {
                    int target = y.column()[l];
                    double term = factor * y.value()[l];
                    int at = mark[target];
                    if (at < rowBase) {
                        mark[target] = base + used;
                        column[used] = target;
                        sum[used] = term;
                        used++;
                    } else {
                        sum[at - base] += term;
                    }
                }
                multiplied += to - from + 1;
            }
            rows.rowEnds(i, used - before);
        }
        work.addAndGet(multiplied);
        entries.addAndGet(used);
        rows.put(chunk, scratch, used);
        pool.give(scratch, used);
    }

    @Override
    public boolean done() {
        return pass.done();
    }

    @Override
    public Setup.@Nullable Failure failure() {
        return entries.get() > maxEntries || work.get() > maxWork ? AmgSetup.tooComplex() : null;
    }

    RowAssembly rows() {
        return rows;
    }
}
