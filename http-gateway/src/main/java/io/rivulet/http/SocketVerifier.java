// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http;

import io.rivulet.actors.consensus.MemberSeats;
import io.rivulet.actors.session.Sessions;
import io.rivulet.serialization.event.SwarmMember;
import io.rivulet.serialization.event.Voter;
import io.rivulet.serialization.request.JoinRequest;
import io.rivulet.serialization.request.ProbeVote;
import io.rivulet.serialization.view.ProbeTask;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.stream.BoundedSourceQueue;
import org.apache.pekko.stream.QueueOfferResult;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.jspecify.annotations.Nullable;

/// The members at one socket that verify: their tasks on the way out, their votes on the way in. Costs nothing at a
/// socket where nobody does.
/// **Thread** any.   **Bounded by** [#WAITING] tasks that the client has not read; more are not sent, so that their
/// member abstains.
final class SocketVerifier {
    static final int WAITING = 64;

    private final ActorSystem<?> system;
    private final Sessions sessions;
    private final String owner;
    private final Sink<byte[], NotUsed> frames;
    private MemberSeats.@Nullable Socket socket;
    private @Nullable BoundedSourceQueue<byte[]> tasks;
    private boolean closed;

    SocketVerifier(ActorSystem<?> system, Sessions sessions, String owner, Sink<byte[], NotUsed> frames) {
        this.system = system;
        this.sessions = sessions;
        this.owner = owner;
        this.frames = frames;
    }

    /// A member has joined here; from then on it is asked here where it votes. **Errors** `capacity_exceeded`.
    CompletionStage<Boolean> joined(JoinRequest asked) {
        SwarmMember member = asked.candidate();
        String key = member.publicKey();
        MemberSeats.Socket here = key == null ? null : open();
        return key == null || here == null
                ? CompletableFuture.completedStage(false)
                : here.take(asked.sessionId(), new Voter(member.nodeId(), key));
    }

    /// False for a task that is over, or that this socket has not.
    CompletionStage<Boolean> said(ProbeVote vote) {
        MemberSeats.Socket here = present();
        return here == null ? CompletableFuture.completedStage(false) : here.say(vote);
    }

    private synchronized MemberSeats.@Nullable Socket present() {
        return socket;
    }

    private synchronized MemberSeats.@Nullable Socket open() {
        MemberSeats.Socket here = socket;
        if (here == null && !closed) {
            BoundedSourceQueue<byte[]> queue =
                    Source.<byte[]>queue(WAITING).to(frames).run(system);
            tasks = queue;
            here = sessions.memberSocket(owner, task -> send(queue, task));
            socket = here;
        }
        return here;
    }

    private static boolean send(BoundedSourceQueue<byte[]> queue, ProbeTask task) {
        return queue.offer(task.json()) instanceof QueueOfferResult.Enqueued$;
    }

    synchronized void close() {
        closed = true;
        MemberSeats.Socket here = socket;
        BoundedSourceQueue<byte[]> queue = tasks;
        if (here != null && queue != null) {
            here.close();
            queue.complete();
        }
    }
}
