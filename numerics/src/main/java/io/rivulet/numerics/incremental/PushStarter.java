// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.incremental;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Makes pushes, and keeps the columns they need from one to the next.
final class PushStarter {
    private final MutableSystem system;
    private final OuterIterate outer;
    private final RowQueue queue;
    private final PushBlock block = new PushBlock();
    private final Relaxation relaxation = new Relaxation();
    private @Nullable ColumnIndex columns;

    /// The pattern that a push was prepared for. Columns made for a trial don't count: the next push does, and costs,
    /// what it would have without.
    private long preparedVersion = -1;

    PushStarter(MutableSystem system, OuterIterate outer) {
        this.system = system;
        this.outer = outer;
        this.queue = new RowQueue(system.rows());
    }

    /// The system has taken this in.
    void follow(CostUpdate update) {
        ColumnIndex index = columns;
        if (index != null) {
            for (EntryChange change : update.matrix()) {
                index.set(change.row(), change.column(), change.newValue());
                relaxation.changed(change.row());
            }
        }
    }

    /// Columns of the present matrix if they are known or can be made without writing to the system, else null.
    /// **Cost** O(nnz) where they have to be made.
    @Nullable
    ColumnIndex columnsOfPresent() {
        ColumnIndex index = columns;
        boolean known = index != null && index.patternVersion() == system.patternVersion();
        // The base has old values in rows that were copied since.
        return known || !system.hasCopiedRows() ? columns() : null;
    }

    private ColumnIndex columns() {
        ColumnIndex index = columns;
        if (index == null || index.patternVersion() != system.patternVersion()) {
            index = ColumnIndex.of(system.base(), system.patternVersion());
            columns = index;
        }
        return index;
    }

    /// Columns for the present pattern; answers the units used.
    long prepare() {
        if (preparedVersion == system.patternVersion()) {
            return 0;
        }
        // The base has old values in rows that were copied since.
        long work = system.compact();
        columns();
        preparedVersion = system.patternVersion();
        return work + 2L * system.nnz();
    }

    /// A push from the rows in `seeds`, which receives all it touches, as `moved` all whose x it moves. There is a
    /// certificate, and [#prepare] was called.
    LocalPush start(Target target, RowSet seeds, RowSet moved, long budget) {
        Certificate certificate = Objects.requireNonNull(outer.certificate());
        double scaled = target.boundGoal(outer.bound()) / certificate.maxU();
        return new LocalPush(
                outer,
                system,
                columns(),
                certificate,
                seeds,
                moved,
                queue,
                block,
                new LocalPush.Goal(target.pushGoal(), scaled),
                relaxation.omega(system, columns(), certificate),
                budget);
    }

    long sizeBytes() {
        ColumnIndex index = columns;
        return queue.sizeBytes() + block.sizeBytes() + (index == null ? 0 : index.sizeBytes());
    }
}
