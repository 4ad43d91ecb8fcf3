// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.partition.machine;

import io.rivulet.numerics.partition.Mode;

/// How a part works.
///
/// @param symmetric whether A is
/// @param maxFactorBytes what local factors may take
public record PartSettings(Mode mode, boolean symmetric, long maxFactorBytes) {}
