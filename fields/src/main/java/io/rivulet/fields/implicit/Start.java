// SPDX-License-Identifier: Apache-2.0
package io.rivulet.fields.implicit;

/// Where the solve of a step begins.
public enum Start {
    /// The field before the step: the solver repairs it with the method and the preconditioner that it keeps.
    PREVIOUS,
    /// What a direct solve by transforms gives, which the solver checks and, if need be, repairs. The fastest, and what
    /// a run that was restored shares to the bit with one that was not.
    TRANSFORMED
}
