// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session;

import io.rivulet.actors.cluster.LossWatch;
import io.rivulet.actors.store.LostNodes;
import io.rivulet.actors.store.SessionIndex;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes down which member was lost and how many sessions have to move, for whoever has the janitor then: the
/// present one may have been lost too. They are counted when the member falls silent; once it is removed, some may
/// have moved.
/// **Thread** one. **Bounded by** the members.
final class LossNotes implements LossWatch {
    private static final Logger log = LoggerFactory.getLogger(LossNotes.class);

    private final SessionIndex index;
    private final LostNodes notes;
    private final Map<String, CompletionStage<Long>> counted = new HashMap<>();

    LossNotes(SessionIndex index, LostNodes notes) {
        this.index = index;
        this.notes = notes;
    }

    @Override
    public void silent(String name) {
        counted.computeIfAbsent(name, index::countAt);
    }

    @Override
    public void heardAgain(String name) {
        counted.remove(name);
    }

    @Override
    public void lost(String id, String name, long silentSinceMillis) {
        CompletionStage<Long> before = counted.remove(name);
        CompletionStage<Long> sessionsThere =
                before == null ? index.countAt(name) : before.exceptionallyCompose(_ -> index.countAt(name));
        sessionsThere
                .thenCompose(sessions -> notes.note(id, name, silentSinceMillis, sessions))
                .whenComplete((_, failure) -> {
                    if (failure != null) {
                        log.warn("the loss of {} was not written down: {}", name, failure.toString());
                    }
                });
    }
}
