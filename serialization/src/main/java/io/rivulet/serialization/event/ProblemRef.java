// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.event;

/// Where a problem's bytes are: `hash` is the lower-case hex SHA-256 of what is stored in the blob of that name.
/// A gallery problem's blob is its recipe (and b, where one was given).
public record ProblemRef(String hash, int rows, int nnz) {}
