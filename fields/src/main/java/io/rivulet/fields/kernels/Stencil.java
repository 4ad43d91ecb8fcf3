// SPDX-License-Identifier: Apache-2.0
package io.rivulet.fields.kernels;

import io.rivulet.fields.grid.Boundary;

/// One row of a field and what surrounds it, for a loop over the row. One object is moved from row to row.
public final class Stencil {
    final int size;
    private final Boundary boundary;
    private final double[] zeros;

    double[] up;
    int upAt;
    double[] row;
    int at;
    double[] down;
    int downAt;

    /// Left of the first column.
    double left;

    /// Right of the last column.
    double right;

    public Stencil(int size, Boundary boundary) {
        this.size = size;
        this.boundary = boundary;
        this.zeros = new double[size];
        this.up = zeros;
        this.row = zeros;
        this.down = zeros;
    }

    /// Moved to row `i` of `field`.
    public Stencil at(double[] field, int i) {
        int first = i * size;
        int last = first + size - 1;
        row = field;
        at = first;
        up = i == 0 && boundary == Boundary.DIRICHLET ? zeros : field;
        down = i == size - 1 && boundary == Boundary.DIRICHLET ? zeros : field;
        switch (boundary) {
            case PERIODIC -> {
                upAt = (i == 0 ? size - 1 : i - 1) * size;
                downAt = (i == size - 1 ? 0 : i + 1) * size;
                left = field[last];
                right = field[first];
            }
            case NEUMANN -> {
                upAt = (i == 0 ? 0 : i - 1) * size;
                downAt = (i == size - 1 ? i : i + 1) * size;
                left = field[first];
                right = field[last];
            }
            case DIRICHLET -> {
                upAt = i == 0 ? 0 : first - size;
                downAt = i == size - 1 ? 0 : first + size;
                left = 0;
                right = 0;
            }
        }
        return this;
    }
}
