// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.event;

import org.jspecify.annotations.Nullable;

/// Where a problem's bytes are: `hash` is the lower-case hex SHA-256 of what is stored in the blob of that name.
/// A gallery problem's blob is its recipe (and b, where one was given); that of a problem on an uploaded matrix names
/// the matrix (and b), whose own blob is `matrix`.
///
/// @param matrix hash of the uploaded matrix, or null where the problem stands for itself
public record ProblemRef(
        String hash, int rows, int nnz, @Nullable String matrix) {
    /// A problem that stands for itself.
    public ProblemRef(String hash, int rows, int nnz) {
        this(hash, rows, nnz, null);
    }
}
