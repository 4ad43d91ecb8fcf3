// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.incremental;

import org.jspecify.annotations.Nullable;

/// One entry of the solution by a local method.
///
/// @param errorBound on |value − x*_index|, rounding included, or null where none can be given
/// @param kind `certified` or `none`
/// @param work matrix entries touched
/// @param method `present` (x as it stands) or `dual_push`
public record EntryEstimate(
        int index, double value, @Nullable Double errorBound, String kind, long work, String method) {
    static EntryEstimate of(int index, double value, double bound, long work, String method) {
        boolean certified = Double.isFinite(bound);
        return new EntryEstimate(
                index, value, certified ? bound : null, certified ? "certified" : "none", work, method);
    }
}
