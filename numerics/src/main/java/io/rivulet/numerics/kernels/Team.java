// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.kernels;

/// Threads that share one piece of work. Work is cut into chunks by its pattern alone, never by the number of threads,
/// so that results have the same bits for every team.
/// **Thread** as the implementation says.
public interface Team {
    /// Threads that may work at the same time, the caller included; at least 1.
    int width();

    /// Calls `task` once for each chunk number in 0 … `chunks` − 1 and returns when all have ended; which thread runs a
    /// chunk, and in what order, is open. What a chunk wrote is visible to the caller afterwards.
    /// **Errors** what the first of the failing chunks throws is thrown here, when no chunk runs any more.
    void run(int chunks, ChunkTask task);

    /// One chunk of the work; it may read what all share and write only what belongs to it.
    interface ChunkTask {
        void run(int chunk);
    }

    /// The caller alone, chunk by chunk in order.
    static Team serial() {
        return SerialTeam.INSTANCE;
    }
}
