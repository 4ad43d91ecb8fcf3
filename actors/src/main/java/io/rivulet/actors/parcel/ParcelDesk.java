// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.parcel;

import java.time.Duration;
import java.util.Arrays;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/// Hands out what this node has in keeping.
final class ParcelDesk {
    /// A piece and its envelope fit into a frame of the transport.
    static final int PIECE_BYTES = 112 << 10;

    private static final Duration SWEEP = Duration.ofSeconds(5);

    sealed interface Command {}

    record Pull(long number, int piece, ActorRef<Piece> replyTo) implements Command, ParcelMessage {}

    /// The receiver has all of it.
    record Received(long number) implements Command, ParcelMessage {}

    private record Sweep() implements Command {}

    /// Empty where the parcel is not kept any more.
    record Piece(long number, int piece, byte[] bytes) implements ParcelMessage {}

    private ParcelDesk() {}

    static Behavior<Command> create(ParcelShelf shelf) {
        return Behaviors.withTimers(timers -> {
            timers.startTimerWithFixedDelay(new Sweep(), SWEEP, SWEEP);
            return Behaviors.receiveMessage(command -> {
                switch (command) {
                    case Pull pull -> pull.replyTo().tell(new Piece(pull.number(), pull.piece(), piece(shelf, pull)));
                    case Received received -> shelf.remove(received.number());
                    case Sweep _ -> shelf.sweep();
                }
                return Behaviors.same();
            });
        });
    }

    private static byte[] piece(ParcelShelf shelf, Pull pull) {
        byte[] all = shelf.get(pull.number());
        int from = pull.piece() * PIECE_BYTES;
        return from < 0 || from >= all.length
                ? new byte[0]
                : Arrays.copyOfRange(all, from, Math.min(all.length, from + PIECE_BYTES));
    }
}
