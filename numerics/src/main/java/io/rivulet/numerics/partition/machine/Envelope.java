// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.partition.machine;

/// A message on its way between parts.
///
/// @param hops times it was sent so far
public record Envelope(int from, int to, int hops, Message message) {
    Envelope sent() {
        return new Envelope(from, to, hops + 1, message);
    }
}
