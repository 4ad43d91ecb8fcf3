// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.peer;

import java.util.Set;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.receptionist.Receptionist;
import org.apache.pekko.actor.typed.receptionist.ServiceKey;

/// Actors listed under one key in the whole cluster.
public final class PeerListing {
    private PeerListing() {}

    /// Lists this actor under `key`, and tells it all that are, itself among them, now and whenever that changes.
    public static <T> void join(ActorContext<T> context, ServiceKey<T> key, Function<Set<ActorRef<T>>, T> listed) {
        context.getSystem().receptionist().tell(Receptionist.register(key, context.getSelf()));
        follow(context, key, listed);
    }

    /// Tells this actor all that are listed under `key`, now and whenever that changes.
    public static <T, P> void follow(ActorContext<T> context, ServiceKey<P> key, Function<Set<ActorRef<P>>, T> listed) {
        context.getSystem()
                .receptionist()
                .tell(Receptionist.subscribe(
                        key,
                        context.messageAdapter(
                                Receptionist.Listing.class,
                                listing -> listed.apply(listing.getServiceInstances(key)))));
    }
}
