// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.request;

/// A change of costs asked for by a call.
///
/// @param waits whether its answer is to come when the solution follows it
public record CostCall(CostMessage message, boolean waits) {
    /// The value of `wait` that says so.
    public static final String APPLIED = "applied";
}
