// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.view;

import io.rivulet.serialization.line.MatrixClassView;
import org.jspecify.annotations.Nullable;

/// What kind of matrix this is and how `hybrid` would solve it; `method` null where nothing can, for `reason`.
public record AnalysisView(
        int rows,
        int nnz,
        MatrixClassView matrixClass,
        @Nullable String method,
        @Nullable String preconditioner,
        String reason) {}
