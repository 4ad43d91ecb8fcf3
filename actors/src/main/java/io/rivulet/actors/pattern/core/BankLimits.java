// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.pattern.core;

/// What one owner may keep.
///
/// @param patterns more are refused
/// @param values of all patterns together; likewise, and so many of all experiences
/// @param experiences the oldest are forgotten beyond it
public record BankLimits(int patterns, long values, int experiences) {
    /// Types of patterns with outcomes of their own; more learn together.
    public static final int TYPES = 256;
}
