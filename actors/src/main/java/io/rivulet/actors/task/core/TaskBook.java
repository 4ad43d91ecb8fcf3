// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.task.core;

import io.rivulet.serialization.task.StoredTask;
import io.rivulet.serialization.task.TaskEvent;
import io.rivulet.serialization.task.TaskSnapshot;
import io.rivulet.serialization.task.TaskState;
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// All tasks as the journal's events have made them: a fold, the same after each replay.
///
/// **Thread** one.
/// **Bounded by** [#OVER] tasks that are over, without their data, with [#OVER_BYTES] bytes, the oldest of which are
/// forgotten; those that are
/// open are bounded where they are taken ([TaskBoard]).
public final class TaskBook {
    /// Tasks that are over and still known.
    public static final int OVER = 1_000;
    /// Bytes of JSON that these hold.
    public static final int OVER_BYTES = 16 << 20;

    private final boolean frozen;
    private final Map<String, StoredTask> open = new LinkedHashMap<>();
    private final Map<String, StoredTask> over = new LinkedHashMap<>();
    private final Map<String, Set<String>> leased = new TreeMap<>();
    private long openBytes;
    private long overBytes;

    public TaskBook() {
        this(false);
    }

    private TaskBook(boolean frozen) {
        this.frozen = frozen;
    }

    /// One without tasks that stays so: its first event makes another book.
    public static TaskBook empty() {
        return new TaskBook(true);
    }

    public static TaskBook of(TaskSnapshot snapshot) {
        var book = new TaskBook();
        snapshot.open().forEach(book::put);
        snapshot.over().forEach(book::put);
        return book;
    }

    public TaskSnapshot snapshot() {
        return new TaskSnapshot(List.copyOf(open.values()), List.copyOf(over.values()));
    }

    /// **Returns** itself, but for the [#empty] one.
    public TaskBook after(TaskEvent event) {
        if (frozen) {
            return new TaskBook().after(event);
        }
        if (event instanceof TaskEvent.Submitted submitted) {
            put(StoredTask.of(submitted));
            return this;
        }
        StoredTask task = open.get(event.taskId());
        if (task != null) {
            put(
                    switch (event) {
                        case TaskEvent.Submitted s -> StoredTask.of(s);
                        case TaskEvent.Leased l ->
                            task.changed(TaskState.LEASED, l.attempt(), l.leaseId(), l.agentId(), l.atMillis(), null);
                        case TaskEvent.Returned r ->
                            task.changed(
                                    r.dead() ? TaskState.DEAD_LETTER : TaskState.QUEUED,
                                    r.counted() ? task.attempt() : task.attempt() - 1,
                                    null,
                                    r.agentId(),
                                    r.atMillis(),
                                    r.counted() ? r.cause() : null);
                        case TaskEvent.Finished f -> task.finished(f);
                        case TaskEvent.Cancelled c ->
                            task.changed(TaskState.CANCELLED, task.attempt(), null, task.agentId(), c.atMillis(), null);
                    });
        }
        return this;
    }

    private void put(StoredTask task) {
        StoredTask before = open.get(task.taskId());
        if (before != null) {
            openBytes -= before.bytes();
            release(before);
        }
        if (!task.state().isOver()) {
            open.put(task.taskId(), task);
            openBytes += task.bytes();
            if (task.state() == TaskState.LEASED && task.agentId() != null) {
                leased.computeIfAbsent(task.agentId(), _ -> new LinkedHashSet<>())
                        .add(task.taskId());
            }
            return;
        }
        open.remove(task.taskId());
        StoredTask ended = task.withoutData();
        over.put(ended.taskId(), ended);
        overBytes += ended.bytes();
        Iterator<StoredTask> oldest = over.values().iterator();
        while (over.size() > OVER || overBytes > OVER_BYTES) {
            overBytes -= oldest.next().bytes();
            oldest.remove();
        }
    }

    private void release(StoredTask task) {
        Set<String> tasks = task.agentId() == null ? null : leased.get(task.agentId());
        if (tasks != null && tasks.remove(task.taskId()) && tasks.isEmpty()) {
            leased.remove(task.agentId());
        }
    }

    public Optional<StoredTask> find(String taskId) {
        StoredTask task = open.get(taskId);
        return Optional.ofNullable(task == null ? over.get(taskId) : task);
    }

    /// Queued and leased ones, in the order of their submission.
    public Collection<StoredTask> open() {
        return Collections.unmodifiableCollection(open.values());
    }

    /// Those that are over, in the order in which they ended.
    public Collection<StoredTask> over() {
        return Collections.unmodifiableCollection(over.values());
    }

    /// The tasks whose lease this agent has.
    public Set<String> leasedTo(String agentId) {
        return Collections.unmodifiableSet(leased.getOrDefault(agentId, Set.of()));
    }

    public long openBytes() {
        return openBytes;
    }
}
