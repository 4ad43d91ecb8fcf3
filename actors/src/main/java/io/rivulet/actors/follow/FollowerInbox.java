// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.follow;

import io.rivulet.actors.parcel.Parcels;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/// Receives what one attempt to follow is told, in its order: lines that are too large for a message are pulled, and
/// what comes after them waits. Without them the attempt is over: who follows hears nothing and follows again.
/// **Bounded by** the follower's credit.
public final class FollowerInbox {
    private final ActorContext<FollowerMessage> context;
    private final Parcels parcels;
    private final Consumer<FollowerMessage.Heard> receiver;
    private final Deque<FollowerMessage> waiting = new ArrayDeque<>();
    private boolean pulling;

    private FollowerInbox(
            ActorContext<FollowerMessage> context, Parcels parcels, Consumer<FollowerMessage.Heard> receiver) {
        this.context = context;
        this.parcels = parcels;
        this.receiver = receiver;
    }

    /// @param receiver is told one message after the other; must not block
    public static Behavior<FollowerMessage> create(Parcels parcels, Consumer<FollowerMessage.Heard> receiver) {
        return Behaviors.setup(context -> new FollowerInbox(context, parcels, receiver).receiving());
    }

    private Behavior<FollowerMessage> receiving() {
        return Behaviors.receiveMessage(message -> {
            if (message instanceof FollowerMessage.Pulled pulled) {
                pulling = false;
                FollowerMessage.Lines lines = pulled.lines();
                if (lines == null) {
                    return Behaviors.stopped();
                }
                waiting.addFirst(lines);
            } else {
                waiting.addLast(message);
            }
            boolean over = false;
            while (!pulling && !over && !waiting.isEmpty()) {
                over = tell(waiting.removeFirst());
            }
            return over ? Behaviors.stopped() : Behaviors.same();
        });
    }

    /// True if nothing comes after it.
    private boolean tell(FollowerMessage message) {
        switch (message) {
            case FollowerMessage.Parcelled large -> {
                pulling = true;
                context.pipeToSelf(
                        parcels.unwrap(large.parcel(), FollowerMessage.Lines.class),
                        (lines, _) -> new FollowerMessage.Pulled(lines));
            }
            case FollowerMessage.Heard heard -> {
                receiver.accept(heard);
                return !(heard instanceof FollowerMessage.Lines lines) || lines.end();
            }
            case FollowerMessage.Pulled _ -> throw new IllegalStateException("taken out before");
        }
        return false;
    }
}
