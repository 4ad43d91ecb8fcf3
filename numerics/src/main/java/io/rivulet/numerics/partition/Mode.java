// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.partition;

/// How parts work together.
public enum Mode {
    /// Each relaxes its rows with the newest values it has of others, and waits for nobody.
    ASYNCHRONOUS,
    /// Flexible conjugate gradients in step, preconditioned by local solves and a coarse space.
    CONJUGATE_GRADIENTS,
    /// Flexible GMRES in step, preconditioned by local solves and a coarse space.
    GMRES
}
