// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session;

import io.rivulet.actors.follow.FollowerMessage;
import io.rivulet.actors.session.core.Answer;
import io.rivulet.actors.session.core.Input;
import io.rivulet.numerics.verify.Strategy;
import io.rivulet.serialization.event.IdentifiedUpdate;
import io.rivulet.serialization.line.Line;
import io.rivulet.serialization.request.SolveRequest;
import io.rivulet.serialization.request.VerifyRequest;
import io.rivulet.serialization.view.SessionRow;
import io.rivulet.serialization.view.SessionStatusView;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/// The one door to sessions for gateways: sharding, timeouts and intake are behind it. Failures are
/// [io.rivulet.serialization.problem.RivuletException]s; a timeout means "unknown", never "failed": repeat with the
/// same identity.
/// **Thread** any.
public final class Sessions {
    /// A session that was opened, or re-attached to (`created` false); its lines from `firstSeq` on tell it.
    public record OpenedSession(UUID id, boolean created, long firstSeq) {}

    /// `after` is the cursor of the page before, or null. `next` null: no more.
    public record Page(List<SessionRow> rows, @Nullable String next) {}

    /// Facts of this node for `GET /api/v1/status` and health.
    public record NodeFacts(
            String address,
            String name,
            String transport,
            String database,
            boolean databaseUp,
            boolean clusterUp,
            boolean draining,
            Map<String, Integer> sessionsByState,
            double iterationsPerSecond,
            double updatesPerSecond,
            double probesPerSecond,
            double linesPerSecond,
            int shards) {}

    /// Checks, classifies, stores and opens: 4xx problems leave no session. Memory is reserved before anything is
    /// allocated.
    public CompletionStage<OpenedSession> open(SolveRequest request, String owner) {
        throw new UnsupportedOperationException();
    }

    public CompletionStage<List<Answer.UpdateResult>> update(
            UUID session, String owner, List<IdentifiedUpdate> updates, boolean waitApplied) {
        throw new UnsupportedOperationException();
    }

    public CompletionStage<SessionStatusView> status(UUID session, String owner) {
        throw new UnsupportedOperationException();
    }

    public CompletionStage<Answer.Solution> solution(UUID session, String owner, long minRevision) {
        throw new UnsupportedOperationException();
    }

    public CompletionStage<Answer.Entries> entries(UUID session, String owner, int[] indices, double error) {
        throw new UnsupportedOperationException();
    }

    public CompletionStage<Line.VerificationResult> verify(
            UUID session, String owner, @Nullable Strategy strategy, int probeCount) {
        throw new UnsupportedOperationException();
    }

    /// Verifies any x on the verifier's share of the compute pool.
    public CompletionStage<Line.VerificationResult> verify(VerifyRequest.OfSystem request) {
        throw new UnsupportedOperationException();
    }

    public CompletionStage<SessionStatusView> command(
            UUID session, String owner, Input.Command.Kind kind, double tolerance) {
        throw new UnsupportedOperationException();
    }

    /// Deletes; idempotent: a session that does not exist any more is a success.
    public CompletionStage<Boolean> delete(UUID session, String owner) {
        throw new UnsupportedOperationException();
    }

    public CompletionStage<Page> list(
            String owner, int limit, @Nullable String after, @Nullable String state, Map<String, String> labels) {
        throw new UnsupportedOperationException();
    }

    /// Checks that the session exists and `from` is not beyond its next number, then sends lines to `to` within the
    /// credit.
    /// Fails with `session_not_found` or `out_of_range`. Lines start when this has succeeded.
    public CompletionStage<Boolean> follow(
            UUID session,
            String owner,
            long follower,
            OptionalLong from,
            long creditBytes,
            ActorRef<FollowerMessage> to) {
        throw new UnsupportedOperationException();
    }

    /// See [Input.Credit]: to be sent at least each second while following.
    public void credit(UUID session, long follower, long upTo, long bytes) {
        throw new UnsupportedOperationException();
    }

    public void unfollow(UUID session, long follower) {
        throw new UnsupportedOperationException();
    }

    public CompletionStage<NodeFacts> node() {
        throw new UnsupportedOperationException();
    }

    /// True if `token` was issued for this session and has not expired.
    public CompletionStage<Boolean> resumeTokenValid(UUID session, String token) {
        throw new UnsupportedOperationException();
    }
}
