// SPDX-License-Identifier: Apache-2.0
package io.rivulet.patterns.search;

import java.util.function.IntConsumer;

/// Who does the parts of a search.
@FunctionalInterface
public interface Parts {
    /// Does part 0 … count − 1, each once, on any threads, and returns when all are done; what one of them throws is
    /// thrown.
    void run(int count, IntConsumer part);

    /// One after the other, on this thread.
    static Parts serial() {
        return (count, part) -> {
            for (int i = 0; i < count; i++) {
                part.accept(i);
            }
        };
    }
}
