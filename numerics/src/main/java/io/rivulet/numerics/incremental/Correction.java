// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.incremental;

/// What an engine can do about an x that somebody else has found wrong, from the mildest on. Each begins with the
/// residual of x computed anew from A and b, since the one that the engine keeps did not show the fault.
/// **Source** the corrective ladder of the numerics specification, §8.6.
public enum Correction {
    /// And x repaired from where it is, if its residual turns out to be too long.
    RECOMPUTE_RESIDUAL,
    /// Steps of four fifths, for methods that have a step.
    DAMP,
    /// Runs on A·d = r until the residual is a tenth of what is asked for.
    REFINE,
    /// Preconditioner and factors made anew from A.
    REFRESH_PRECONDITIONER,
    /// Incomplete factors or more, where the present ones are less.
    STRONGER_PRECONDITIONER,
    /// The next method of the plan.
    SWITCH_METHOD,
    /// Elimination, where the plan has it and something else is in use.
    DIRECT
}
