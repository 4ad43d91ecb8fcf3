// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.direct;

import io.rivulet.numerics.linalg.CsrMatrix;

/// The scaled entries of the diagonal blocks of a matrix, at their places in the order of elimination.
final class PlacedEntries implements FrontalElimination.Entries {
    private final CsrMatrix a;
    private final Structure structure;
    private final Scaling scaling;
    private final int[] placeOfUnknown;
    private final int[] placeOfRow;

    PlacedEntries(CsrMatrix a, Structure structure, Scaling scaling) {
        this.a = a;
        this.structure = structure;
        this.scaling = scaling;
        placeOfUnknown = EliminationTree.inverse(structure.fronts().order());
        placeOfRow = new int[placeOfUnknown.length];
        for (int u = 0; u < placeOfRow.length; u++) {
            placeOfRow[structure.rowOf()[u]] = placeOfUnknown[u];
        }
    }

    @Override
    public int rowAt(int place) {
        return structure.rowOf()[structure.fronts().order()[place]];
    }

    @Override
    public long load(int first, int end, Front front, int[] rowIn, int[] columnIn) {
        long read = 0;
        for (int place = first; place < end; place++) {
            int unknown = structure.fronts().order()[place];
            read += loadColumn(unknown, structure.symmetric() ? place : first, front.column(columnIn[place]), rowIn);
            if (!structure.symmetric()) {
                read += loadRow(unknown, end, front, rowIn[place], columnIn);
            }
        }
        return read;
    }

    /// The entries of a column from place `from` on.
    private int loadColumn(int unknown, int from, double[] column, int[] rowIn) {
        NonZeros columns = structure.byColumn();
        int begin = columns.start()[unknown];
        int end = columns.start()[unknown + 1];
        int block = structure.block()[unknown];
        for (int k = begin; k < end; k++) {
            int row = columns.column()[k];
            int place = placeOfRow[row];
            if (place >= from && structure.block()[structure.fronts().order()[place]] == block) {
                column[rowIn[place]] = scaling.scaled(a.value()[columns.at()[k]], row, unknown);
            }
        }
        return end - begin;
    }

    /// The entries of the row of an unknown from place `from` on.
    private int loadRow(int unknown, int from, Front front, int at, int[] columnIn) {
        NonZeros rows = structure.byRow();
        int row = structure.rowOf()[unknown];
        int begin = rows.start()[row];
        int end = rows.start()[row + 1];
        int block = structure.block()[unknown];
        for (int k = begin; k < end; k++) {
            int other = rows.column()[k];
            int place = placeOfUnknown[other];
            if (place >= from && structure.block()[other] == block) {
                front.column(columnIn[place])[at] = scaling.scaled(a.value()[rows.at()[k]], row, other);
            }
        }
        return end - begin;
    }

    /// Copies the entries of the row at `place` that lie in other blocks; answers where the next ones go.
    int copyBetween(int place, int[] places, double[] values, int to) {
        NonZeros rows = structure.byRow();
        int unknown = structure.fronts().order()[place];
        int row = structure.rowOf()[unknown];
        int next = to;
        for (int k = rows.start()[row]; k < rows.start()[row + 1]; k++) {
            int other = rows.column()[k];
            if (structure.block()[other] != structure.block()[unknown]) {
                places[next] = placeOfUnknown[other];
                values[next++] = scaling.scaled(a.value()[rows.at()[k]], row, other);
            }
        }
        return next;
    }
}
