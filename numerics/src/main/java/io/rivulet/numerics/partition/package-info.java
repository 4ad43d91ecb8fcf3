// SPDX-License-Identifier: Apache-2.0
/// One system cut into parts that know only their own rows: who owns what, what the neighbours need of it, local and
/// coarse solves. How the parts work together is the matter of `partition.machine`.
@NullMarked
package io.rivulet.numerics.partition;

import org.jspecify.annotations.NullMarked;
