// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session;

import io.rivulet.actors.incident.Incidents;
import io.rivulet.actors.session.core.Input;
import io.rivulet.actors.session.core.Output;
import io.rivulet.actors.solver.ChangedEntries;
import io.rivulet.actors.solver.EngineHandle;
import io.rivulet.actors.store.ChunkStore;
import io.rivulet.serialization.event.SessionSnapshot;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes what a session stores from its engine to the store: x, its problem, and what a fork begins with.
/// **Thread** the shell's; answers are told from any.
final class SessionStorage {
    private static final Logger log = LoggerFactory.getLogger(SessionStorage.class);

    private final UUID id;
    private final SessionNode node;

    SessionStorage(UUID id, SessionNode node) {
        this.id = id;
        this.node = node;
    }

    void checkpoint(LoadedWork loaded, int slot, long revision) {
        loaded.sayWhenDone(
                loaded.onLane(EngineHandle::x)
                        .thenCompose(x -> node.stores().slots().write(id, slot, loaded.incarnation(), revision, x)),
                digest -> new Input.Checkpointed(slot, digest, revision),
                failure -> failed(failure, true));
    }

    /// @param durable what the journal holds: the delta has the entries that its tail touches, as they are at
    /// `throughRevision`
    void rebase(LoadedWork loaded, Output.StoreRebase order, SessionSnapshot durable) {
        long through = order.throughRevision();
        String owner = durable.opened().owner();
        var problems = node.stores().problems();
        CompletionStage<ChunkStore.Stored> put = order.whole()
                ? loaded.onLaneAt(through, EngineHandle::system)
                        .thenCompose(system -> problems.putWhole(owner, id, system))
                : loaded.onLaneAt(
                                through,
                                engine -> ChangedEntries.upTo(durable, through).in(engine.system()))
                        .thenCompose(delta -> problems.putDelta(owner, id, delta));
        loaded.sayWhenDone(
                put,
                content -> new Input.Rebased(content.hash(), order.whole(), through),
                failure -> failed(failure, false));
    }

    /// @param durable what the journal holds
    void fork(LoadedWork loaded, Output.StoreFork order, SessionSnapshot durable) {
        loaded.sayWhenDone(
                loaded.onLaneAt(order.revision(), EngineHandle::trialBase)
                        .thenCompose(base -> new ForkStore(id, node).store(order, durable, base)),
                prepared -> prepared,
                failure -> new Input.OrderRefused(
                        order.reply(), Incidents.problemOf(failure, log, "storing a fork for session " + id)));
    }

    private Input failed(Throwable failure, boolean checkpoint) {
        Incidents.problemOf(failure, log, "storing for session " + id);
        return new Input.StoreFailed(checkpoint);
    }
}
