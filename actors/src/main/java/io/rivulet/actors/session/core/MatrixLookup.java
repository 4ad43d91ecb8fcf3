// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session.core;

/// Reads entries of A as it was when the data was loaded; for `old_value` checks. **Cost** a binary search, no copy.
@FunctionalInterface
public interface MatrixLookup {
    double get(int row, int column);
}
