// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.limit;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.serialization.problem.Problem;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class EntryBudgetTest {
    private static final int RATE = 1_000;

    private final AtomicLong now = new AtomicLong();
    private final EntryBudget budget = new EntryBudget(OptionalInt.of(RATE), now::get);

    private void at(long moreMillis) {
        now.addAndGet(TimeUnit.MILLISECONDS.toNanos(moreMillis));
    }

    /// How much of `entries` single ones is taken.
    private int taken(String caller, int entries) {
        int taken = 0;
        for (int k = 0; k < entries; k++) {
            taken += budget.take(caller, 1) == null ? 1 : 0;
        }
        return taken;
    }

    @Test
    void aCommandCountsAsManyEntriesAndAnotherLineAsOne() {
        var one = new EntryBudget(OptionalInt.of(EntryShare.COMMAND_ENTRIES), now::get).shareOf("ann");
        assertThat(one.takeCommand()).isNull();
        assertThat(one.takeCommand()).isNotNull();
        at(1_000);
        for (int k = 0; k < EntryShare.COMMAND_ENTRIES; k++) {
            assertThat(one.takeLine()).isNull();
        }
        assertThat(one.takeLine()).isNotNull();
    }

    @Test
    void whoIsAloneTakesAllThereIs() {
        assertThat(taken("ann", 2 * RATE)).isEqualTo(RATE);
        int more = 0;
        for (int k = 0; k < 1_000; k++) {
            at(10);
            more += taken("ann", RATE / 20);
        }
        assertThat(more).isEqualTo(10 * RATE);
    }

    @Test
    void anUpdateOfMoreThanASecondIsTakenAndTheNextOnesWait() {
        assertThat(budget.take("ann", 3 * RATE)).isNull();
        Problem busy = requireNonNull(budget.take("ann", 1));
        assertThat(busy.retryAfterMs()).isBetween(1_900L, 2_100L);
        at(1_990);
        assertThat(budget.take("ann", 1)).isNotNull();
        at(20);
        assertThat(budget.take("ann", 1)).isNull();
    }

    @Test
    void whoUsesLessThanTheirPartIsNotRefusedForWhatOthersUse() {
        taken("greedy", 10 * RATE);
        int modest = 0;
        int greedy = 0;
        for (int k = 0; k < 1_000; k++) {
            at(10);
            greedy += taken("greedy", RATE);
            modest += taken("modest", RATE / 250);
        }
        assertThat(modest).as("four tenths of the rate").isEqualTo(4 * RATE);
        assertThat(greedy).as("the rest, and what was saved up").isBetween(5 * RATE, 7 * RATE);
    }

    @Test
    void ofTwoThatWantAllEachHasHalf() {
        taken("ann", 10 * RATE);
        int ann = 0;
        int bob = 0;
        for (int k = 0; k < 2_000; k++) {
            at(5);
            ann += taken("ann", RATE);
            bob += taken("bob", RATE);
        }
        assertThat(bob).isBetween(4 * RATE, 7 * RATE);
        assertThat(ann + bob).isBetween(10 * RATE, 12 * RATE);
    }

    @Test
    void withoutARateNothingCounts() {
        var free = new EntryBudget(OptionalInt.empty(), now::get).shareOf("ann");
        for (int k = 0; k < 1_000; k++) {
            assertThat(free.takeCommand()).isNull();
        }
    }
}
