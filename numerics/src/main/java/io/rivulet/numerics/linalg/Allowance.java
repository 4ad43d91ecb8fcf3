// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.linalg;

/// Memory that something read from outside may take. Asked before each larger piece is allocated, so that a small text
/// that stands for something large is refused in time.
@FunctionalInterface
public interface Allowance {
    /// Never refuses.
    Allowance UNLIMITED = _ -> {};

    /// **Errors** an unchecked exception of its maker's where `bytes` more can't be had.
    void take(long bytes);
}
