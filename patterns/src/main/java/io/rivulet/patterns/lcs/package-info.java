// SPDX-License-Identifier: Apache-2.0
/// Longest common subsequences of series of numbers.
@NullMarked
package io.rivulet.patterns.lcs;

import org.jspecify.annotations.NullMarked;
