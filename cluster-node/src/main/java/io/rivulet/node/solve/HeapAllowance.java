// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.solve;

import io.rivulet.node.console.CommandFailure;
import io.rivulet.numerics.linalg.Allowance;
import java.util.Locale;

/// Most of the heap of this process: a file that stands for more is refused before the heap is full.
final class HeapAllowance implements Allowance {
    /// Left for what is made of the file afterwards.
    private static final double PART = 0.8;

    private final String file;
    private final long most;
    private long taken;

    HeapAllowance(String file) {
        this(file, (long) (PART * Runtime.getRuntime().maxMemory()));
    }

    HeapAllowance(String file, long most) {
        this.file = file;
        this.most = most;
    }

    @Override
    public void take(long bytes) {
        taken += bytes;
        if (taken > most) {
            throw CommandFailure.badInput(String.format(
                    Locale.ROOT,
                    "%s: its entries need more than the %.1f GB that this process may take; RIVULET_JAVA_OPTS=-Xmx16g"
                            + " would allow 16 GB",
                    file,
                    most / 1e9));
        }
    }
}
