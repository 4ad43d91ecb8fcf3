// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class EntryBudgetTest {
    private final AtomicLong now = new AtomicLong();
    private final EntryBudget budget = new EntryBudget(OptionalInt.of(EntryBudget.COMMAND_ENTRIES), now::get);

    @Test
    void aCommandCountsAsManyEntries() {
        assertThat(budget.takeCommand()).isNull();
        assertThat(budget.takeCommand()).isNotNull();
        now.addAndGet(TimeUnit.SECONDS.toNanos(1));
        assertThat(budget.takeCommand()).isNull();
    }

    @Test
    void aLineThatChangesNothingCountsAsOne() {
        for (int k = 0; k < EntryBudget.COMMAND_ENTRIES; k++) {
            assertThat(budget.takeLine()).isNull();
        }
        assertThat(budget.takeLine()).isNotNull();
    }

    @Test
    void withoutARateNothingCounts() {
        var free = new EntryBudget(OptionalInt.empty(), now::get);
        for (int k = 0; k < 1_000; k++) {
            assertThat(free.takeCommand()).isNull();
        }
    }
}
