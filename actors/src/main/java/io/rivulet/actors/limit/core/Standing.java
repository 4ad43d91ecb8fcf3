// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.limit.core;

/// Whether a request may pass, and what its caller has left.
///
/// @param limit of the quota that is nearest to its end
/// @param resetNanos until more remain, if nothing else happens
/// @param retryNanos where it may not pass: until one may
public record Standing(boolean passes, int limit, int remaining, long resetNanos, long retryNanos) {}
