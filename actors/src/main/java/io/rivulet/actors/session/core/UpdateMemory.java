// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session.core;

import io.rivulet.serialization.event.IdentifiedUpdate;
import io.rivulet.serialization.event.SessionSnapshot;
import io.rivulet.serialization.event.SessionSnapshot.RememberedId;
import io.rivulet.serialization.event.UpdateIdentity;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Which updates are durable already, as far as that is remembered: part of the fold of events, immutable.
/// **Bounded by** [#SOURCES] sources, which are never evicted, and [IdLog#CAPACITY] ids. What is older than the memory
/// is refused, so nothing is ever applied twice.
final class UpdateMemory {
    static final int SOURCES = 256;
    static final UpdateMemory EMPTY = new UpdateMemory(Map.of(), IdLog.EMPTY);

    private final Map<String, SourceWindow> sources;
    private final IdLog ids;

    private UpdateMemory(Map<String, SourceWindow> sources, IdLog ids) {
        this.sources = sources;
        this.ids = ids;
    }

    static UpdateMemory of(SessionSnapshot snapshot) {
        Map<String, SourceWindow> sources = new LinkedHashMap<>();
        for (SessionSnapshot.Source source : snapshot.sources()) {
            sources.put(source.name(), SourceWindow.of(source));
        }
        return new UpdateMemory(
                sources, IdLog.of(snapshot.ids(), snapshot.forgotten(), snapshot.newestForgottenMillis()));
    }

    /// With a durable batch noted.
    UpdateMemory after(List<IdentifiedUpdate> updates) {
        Map<String, SourceWindow> counting = null;
        List<RememberedId> named = new ArrayList<>();
        for (IdentifiedUpdate update : updates) {
            UpdateIdentity identity = update.identity();
            String source = identity.sourceNode();
            if (source != null && identity.counted()) {
                counting = counting == null ? new LinkedHashMap<>(sources) : counting;
                counting.put(
                        source,
                        counting.getOrDefault(source, SourceWindow.EMPTY).with(identity.sequence()));
            } else if (!identity.madeByServer()) {
                named.add(new RememberedId(identity.updateId(), identity.timestampMillis()));
            }
        }
        return new UpdateMemory(counting == null ? sources : counting, ids.append(named));
    }

    boolean knows(UpdateIdentity identity) {
        if (identity.madeByServer()) {
            return false;
        }
        SourceWindow window = identity.counted() ? source(identity.sourceNode()) : null;
        return identity.counted()
                ? window != null && window.knows(identity.sequence())
                : ids.contains(identity.updateId());
    }

    @Nullable
    SourceWindow source(@Nullable String name) {
        return sources.get(name);
    }

    int sourceCount() {
        return sources.size();
    }

    IdLog ids() {
        return ids;
    }

    List<SessionSnapshot.Source> sources() {
        List<SessionSnapshot.Source> list = new ArrayList<>(sources.size());
        sources.forEach(
                (name, window) -> list.add(new SessionSnapshot.Source(name, window.highest(), window.bitmap())));
        return list;
    }
}
