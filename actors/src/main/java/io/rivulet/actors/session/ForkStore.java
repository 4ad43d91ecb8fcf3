// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session;

import io.rivulet.actors.session.core.Input;
import io.rivulet.actors.session.core.Output;
import io.rivulet.actors.solver.ChangedEntries;
import io.rivulet.actors.solver.ComputePool;
import io.rivulet.actors.store.ChunkStore.Kind;
import io.rivulet.numerics.incremental.TrialBase;
import io.rivulet.serialization.event.DeltaContent;
import io.rivulet.serialization.event.ProblemRef;
import io.rivulet.serialization.event.SessionEvent;
import io.rivulet.serialization.event.SessionSettings;
import io.rivulet.serialization.event.SessionSnapshot;
import io.rivulet.serialization.event.SessionSnapshot.Rebase;
import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// Stores what a fork begins with, under pending references of its own: those to the contents that the session's
/// problem
/// consists of, x as it stands, and what no content holds yet of A and b. Nothing of A is copied, unless so many deltas
/// have come together that the whole problem is stored anew.
/// **Thread** any. **More** docs/decisions/0017-a-fork-begins-with-references.md
final class ForkStore {
    private static final long RETRY_MILLIS = 100;

    private final UUID session;
    private final SessionNode node;

    /// @param session the one that is forked
    ForkStore(UUID session, SessionNode node) {
        this.session = session;
        this.node = node;
    }

    /// What the stored problem of a session consists of.
    private record Parts(ProblemRef base, List<Rebase> deltas) {
        static Parts of(SessionSnapshot stored) {
            ProblemRef base = stored.opened().problem();
            var deltas = new ArrayList<Rebase>();
            for (Rebase rebase : stored.rebases()) {
                if (rebase.whole()) {
                    base = new ProblemRef(rebase.hash(), base.rows(), base.nnz());
                    deltas.clear();
                } else {
                    deltas.add(rebase);
                }
            }
            return new Parts(base, List.copyOf(deltas));
        }

        Map<String, Kind> contents() {
            var contents = new LinkedHashMap<String, Kind>();
            contents.put(base.hash(), Kind.PROBLEM);
            String matrix = base.matrix();
            if (matrix != null) {
                contents.put(matrix, Kind.MATRIX);
            }
            deltas.forEach(delta -> contents.put(delta.hash(), Kind.DELTA));
            return contents;
        }
    }

    /// @param durable what the journal holds, at least up to the order's revision
    /// @param base A, b and x at that revision
    CompletionStage<Input> store(Output.StoreFork order, SessionSnapshot durable, TrialBase base) {
        String owner = durable.opened().owner();
        UUID fork = order.fork();
        return parts(order, durable, base)
                .thenCompose(parts -> node.stores()
                        .problems()
                        .putVector(owner, fork, base.x())
                        .thenCombine(
                                node.pool()
                                        .lane(ComputePool.Share.SESSIONS)
                                        .run(() -> node.loader()
                                                .examine(base.system().a())),
                                (x, examined) -> new Input.ForkPrepared(
                                        order.reply(),
                                        opened(order, durable, parts, x.hash()),
                                        examined.matrixClass())));
    }

    private CompletionStage<Parts> parts(Output.StoreFork order, SessionSnapshot durable, TrialBase base) {
        String owner = durable.opened().owner();
        UUID fork = order.fork();
        var problems = node.stores().problems();
        if (order.whole()) {
            ProblemRef old = durable.opened().problem();
            int nnz = base.system().a().nnz();
            return problems.putWhole(owner, fork, base.system())
                    .thenApply(stored -> new Parts(new ProblemRef(stored.hash(), old.rows(), nnz), List.of()));
        }
        Parts parts = Parts.of(durable);
        DeltaContent delta = rest(order, durable, base);
        return node.stores().chunks().share(owner, fork, parts.contents()).thenCompose(there -> {
            if (!there) {
                throw moved();
            }
            return delta == null
                    ? CompletableFuture.completedStage(parts)
                    : problems.putDelta(owner, fork, delta).thenApply(stored -> {
                        var deltas = new ArrayList<>(parts.deltas());
                        deltas.add(new Rebase(stored.hash(), false, order.revision()));
                        return new Parts(parts.base(), deltas);
                    });
        });
    }

    /// What the updates after the last rebase changed, as it is now; null where there were none.
    private static @Nullable DeltaContent rest(Output.StoreFork order, SessionSnapshot durable, TrialBase base) {
        if (durable.tail().isEmpty() || durable.tail().getFirst().firstRevision() > order.revision()) {
            return null;
        }
        ChangedEntries changed = ChangedEntries.upTo(durable, order.revision());
        return changed.in(base.system());
    }

    /// The problem was stored anew and its old contents given up, between the order and now.
    private static RuntimeException moved() {
        return Problem.of(ProblemCode.SESSION_BUSY, "The session's problem is being stored anew")
                .retryAfter(RETRY_MILLIS)
                .exception();
    }

    private SessionEvent.SessionOpened opened(Output.StoreFork order, SessionSnapshot durable, Parts parts, String x) {
        SessionEvent.SessionOpened from = durable.opened();
        return new SessionEvent.SessionOpened(
                from.owner(),
                0,
                parts.base(),
                within(from.settings(), durable.tolerance()),
                from.method(),
                from.preconditioner(),
                from.reason(),
                List.of(),
                x,
                "",
                0,
                new SessionEvent.Fork(session, order.revision(), parts.deltas()));
    }

    /// It goes its own way: it does not follow the costs that the session follows.
    private static SessionSettings within(SessionSettings s, double tolerance) {
        return s.toBuilder()
                .stopping(s.stopping().to(tolerance))
                .swarm(s.swarm().following(null))
                .build();
    }
}
