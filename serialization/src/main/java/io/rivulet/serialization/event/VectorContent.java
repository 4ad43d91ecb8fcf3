// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.event;

import io.rivulet.numerics.linalg.DenseVector;

/// What the blob of a vector holds: an initial guess, or x in a checkpoint slot.
public record VectorContent(DenseVector x) {}
