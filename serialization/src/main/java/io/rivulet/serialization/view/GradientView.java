// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.view;

import io.rivulet.numerics.linalg.SparseVector;

/// Which costs move entry `index` of x: entries of row `index` of A⁻¹, by falling magnitude.
///
/// @param omitted entries that were found and are not in `row`
/// @param bound on the error of each entry, and on every entry that was not found
/// @param reached whether `bound` is what was asked
/// @param work matrix entries touched
/// @param revision of A
public record GradientView(
        int index, SparseVector row, int omitted, double bound, boolean reached, long work, long revision) {}
