// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.partition.machine;

import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.numerics.partition.Subdomain;

/// Values from which a part can go on somewhere else: any x is a legal start, a later one a better one.
///
/// @param cut the round in which they were frozen, 0 for none
/// @param values in local numbers: with those of the halo, since a part that solves its rows with others' values at
/// zero would lose what its own were worth
public record Checkpoint(int part, long matrixVersion, long rhsVersion, long epoch, long cut, DenseVector values) {
    /// The values of a part in the vector of a cut, of all rows of A.
    public static Checkpoint of(Subdomain subdomain, long epoch, long cut, DenseVector x) {
        return new Checkpoint(
                subdomain.part(), subdomain.matrixVersion(), subdomain.rhsVersion(), epoch, cut, subdomain.restrict(x));
    }
}
