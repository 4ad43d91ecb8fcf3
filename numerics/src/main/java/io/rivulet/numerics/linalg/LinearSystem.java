// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.linalg;

/// A·x = b. **Shapes** `a` n×n, `b` length n, all finite (checked where the system is read).
public record LinearSystem(CsrMatrix a, DenseVector b) {
    public LinearSystem {
        if (a.rows() != b.size()) {
            throw new IllegalArgumentException(a.rows() + " rows but a right-hand side of " + b.size());
        }
    }

    public int rows() {
        return a.rows();
    }

    public long sizeBytes() {
        return a.sizeBytes() + 8L * b.size();
    }
}
