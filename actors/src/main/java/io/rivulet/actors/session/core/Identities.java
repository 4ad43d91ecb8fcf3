// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session.core;

import io.rivulet.serialization.event.UpdateIdentity;
import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Tells repeats from new updates: by what is durable ([UpdateMemory]) and by what was taken and is not durable yet,
/// which this class holds. **Bounded by** the queue of costs.
final class Identities {
    sealed interface Judgement {
        record Fresh() implements Judgement {}

        /// It was durable before.
        record Durable() implements Judgement {}

        /// It was taken as `revision`, and is durable when that is.
        record Pending(long revision) implements Judgement {}

        record Refused(Problem problem) implements Judgement {}
    }

    private record Counted(String source, long sequence) {}

    private static final class PendingSource {
        long highest;
        final Set<Long> sequences = new HashSet<>();
    }

    private final Map<UUID, Long> pendingIds = new HashMap<>();
    private final Map<Counted, Long> pendingCounted = new HashMap<>();
    private final Map<String, PendingSource> pendingSources = new HashMap<>();

    Judgement judge(UpdateIdentity identity, UpdateMemory memory) {
        if (identity.madeByServer()) {
            return new Judgement.Fresh();
        }
        if (memory.knows(identity)) {
            return new Judgement.Durable();
        }
        String source = identity.sourceNode();
        return source != null && identity.counted()
                ? judgeCounted(source, identity.sequence(), memory)
                : judgeNamed(identity, memory.ids());
    }

    private Judgement judgeCounted(String source, long sequence, UpdateMemory memory) {
        Long pending = pendingCounted.get(new Counted(source, sequence));
        if (pending != null) {
            return new Judgement.Pending(pending);
        }
        SourceWindow window = memory.source(source);
        PendingSource taken = pendingSources.get(source);
        long highest = Math.max(window == null ? -1 : window.highest(), taken == null ? -1 : taken.highest);
        if (SourceWindow.tooOld(sequence, highest)) {
            return tooOld("sequence " + sequence + " of source '" + source + "' is more than " + SourceWindow.WINDOW
                    + " below its highest, " + highest);
        }
        if (window == null && taken == null && memory.sourceCount() + newSources(memory) >= UpdateMemory.SOURCES) {
            return new Judgement.Refused(Problem.of(
                            ProblemCode.TOO_MANY_SOURCES,
                            UpdateMemory.SOURCES + " sources count in this session already")
                    .at("/source_node")
                    .hint("send `update_id` instead of `sequence`"));
        }
        return new Judgement.Fresh();
    }

    private int newSources(UpdateMemory memory) {
        int fresh = 0;
        for (String source : pendingSources.keySet()) {
            fresh += memory.source(source) == null ? 1 : 0;
        }
        return fresh;
    }

    private Judgement judgeNamed(UpdateIdentity identity, IdLog ids) {
        Long pending = pendingIds.get(identity.updateId());
        if (pending != null) {
            return new Judgement.Pending(pending);
        }
        if (!ids.forgotten()) {
            return new Judgement.Fresh();
        }
        if (identity.timestampMillis() < 0) {
            return tooOld("ids were forgotten already, and this one has no timestamp to tell that it is new");
        }
        if (identity.timestampMillis() <= ids.newestForgottenMillis()) {
            return tooOld("ids with its timestamp were forgotten already");
        }
        return new Judgement.Fresh();
    }

    private static Judgement tooOld(String detail) {
        return new Judgement.Refused(Problem.of(ProblemCode.UPDATE_TOO_OLD, detail)
                .hint("it may have been applied; look at the session before sending it as a new update"));
    }

    void taken(UpdateIdentity identity, long revision) {
        String source = identity.sourceNode();
        if (source != null && identity.counted()) {
            pendingCounted.put(new Counted(source, identity.sequence()), revision);
            PendingSource pending = pendingSources.computeIfAbsent(source, _ -> new PendingSource());
            pending.highest = Math.max(pending.highest, identity.sequence());
            pending.sequences.add(identity.sequence());
        } else if (!identity.madeByServer()) {
            pendingIds.put(identity.updateId(), revision);
        }
    }

    /// It is durable: the memory knows it from now on.
    void durable(UpdateIdentity identity) {
        String source = identity.sourceNode();
        if (source != null && identity.counted()) {
            pendingCounted.remove(new Counted(source, identity.sequence()));
            @Nullable PendingSource pending = pendingSources.get(source);
            if (pending != null) {
                pending.sequences.remove(identity.sequence());
                if (pending.sequences.isEmpty()) {
                    pendingSources.remove(source);
                }
            }
        } else {
            pendingIds.remove(identity.updateId());
        }
    }

    /// Everything that was taken is unknown now.
    void forgetPending() {
        pendingIds.clear();
        pendingCounted.clear();
        pendingSources.clear();
    }
}
