// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.parcel;

import org.apache.pekko.actor.typed.ActorRef;

/// A message in another node's keeping, by which it can be pulled from there.
///
/// @param bytes of the whole message, as its serializer wrote it
/// @param checksum CRC-32C of them
public record Parcel(
        ActorRef<ParcelDesk.Command> desk, long number, int bytes, long checksum, int serializer, String manifest)
        implements ParcelMessage {
    int pieces() {
        return Math.ceilDiv(bytes, ParcelDesk.PIECE_BYTES);
    }
}
