// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session;

import io.rivulet.actors.consensus.MemberSeats;
import io.rivulet.actors.session.core.Answer;
import io.rivulet.numerics.verify.Strategy;
import io.rivulet.serialization.line.Line;
import io.rivulet.serialization.request.VerifyRequest;
import io.rivulet.serialization.view.ProbeTask;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// How good x is, of a session's or of anybody's, behind [Sessions].
/// **Thread** any.
public final class SessionVerification {
    private final SessionNode node;
    private final SessionAsks asks;
    private final NodeGate gate;
    private final SystemChecks systemChecks;

    SessionVerification(SessionNode node, SessionAsks asks, NodeGate gate, RandomGenerator random) {
        this.node = node;
        this.asks = asks;
        this.gate = gate;
        this.systemChecks = new SystemChecks(node, random);
    }

    /// A socket at which members that verify may be; see [MemberSeats].
    public MemberSeats.Socket memberSocket(String owner, Predicate<ProbeTask> send) {
        return node.seats().socket(owner, send);
    }

    public CompletionStage<Line.VerificationResult> verify(
            UUID session, String owner, @Nullable Strategy strategy, int probeCount) {
        return verify(session, owner, strategy, false, probeCount);
    }

    /// As asked for: in one way, in the session's, or by votes.
    public CompletionStage<Line.VerificationResult> verify(VerifyRequest.OfSession request, String owner) {
        return verify(request.sessionId(), owner, request.strategy(), request.consensus(), request.probeCount());
    }

    /// By votes of the session's voters. **Errors** `no_quorum` where too few agree.
    public CompletionStage<Line.VerificationResult> poll(UUID session, String owner, int probeCount) {
        return verify(session, owner, null, true, probeCount);
    }

    private CompletionStage<Line.VerificationResult> verify(
            UUID session, String owner, @Nullable Strategy strategy, boolean consensus, int probeCount) {
        return gate.work(() -> asks.ask(
                        session,
                        owner,
                        Answer.Verification.class,
                        node.settings().ask().workTimeout(),
                        replyTo -> new SessionCommand.Verify(owner, strategy, consensus, probeCount, replyTo)))
                .thenApply(Answer.Verification::result);
    }

    /// Verifies any x on the verifier's share of the compute pool.
    public CompletionStage<Line.VerificationResult> verify(VerifyRequest.OfSystem request) {
        return gate.work(() -> systemChecks.verify(request));
    }
}
