// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.parcel;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.zip.CRC32C;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.serialization.Serialization;
import org.apache.pekko.serialization.SerializationExtension;
import org.apache.pekko.serialization.Serializer;
import org.apache.pekko.serialization.Serializers;

/// Sends what is too large for one message: the sender keeps its bytes and sends a [Parcel], the receiver pulls them.
/// What the transport loses is asked for again; what comes twice does no harm.
/// **Thread** any.
public final class Parcels {
    /// What is larger goes as a parcel: the transport drops what exceeds its frame.
    public static final int WHOLE_BYTES = 96 << 10;

    /// Pieces asked for at once.
    private static final int WINDOW = 4;

    private static final int TRIES = 5;
    private static final Duration PIECE_TIMEOUT = Duration.ofSeconds(2);

    private final ActorSystem<?> system;
    private final Serialization serialization;
    private final ParcelShelf shelf;
    private final ActorRef<ParcelDesk.Command> desk;

    private Parcels(ActorSystem<?> system, ParcelShelf shelf, ActorRef<ParcelDesk.Command> desk) {
        this.system = system;
        this.serialization = SerializationExtension.get(system);
        this.shelf = shelf;
        this.desk = desk;
    }

    public static Parcels start(ActorSystem<?> system, LongSupplier nanoTime) {
        var shelf = new ParcelShelf(nanoTime);
        return new Parcels(
                system, shelf, system.systemActorOf(ParcelDesk.create(shelf), "rivulet-parcels", Props.empty()));
    }

    /// Whether what is sent to `to` crosses to another node.
    public static boolean isRemote(ActorRef<?> to) {
        return to.path().address().hasGlobalScope();
    }

    /// Takes a message into keeping, until it has been pulled or nobody has asked for it for a minute.
    /// **Errors** `session_busy` where too much waits already.
    public Parcel wrap(Object message) {
        Serializer serializer = serialization.findSerializerFor(message);
        byte[] bytes = serialization.serialize(message).get();
        return new Parcel(
                desk,
                shelf.put(bytes),
                bytes.length,
                checksum(bytes),
                serializer.identifier(),
                Serializers.manifestFor(serializer, message));
    }

    /// Nobody is to pull this parcel of ours any more.
    public void forget(Parcel parcel) {
        desk.tell(new ParcelDesk.Received(parcel.number()));
    }

    /// Pulls what a parcel stands for.
    /// **Errors** the stage fails when the sender does not keep it any more, or is gone.
    public <T> CompletionStage<T> unwrap(Parcel parcel, Class<T> expected) {
        var pull = new Pulling(parcel);
        for (int k = 0; k < WINDOW; k++) {
            pull.next();
        }
        return pull.whole.thenApply(bytes -> {
            if (checksum(bytes) != parcel.checksum()) {
                throw new IllegalStateException("parcel " + parcel.number() + " arrived damaged");
            }
            parcel.desk().tell(new ParcelDesk.Received(parcel.number()));
            return expected.cast(serialization
                    .deserialize(bytes, parcel.serializer(), parcel.manifest())
                    .get());
        });
    }

    private static long checksum(byte[] bytes) {
        var crc = new CRC32C();
        crc.update(bytes, 0, bytes.length);
        return crc.getValue();
    }

    private final class Pulling {
        private final Parcel parcel;
        private final byte[] bytes;
        private final AtomicInteger asked = new AtomicInteger();
        private final AtomicInteger left;
        private final CompletableFuture<byte[]> whole = new CompletableFuture<>();

        Pulling(Parcel parcel) {
            this.parcel = parcel;
            this.bytes = new byte[parcel.bytes()];
            this.left = new AtomicInteger(parcel.pieces());
        }

        void next() {
            int piece = asked.getAndIncrement();
            if (piece < parcel.pieces() && !whole.isDone()) {
                ask(piece, TRIES);
            }
        }

        private void ask(int piece, int tries) {
            AskPattern.<ParcelDesk.Command, ParcelDesk.Piece>ask(
                            parcel.desk(),
                            replyTo -> new ParcelDesk.Pull(parcel.number(), piece, replyTo),
                            PIECE_TIMEOUT,
                            system.scheduler())
                    .whenComplete((answer, failure) -> {
                        if (failure != null && tries > 1) {
                            ask(piece, tries - 1);
                        } else if (failure != null) {
                            whole.completeExceptionally(failure);
                        } else {
                            arrived(piece, answer.bytes());
                        }
                    });
        }

        private void arrived(int piece, byte[] part) {
            int from = piece * ParcelDesk.PIECE_BYTES;
            if (part.length != Math.min(ParcelDesk.PIECE_BYTES, bytes.length - from)) {
                whole.completeExceptionally(
                        new IllegalStateException("parcel " + parcel.number() + " is not kept any more"));
                return;
            }
            System.arraycopy(part, 0, bytes, from, part.length);
            if (left.decrementAndGet() == 0) {
                whole.complete(bytes);
            } else {
                next();
            }
        }
    }
}
