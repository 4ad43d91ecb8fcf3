// SPDX-License-Identifier: Apache-2.0
/// Solves in parts as runs of a repair: what the owner of a system does with its parts, wherever they are.
@NullMarked
package io.rivulet.numerics.partition.run;

import org.jspecify.annotations.NullMarked;
