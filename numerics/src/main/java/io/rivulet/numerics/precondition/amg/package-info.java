// SPDX-License-Identifier: Apache-2.0
/// Smoothed-aggregation algebraic multigrid: the hierarchy, its set-up in steps, the cycle.
@NullMarked
package io.rivulet.numerics.precondition.amg;

import org.jspecify.annotations.NullMarked;
