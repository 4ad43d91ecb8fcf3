// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.partition;

import io.rivulet.actors.parcel.Parcel;
import io.rivulet.actors.parcel.Parcels;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sends what parts and their owner say: whole inside a node and where it is short, else as a parcel, which is written
/// by another thread. What can't be sent is as if it were lost.
/// **Thread** any.
final class Post {
    private static final Logger log = LoggerFactory.getLogger(Post.class);

    private final Parcels parcels;
    private final Executor writers;

    Post(Parcels parcels, Executor writers) {
        this.parcels = parcels;
        this.writers = writers;
    }

    /// @param bytes of the message, about
    /// @param wrapped what stands for it, in a parcel
    <C, M extends C> void send(ActorRef<C> to, M message, long bytes, Function<Parcel, C> wrapped) {
        if (!Parcels.isRemote(to) || bytes <= Parcels.WHOLE_BYTES) {
            to.tell(message);
            return;
        }
        CompletableFuture<C> _ = CompletableFuture.supplyAsync(() -> wrapped.apply(parcels.wrap(message)), writers)
                .whenComplete((parcelled, failure) -> {
                    if (failure == null) {
                        to.tell(parcelled);
                    } else {
                        log.warn("a part's message of {} bytes could not be sent: {}", bytes, failure.toString());
                    }
                });
    }

    /// Pulls a parcel and tells `to` what was in it.
    <C, M extends C> void unwrap(Parcel parcel, Class<M> kind, ActorRef<C> to) {
        parcels.unwrap(parcel, kind).whenComplete((message, failure) -> {
            if (failure == null) {
                to.tell(message);
            } else {
                log.warn("a part's message could not be pulled: {}", failure.toString());
            }
        });
    }
}
