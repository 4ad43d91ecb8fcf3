// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session;

import io.rivulet.actors.follow.FollowerInbox;
import io.rivulet.actors.follow.FollowerMessage;
import io.rivulet.actors.session.core.Answer;
import io.rivulet.serialization.problem.ProblemCode;
import io.rivulet.serialization.view.SessionRow;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;

/// How gateways follow sessions, behind [Sessions], and who may take up a stream again.
/// **Thread** any.
public final class SessionStreams {
    private final SessionNode node;
    private final SessionDirectory directory;
    private final SessionAsks asks;
    private final UUID door;

    /// @param door names this node's gateways to sessions, for as long as the process lives
    SessionStreams(SessionNode node, SessionDirectory directory, SessionAsks asks, UUID door) {
        this.node = node;
        this.directory = directory;
        this.asks = asks;
        this.door = door;
    }

    /// Checks that the session exists and `from` is not beyond its next number, then sends lines to `to` within the
    /// credit.
    /// `streams` is how many read what this follower is told, as the status counts them.
    /// Fails with `session_not_found` or `out_of_range`. Lines start when this has succeeded.
    /// While the node drains too: streams that are open go on, and follow sessions that move.
    public CompletionStage<Boolean> follow(
            UUID session,
            String owner,
            long follower,
            int streams,
            OptionalLong from,
            long creditBytes,
            ActorRef<FollowerMessage> to) {
        return asks.ask(
                        session,
                        owner,
                        Answer.Done.class,
                        node.settings().ask().timeout(),
                        replyTo -> new SessionCommand.Follow(
                                owner, door, follower, streams, from, creditBytes, to, replyTo))
                .thenApply(_ -> true);
    }

    /// See [Input.Credit]: to be sent at least each second while following.
    public void credit(UUID session, long follower, int streams, long upTo, long bytes) {
        asks.entity(session).tell(new SessionCommand.Credit(door, follower, streams, upTo, bytes));
    }

    public void unfollow(UUID session, long follower) {
        asks.entity(session).tell(new SessionCommand.Unfollow(door, follower));
    }

    /// What receives the messages of one attempt to follow; `receiver` is told them in order.
    public Behavior<FollowerMessage> inbox(Consumer<FollowerMessage.Heard> receiver) {
        return FollowerInbox.create(node.parcels(), receiver);
    }

    /// So many lines went from here to streams, for the node's figures.
    public void told(long lines) {
        node.counters().lines.add(lines);
    }

    /// Whose session it is, where `token` was issued for it and has not expired.
    public CompletionStage<Optional<String>> ownerByResumeToken(UUID session, String token) {
        return resumeTokenValid(session, token)
                .thenCompose(valid -> valid
                        ? node.stores().index().get(session).thenApply(row -> row.map(SessionRow::owner))
                        : CompletableFuture.completedStage(Optional.empty()));
    }

    /// True if `token` was issued for this session and has not expired.
    public CompletionStage<Boolean> resumeTokenValid(UUID session, String token) {
        return directory
                .findForAnybody(session)
                .thenCompose(id -> asks.askBlindly(
                        id,
                        Answer.Done.class,
                        node.settings().ask().timeout(),
                        replyTo -> new SessionCommand.CheckToken(token, replyTo)))
                .handle((_, failure) -> {
                    if (failure == null) {
                        return true;
                    }
                    if (SessionAsks.gone(failure)
                            || SessionAsks.refusedAs(failure, Set.of(ProblemCode.UNAUTHENTICATED))) {
                        return false;
                    }
                    throw failure instanceof RuntimeException known ? known : new CompletionException(failure);
                });
    }
}
