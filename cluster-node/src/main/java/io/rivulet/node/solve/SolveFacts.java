// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.solve;

import io.rivulet.numerics.incremental.Conditioning;
import org.jspecify.annotations.Nullable;

/// What a solve in this process knows of itself beside its lines. Times are in milliseconds.
///
/// @param setUp classification, plan, and the engine's work before the first iteration, to the slice (about 5 ms)
/// @param verify the residual recomputed, and the verification
/// @param memoryBytes the most that the engine held
/// @param componentwiseBackwardError max |r_i| / (|A|·|x| + |b|)_i
/// @param largestX ‖x‖∞
/// @param refined null where nobody asked
public record SolveFacts(
        double read,
        double setUp,
        double solve,
        double verify,
        long memoryBytes,
        double componentwiseBackwardError,
        double largestX,
        Conditioning conditioning,
        @Nullable RefinedBound refined) {}
