// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.experience;

/// A choice other than the planned one, because it took less on matrices like this.
///
/// @param ratio what it is expected to take, over what the planned one is
/// @param lessons matrices that say so
public record Advice(Choice choice, double ratio, int lessons) {}
