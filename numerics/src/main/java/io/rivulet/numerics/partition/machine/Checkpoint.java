// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.partition.machine;

import io.rivulet.numerics.linalg.DenseVector;

/// Values from which a part can go on somewhere else: any x is a legal start, a later one a better one.
///
/// @param cut the round in which they were frozen
/// @param values of its owned rows, in the order of A
public record Checkpoint(int part, long matrixVersion, long rhsVersion, long epoch, long cut, DenseVector values) {}
