// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.stream;

import io.rivulet.actors.follow.FollowerMessage;
import io.rivulet.actors.session.Sessions;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;

/// A session's lines through the door to sessions: each attempt to follow has its own small receiving actor, so that
/// what was meant for an earlier attempt never reaches a later one.
/// **Thread** any.
final class SessionFeed implements LineFeed {
    private final ActorSystem<?> system;
    private final Sessions sessions;
    private final UUID session;
    private final String owner;
    private final Map<Long, ActorRef<FollowerMessage>> receivers = new ConcurrentHashMap<>();

    SessionFeed(ActorSystem<?> system, Sessions sessions, UUID session, String owner) {
        this.system = system;
        this.sessions = sessions;
        this.session = session;
        this.owner = owner;
    }

    @Override
    public CompletionStage<Boolean> follow(
            long follower, int streams, OptionalLong from, long creditBytes, Consumer<FollowerMessage.Heard> receiver) {
        try {
            ActorRef<FollowerMessage> to = system.systemActorOf(
                    sessions.streams().inbox(receiver), "rivulet-follower-" + follower, Props.empty());
            receivers.put(follower, to);
            return sessions.streams().follow(session, owner, follower, streams, from, creditBytes, to);
        } catch (RuntimeException failure) {
            return CompletableFuture.failedStage(failure);
        }
    }

    @Override
    public void credit(long follower, int streams, long upTo, long bytes) {
        sessions.streams().credit(session, follower, streams, upTo, bytes);
    }

    @Override
    public void unfollow(long follower) {
        sessions.streams().unfollow(session, follower);
        ActorRef<FollowerMessage> receiver = receivers.remove(follower);
        if (receiver != null) {
            // Its last message: the receiver stops, and what still arrives goes nowhere.
            receiver.tell(new FollowerMessage.Moved());
        }
    }
}
