// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session;

import io.rivulet.actors.store.CheckpointSlots;
import io.rivulet.actors.store.ChunkStore;
import io.rivulet.actors.store.Database;
import io.rivulet.actors.store.JournalCleaner;
import io.rivulet.actors.store.JournalReader;
import io.rivulet.actors.store.MemoryBudget;
import io.rivulet.actors.store.ProblemRepository;
import io.rivulet.actors.store.SessionIndex;
import io.rivulet.actors.store.WorkflowStore;
import io.rivulet.actors.workflow.Workflows;
import java.time.InstantSource;

/// The doors to a node's database, and its memory.
public record SessionStores(
        Database database,
        ChunkStore chunks,
        ProblemRepository problems,
        CheckpointSlots slots,
        SessionIndex index,
        Workflows workflows,
        JournalReader journal,
        JournalCleaner cleaner,
        MemoryBudget memory) {
    /// Sessions of a node that may wait for memory.
    private static final int MAX_WAITING_FOR_MEMORY = 10_000;

    /// The doors to an open database.
    /// @param memoryBytes for problems and engines; a quarter of it caches problems that sessions share
    public static SessionStores of(Database database, long memoryBytes, InstantSource clock) {
        var chunks = new ChunkStore(database, clock);
        long cached = memoryBytes / 4;
        return new SessionStores(
                database,
                chunks,
                new ProblemRepository(chunks, cached),
                new CheckpointSlots(database),
                new SessionIndex(database),
                new Workflows(new WorkflowStore(database), clock),
                new JournalReader(database),
                new JournalCleaner(database),
                new MemoryBudget(memoryBytes - cached, MAX_WAITING_FOR_MEMORY));
    }
}
