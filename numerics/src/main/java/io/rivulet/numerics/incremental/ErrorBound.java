// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.incremental;

/// A bound on ‖x − x*‖∞ for the stored doubles A and b, rounding included. `certificate` names the theorem and its test
/// vector.
public record ErrorBound(double value, String certificate) {}
