// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.solve;

import io.rivulet.node.console.CommandFailure;
import io.rivulet.numerics.linalg.Allowance;
import io.rivulet.numerics.market.MatrixMarket;
import org.jspecify.annotations.Nullable;

/// What a command may take: the memory asked for, at most the heap of this process. Files are refused while they are
/// read, systems by estimate before anything is made of them.
final class MemoryLimit implements Allowance {
    /// Of the heap; the rest is left to everything else.
    private static final double PART = 0.9;

    private final String name;
    private final boolean asked;
    private final long most;
    private long taken;

    /// @param name of the input, for messages
    /// @param asked bytes, or null for what the heap allows
    MemoryLimit(String name, @Nullable Long asked) {
        long heap = (long) (PART * Runtime.getRuntime().maxMemory());
        this.name = name;
        this.asked = asked != null && asked < heap;
        this.most = asked == null ? heap : Math.min(heap, asked);
    }

    @Override
    public void take(long bytes) {
        taken += bytes;
        if (taken > most) {
            throw CommandFailure.badInput(name + ": its entries alone take more than " + allowed());
        }
    }

    /// **Errors** a [CommandFailure] where `bytes`, which solving a system of this size may take, are too many.
    void require(long bytes, MatrixMarket.Sizes sizes) {
        require(bytes, sizes, " entries may take ");
    }

    /// The same for `bytes` that every method takes.
    void requireAtLeast(long bytes, MatrixMarket.Sizes sizes) {
        require(bytes, sizes, " entries takes at least ");
    }

    private void require(long bytes, MatrixMarket.Sizes sizes, String what) {
        if (bytes > most) {
            throw CommandFailure.badInput(name + ": solving " + sizes.rows() + " rows with " + sizes.entries() + what
                    + SolveSummary.bytes(bytes) + ", more than " + allowed());
        }
    }

    private String allowed() {
        return "the " + SolveSummary.bytes(most)
                + (asked
                        ? " of --memory\n  hint: allow more with --memory"
                        : " that this process may take\n  hint: RIVULET_JAVA_OPTS=-Xmx16g would allow 16 GB");
    }
}
