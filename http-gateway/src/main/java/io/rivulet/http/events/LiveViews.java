// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.events;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.rivulet.actors.cluster.NodeVitals;
import io.rivulet.actors.session.Sessions;
import io.rivulet.actors.session.Sessions.NodeFacts;
import io.rivulet.http.node.NodeStatus;
import io.rivulet.serialization.view.EventJson.Shard;
import io.rivulet.serialization.view.LiveSession;
import io.rivulet.serialization.view.NodeStatusView;
import io.rivulet.serialization.view.SessionRow;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/// Reads what watchers are shown, once for all who watch the same.
/// **Thread** any. **Bounded by** [#ROWS] sessions of an owner; [#ASKED] of them are asked how they do;
/// [#OWNERS] owners' lists are kept, each for [#FRESH].
final class LiveViews {
    static final int ROWS = 1_000;
    static final int ASKED = 50;
    private static final int OWNERS = 1_000;
    private static final Duration FRESH = Duration.ofMillis(900);

    /// In these something happens between two changes of the directory's row. One that rests is not asked: that would
    /// keep it in memory.
    private static final Set<String> BUSY = Set.of("opening", "solving", "live", "recovering");

    /// What a watcher is shown at one moment.
    record Seen(NodeStatusView status, List<Shard> shards, Listed sessions) {}

    /// @param more whether there are sessions beyond [#ROWS]
    record Listed(List<LiveSession> rows, boolean more) {}

    private final Sessions sessions;
    private final NodeStatus status;
    private final Cache<Boolean, CompletionStage<NodeFacts>> facts = kept(1);
    private final Cache<String, CompletionStage<Listed>> lists = kept(OWNERS);

    LiveViews(Sessions sessions, NodeStatus status) {
        this.sessions = sessions;
        this.status = status;
    }

    private static <K, V> Cache<K, V> kept(int most) {
        return Caffeine.newBuilder()
                .executor(Runnable::run)
                .maximumSize(most)
                .expireAfterWrite(FRESH)
                .build();
    }

    CompletionStage<Seen> of(String owner) {
        return facts.get(true, _ -> sessions.node())
                .thenCombine(
                        lists.get(owner, this::list), (now, listed) -> new Seen(status.view(now), shards(now), listed));
    }

    private static List<Shard> shards(NodeFacts facts) {
        return facts.members().stream()
                .flatMap(member -> member.vitals().stream())
                .flatMap(LiveViews::shards)
                .sorted(Comparator.comparing(Shard::shard).thenComparing(Shard::node))
                .toList();
    }

    private static Stream<Shard> shards(NodeVitals vitals) {
        return vitals.memoryByShard().entrySet().stream()
                .map(shard -> new Shard(shard.getKey(), vitals.name(), shard.getValue()));
    }

    private CompletionStage<Listed> list(String owner) {
        return sessions.list(owner, ROWS, null, null, Map.of())
                .thenCompose(page -> asked(owner, page.rows())
                        .thenApply(told -> new Listed(
                                page.rows().stream()
                                        .map(row -> new LiveSession(row, told.get(row.id())))
                                        .toList(),
                                page.next() != null)));
    }

    /// What those that are busy say, the ones that were busy last first; nothing of one that does not answer.
    private CompletionStage<Map<UUID, LiveSession.Now>> asked(String owner, List<SessionRow> rows) {
        var told = new ConcurrentHashMap<UUID, LiveSession.Now>();
        CompletableFuture<?>[] answers = rows.stream()
                .filter(row -> BUSY.contains(row.state()))
                .sorted(Comparator.comparingLong(SessionRow::lastActivityMillis).reversed())
                .limit(ASKED)
                .map(row -> sessions.reads()
                        .status(row.id(), owner)
                        .handle((view, failure) ->
                                failure == null ? told.put(row.id(), LiveSession.Now.of(view)) : null)
                        .toCompletableFuture())
                .toArray(CompletableFuture[]::new);
        return CompletableFuture.allOf(answers).thenApply(_ -> told);
    }
}
