// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.socket;

import io.rivulet.actors.consensus.MemberSeats;
import io.rivulet.actors.session.Sessions;
import io.rivulet.serialization.event.SwarmMember;
import io.rivulet.serialization.event.Voter;
import io.rivulet.serialization.request.JoinRequest;
import io.rivulet.serialization.request.ProbeVote;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// The members at one socket that verify: their tasks on the way out, their votes on the way in. Costs nothing at a
/// socket where nobody does.
/// **Thread** any.   **Bounded by** [UnaskedFrames]: a task that finds no room there is not sent, and its member
/// abstains.
public final class SocketVerifier {
    private final Sessions sessions;
    private final String owner;
    private final UnaskedFrames unasked;
    private MemberSeats.@Nullable Socket socket;
    private boolean closed;

    public SocketVerifier(Sessions sessions, String owner, UnaskedFrames unasked) {
        this.sessions = sessions;
        this.owner = owner;
        this.unasked = unasked;
    }

    /// A member has joined here; from then on it is asked here where it votes. False where the socket has ended since:
    /// the last seat is taken before the door is closed, or not at all. **Errors** `capacity_exceeded`.
    public synchronized CompletionStage<Boolean> joined(JoinRequest asked) {
        SwarmMember member = asked.candidate();
        String key = member.publicKey();
        if (key == null || closed) {
            return CompletableFuture.completedStage(false);
        }
        return open().take(asked.sessionId(), new Voter(member.nodeId(), key));
    }

    /// False for a task that is over, or that this socket has not.
    CompletionStage<Boolean> said(ProbeVote vote) {
        MemberSeats.Socket here = present();
        return here == null ? CompletableFuture.completedStage(false) : here.say(vote);
    }

    private synchronized MemberSeats.@Nullable Socket present() {
        return socket;
    }

    private MemberSeats.Socket open() {
        MemberSeats.Socket here = socket;
        if (here == null) {
            here = sessions.verification().memberSocket(owner, task -> unasked.offer(task.json()));
            socket = here;
        }
        return here;
    }

    public synchronized void close() {
        closed = true;
        MemberSeats.Socket here = socket;
        if (here != null) {
            here.close();
        }
    }
}
