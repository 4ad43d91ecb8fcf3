// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session;

import io.rivulet.actors.incident.Incidents;
import io.rivulet.actors.session.core.Slices;
import io.rivulet.actors.store.MemoryBudget;
import io.rivulet.actors.verifier.VerifierActor;
import io.rivulet.numerics.verify.Verdict;
import io.rivulet.serialization.line.Line;
import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.request.VerifyRequest;
import java.util.Arrays;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Verifies an x that belongs to no session.
/// **Thread** any.
final class SystemChecks {
    private static final Logger log = LoggerFactory.getLogger(SystemChecks.class);
    private static final double NANOS_PER_MILLI = 1e6;

    /// b, x, the start of the row, and residuals with a copy of them.
    private static final long BYTES_PER_ROW = 36;

    private static final long BYTES_PER_ENTRY = 12;

    private final SessionNode node;
    private final RandomGenerator random;

    SystemChecks(SessionNode node, RandomGenerator random) {
        this.node = node;
        this.random = random;
    }

    /// The probes are drawn after x has arrived: its sender can't know them.
    /// **Errors** `capacity_exceeded` where the node has no memory for the system now.
    CompletionStage<Line.VerificationResult> verify(VerifyRequest.OfSystem request) {
        long bytes =
                BYTES_PER_ROW * Intake.rowsOf(request.system()) + BYTES_PER_ENTRY * Intake.entriesOf(request.system());
        MemoryBudget memory = node.stores().memory();
        MemoryBudget.@Nullable Reservation reserved = memory.tryReserve(bytes).orElse(null);
        if (reserved == null) {
            return CompletableFuture.failedStage(memory.exceeded(bytes).exception());
        }
        var verdict = new CompletableFuture<Slices.VerifyResult>();
        // The check goes on when who asked has given up waiting, and holds its memory until it ends.
        CompletableFuture<Slices.VerifyResult> _ = verdict.whenComplete((_, _) -> reserved.close());
        long seed = random.nextLong();
        node.verifier()
                .tell(new VerifierActor.VerifySystem(
                        request.system(),
                        request.solution(),
                        request.strategy(),
                        request.probeCount(),
                        request.tolerance(),
                        seed,
                        verdict));
        String probe = new UUID(seed, random.nextLong()).toString();
        return verdict.copy()
                .orTimeout(node.settings().ask().workTimeout().toMillis(), TimeUnit.MILLISECONDS)
                .handle((result, failure) -> {
                    if (failure != null) {
                        Problem problem = Incidents.problemOf(failure, log, "verifying a system");
                        throw problem.exception();
                    }
                    return line(result, probe);
                });
    }

    private static Line.VerificationResult line(Slices.VerifyResult result, String probe) {
        Verdict verdict = result.verdict();
        return new Line.VerificationResult(
                result.revision(),
                probe,
                verdict.strategy().wireName(),
                verdict.verified(),
                Arrays.stream(verdict.components().values()).boxed().toList(),
                verdict.maxError(),
                verdict.meanError(),
                verdict.confidence(),
                false,
                0.0,
                verdict.verified() ? "none" : "adjust",
                null,
                result.nanos() / NANOS_PER_MILLI,
                Line.Votes.single(verdict.verified()));
    }
}
