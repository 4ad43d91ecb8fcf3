// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session.core;

/// The time of one input: `nanos` is monotonic and measures durations, `epochMillis` goes into lines and events.
public record Now(long nanos, long epochMillis) {}
