// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session;

import io.rivulet.actors.session.core.Answer;
import io.rivulet.actors.swarm.RelayMessage.Seat;
import io.rivulet.actors.swarm.SwarmLinks;
import io.rivulet.serialization.request.JoinRequest;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The members that work over one socket: from when they have joined over it until it ends, this node acts for them
/// in their swarms, and they are told of changed costs.
/// **Thread** any. **Bounded by** [#SEATS]: of more, the member not heard of for longest is told nothing any more.
public final class SocketMembers {
    static final int SEATS = 1_024;

    private final String owner;
    private final Predicate<byte[]> socket;
    private final SwarmLinks links;
    private final BiFunction<JoinRequest, String, CompletionStage<Answer.Joined>> join;
    private final BiFunction<@Nullable UUID, String, CompletionStage<Answer.Joined>> ping;
    private final Set<Seat> seats = new LinkedHashSet<>();
    private boolean left;

    SocketMembers(
            String owner,
            Predicate<byte[]> socket,
            SwarmLinks links,
            BiFunction<JoinRequest, String, CompletionStage<Answer.Joined>> join,
            BiFunction<@Nullable UUID, String, CompletionStage<Answer.Joined>> ping) {
        this.owner = owner;
        this.socket = socket;
        this.links = links;
        this.join = join;
        this.ping = ping;
    }

    /// As [SwarmDoor#join].
    public CompletionStage<Answer.Joined> join(JoinRequest request) {
        return seated(
                new Seat(request.sessionId(), owner, request.candidate().nodeId()), () -> join.apply(request, owner));
    }

    /// As [SwarmDoor#ping]; a member that has joined elsewhere works over this socket from now on.
    public CompletionStage<Answer.Joined> ping(@Nullable UUID session, String nodeId) {
        return seated(new Seat(session, owner, nodeId), () -> ping.apply(session, nodeId));
    }

    private CompletionStage<Answer.Joined> seated(Seat seat, Supplier<CompletionStage<Answer.Joined>> ask) {
        return ask.get().thenApply(joined -> {
            sit(seat);
            return joined;
        });
    }

    private synchronized void sit(Seat seat) {
        if (left) {
            return;
        }
        seats.remove(seat);
        seats.add(seat);
        links.sit(seat, socket);
        if (seats.size() > SEATS) {
            Seat oldest = seats.iterator().next();
            seats.remove(oldest);
            links.rise(oldest, socket);
        }
    }

    /// The socket is over.
    public synchronized void leave() {
        left = true;
        seats.forEach(seat -> links.rise(seat, socket));
    }
}
