// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session;

import io.rivulet.actors.consensus.PollDesk;
import io.rivulet.actors.consensus.SolutionDigest;
import io.rivulet.actors.consensus.VoterActor;
import io.rivulet.actors.consensus.core.Finding;
import io.rivulet.actors.consensus.core.PollResult;
import io.rivulet.actors.incident.Incidents;
import io.rivulet.actors.session.core.Input;
import io.rivulet.actors.session.core.Output;
import io.rivulet.actors.session.core.Slices;
import io.rivulet.actors.solver.EngineHandle;
import io.rivulet.actors.verifier.VerifierActor;
import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.serialization.event.VoteSubject;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Has a session's x judged, by the node's verifier or by votes; the engine is told what was found.
/// **Thread** the shell's; answers are told from any.
final class SessionChecks {
    private static final Logger log = LoggerFactory.getLogger(SessionChecks.class);

    private final UUID id;
    private final SessionNode node;

    SessionChecks(UUID id, SessionNode node) {
        this.id = id;
        this.node = node;
    }

    /// x is copied on the lane; the verifier has its own share of the pool and its own copy of the problem.
    void verify(LoadedWork loaded, Output.RunVerification order) {
        CompletionStage<Slices.VerifyResult> verdict = loaded.onLane(EngineHandle::x)
                .thenCompose(x -> {
                    var judged = new CompletableFuture<Slices.VerifyResult>();
                    node.verifier()
                            .tell(new VerifierActor.VerifySession(
                                    id,
                                    order.revision(),
                                    x,
                                    order.strategy(),
                                    order.probeCount(),
                                    order.tolerance(),
                                    order.seed(),
                                    judged));
                    return judged.whenComplete((result, failure) -> {
                        if (failure == null) {
                            judged(
                                    loaded,
                                    x,
                                    result.verdict().verified(),
                                    result.verdict().confidence());
                        }
                    });
                });
        loaded.sayWhenDone(
                verdict,
                result -> new Input.Verified(order.order(), result),
                failure -> failed(order.order(), failure, "verifying session "));
    }

    /// x is copied and named on the lane; the node's desk asks the voters.
    void poll(LoadedWork loaded, Output.HoldPoll order) {
        CompletionStage<PollResult> result = loaded.onLaneAt(
                        order.revision(), engine -> begin(loaded, order, engine.x()))
                .thenCompose(begin -> {
                    node.polls().tell(begin);
                    return begin.result().whenComplete((found, failure) -> {
                        Finding finding = failure == null ? found.finding() : null;
                        if (finding != null) {
                            judged(loaded, begin.x(), finding.verified(), finding.confidence());
                        }
                    });
                });
        loaded.sayWhenDone(
                result,
                found -> new Input.Polled(order.order(), found),
                failure -> failed(order.order(), failure, "the voters of session "));
    }

    private PollDesk.Begin begin(LoadedWork loaded, Output.HoldPoll order, DenseVector x) {
        return new PollDesk.Begin(
                new VoteSubject(
                        id,
                        order.epoch(),
                        order.revision(),
                        SolutionDigest.of(x),
                        VoterActor.STRATEGY.wireName(),
                        order.tolerance().relative(),
                        order.tolerance().absolute()),
                loaded.stored().opened().owner(),
                order.voters(),
                x,
                order.probeCount(),
                new CompletableFuture<>());
    }

    private static void judged(LoadedWork loaded, DenseVector x, boolean verified, double confidence) {
        loaded.onLane(engine -> engine.judged(x, verified, confidence));
    }

    private Input failed(long order, Throwable failure, String doing) {
        return new Input.VerifyFailed(order, Incidents.problemOf(failure, log, doing + id));
    }
}
