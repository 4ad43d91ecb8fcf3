// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session;

import io.rivulet.actors.cluster.Membership;
import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import io.rivulet.serialization.problem.RivuletException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/// What a node takes on: nothing while it leaves, no changes while it is cut off from most of the others.
/// **Thread** any.
final class NodeGate {
    private static final long RETRY_AFTER_MILLIS = 5_000;

    private final String node;
    private final Membership membership;
    private final AtomicBoolean draining;

    NodeGate(String node, Membership membership, AtomicBoolean draining) {
        this.node = node;
        this.membership = membership;
        this.draining = draining;
    }

    /// For what changes something. **Errors** `no_quorum`, `draining`.
    <T> CompletionStage<T> change(Supplier<CompletionStage<T>> work) {
        return refusal().<CompletionStage<T>>map(CompletableFuture::failedStage).orElseGet(work);
    }

    /// For work that changes nothing. **Errors** `draining`.
    <T> CompletionStage<T> work(Supplier<CompletionStage<T>> work) {
        return draining.get() ? CompletableFuture.failedStage(leaving()) : work.get();
    }

    /// Why nothing may change now.
    Optional<RivuletException> refusal() {
        return membership.isMinority()
                ? Optional.of(cutOff())
                : draining.get() ? Optional.of(leaving()) : Optional.empty();
    }

    private RivuletException cutOff() {
        return Problem.of(
                        ProblemCode.NO_QUORUM,
                        "The node " + node
                                + " is degraded: it reaches too few of its cluster's members, and changes nothing")
                .hint("Repeat the request at another node, or when this one reaches the others again.")
                .retryAfter(RETRY_AFTER_MILLIS)
                .exception();
    }

    private RivuletException leaving() {
        return Problem.of(ProblemCode.DRAINING, "The node " + node + " is leaving and takes no new work")
                .hint("Repeat the request at another node, or when this one is back.")
                .retryAfter(RETRY_AFTER_MILLIS)
                .exception();
    }
}
