// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.view;

import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.serialization.line.JsonFragment;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a change would give.
///
/// @param indices those that `x` has the entries of, or null where it has all
/// @param x null with the reason in `omitted`
/// @param partial the entries that would move most, `{indices,values}`
public record WhatIfView(
        long revision,
        int @Nullable [] indices,
        @Nullable DenseVector x,
        @Nullable String omitted,
        JsonFragment partial,
        int changedEntries,
        String method,
        long work,
        int iterations,
        String stopReason,
        double residualNorm,
        double residualNormAbsolute,
        @Nullable Double errorBound,
        String errorBoundKind,
        @Nullable String certificate,
        boolean verified,
        double elapsedMs,
        List<String> warnings) {}
