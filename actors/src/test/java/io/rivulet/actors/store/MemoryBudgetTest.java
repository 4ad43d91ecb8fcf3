// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rivulet.actors.store.MemoryBudget.Reservation;
import io.rivulet.serialization.problem.ProblemCode;
import io.rivulet.serialization.problem.RivuletException;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class MemoryBudgetTest {
    private final MemoryBudget budget = new MemoryBudget(100, 2);

    @Test
    void whatIsReservedIsNotThereForOthersUntilItIsGivenBack() {
        Reservation first = budget.tryReserve(60).orElseThrow();
        assertThat(budget.tryReserve(41)).isEmpty();
        assertThat(budget.tryReserve(40)).isPresent();
        first.close();
        first.close();
        assertThat(budget.usedBytes()).isEqualTo(40);
    }

    @Test
    void whoWaitsIsServedInOrderAndNotPassedBySmallerOnes() {
        Reservation first = budget.tryReserve(90).orElseThrow();
        CompletableFuture<Reservation> large = budget.reserve(80);
        CompletableFuture<Reservation> small = budget.reserve(20);
        assertThat(budget.tryReserve(1)).isEmpty();
        assertThat(small).isNotDone();
        first.close();
        assertThat(large).isCompleted();
        assertThat(small).isCompleted();
        assertThat(budget.usedBytes()).isEqualTo(100);
    }

    @Test
    void aCancelledWaitNeitherHoldsMemoryNorAPlaceInTheQueue() {
        Reservation first = budget.tryReserve(90).orElseThrow();
        CompletableFuture<Reservation> large = budget.reserve(80);
        CompletableFuture<Reservation> small = budget.reserve(20);
        large.cancel(false);
        assertThat(budget.waiting()).isEqualTo(1);
        first.close();
        assertThat(small).isCompleted();
        assertThat(budget.usedBytes()).isEqualTo(20);
    }

    @Test
    void moreThanTheNodeHasAndTooManyWaitingAreRefusedWithTheNumbers() {
        assertThat(Backend.failure(budget.reserve(101))).isInstanceOfSatisfying(RivuletException.class, e -> {
            assertThat(e.problem().code()).isEqualTo(ProblemCode.CAPACITY_EXCEEDED);
            assertThat(e.problem().detail()).contains("101").contains("100");
        });
        assertThat(budget.tryReserve(100)).isPresent();
        assertThat(budget.reserve(1)).isNotDone();
        assertThat(budget.reserve(1)).isNotDone();
        assertThat(budget.reserve(1)).isCompletedExceptionally();
    }

    @Test
    void aReservationGrowsOnlyIntoWhatIsFreeAndShrinksForThoseWhoWait() {
        Reservation growing = budget.tryReserve(10).orElseThrow();
        assertThat(growing.tryGrow(80)).isTrue();
        assertThat(growing.tryGrow(11)).isFalse();
        assertThat(growing.bytes()).isEqualTo(90);
        CompletableFuture<Reservation> waiting = budget.reserve(50);
        growing.shrinkTo(50);
        assertThat(waiting).isCompleted();
        growing.close();
        assertThat(growing.tryGrow(1)).isFalse();
        assertThat(budget.usedBytes()).isEqualTo(50);
    }

    @Test
    void negativeSizesAreABug() {
        assertThatThrownBy(() -> budget.tryReserve(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new MemoryBudget(0, 1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void manyThreadsNeverReserveMoreThanThereIsAndLeaveNothingBehind() throws Exception {
        MemoryBudget shared = new MemoryBudget(1_000, 1_000);
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            for (int t = 0; t < 8; t++) {
                Random random = new Random(t);
                threads.execute(() -> {
                    for (int i = 0; i < 2_000; i++) {
                        shared.reserve(1 + random.nextInt(400)).thenAccept(reservation -> {
                            assertThat(shared.usedBytes()).isLessThanOrEqualTo(1_000);
                            reservation.close();
                        });
                    }
                });
            }
            threads.shutdown();
            assertThat(threads.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(shared.usedBytes()).isZero();
        assertThat(shared.waiting()).isZero();
    }
}
