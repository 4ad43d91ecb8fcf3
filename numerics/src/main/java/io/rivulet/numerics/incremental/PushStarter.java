// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.incremental;

import org.jspecify.annotations.Nullable;

/// Makes pushes, and keeps the columns they need from one to the next.
final class PushStarter {
    private final MutableSystem system;
    private final OuterIterate outer;
    private @Nullable ColumnIndex columns;

    PushStarter(MutableSystem system, OuterIterate outer) {
        this.system = system;
        this.outer = outer;
    }

    /// The system has taken this in.
    void follow(CostUpdate update) {
        ColumnIndex index = columns;
        if (index != null) {
            for (EntryChange change : update.matrix()) {
                index.set(change.row(), change.column(), change.newValue());
            }
        }
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
        ColumnIndex index = columns;
        if (index != null && index.patternVersion() == system.patternVersion()) {
            return 0;
        }
        // The base has old values in rows that were copied since.
        long work = system.compact();
        columns();
        return work + 2L * system.nnz();
    }

    /// A push from the rows in `seeds`, which receives all it touches. There is a certificate, and [#prepare] was
    /// called.
    LocalPush start(Target target, RowSet seeds, long budget) {
        Double bound = target.errorBound();
        Certificate certificate = outer.certificate();
        double rowLimit = bound == null || certificate == null ? 0.0 : Target.PUSH_AIM * bound / certificate.maxU();
        return new LocalPush(outer, system, columns(), seeds, target.pushGoal(), rowLimit, budget);
    }

    long sizeBytes() {
        ColumnIndex index = columns;
        return index == null ? 0 : index.sizeBytes();
    }
}
