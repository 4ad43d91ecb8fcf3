// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.numerics.local.EntryChoice.Facts;
import io.rivulet.numerics.local.EntryChoice.Pushed;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EntryChoiceTest {
    private static final long NNZ = 6_000_000;

    private static Facts facts(double present, double error, double alpha, long budget, @Nullable Pushed pushed) {
        return new Facts(present, error, alpha, NNZ, 6.0, budget, 1e-6, 1, LocalEntry.CELLS, pushed);
    }

    private static EntryMethod choose(double present, double error, double alpha, long budget) {
        return EntryChoice.of(facts(present, error, alpha, budget, null)).method();
    }

    @Test
    void withoutACertificateOnlyASolveIsHonest() {
        EntryChoice choice = EntryChoice.of(facts(Double.POSITIVE_INFINITY, 1e-2, 1.0, 4_000_000, null));
        assertThat(choice.method()).isEqualTo(EntryMethod.SOLVE);
        assertThat(choice.reason()).contains("no certificate");
        assertThat(choose(Double.NaN, 1e-2, 0.5, 4_000_000)).isEqualTo(EntryMethod.SOLVE);
    }

    @Test
    void whatIsThereAlreadyIsNotComputedAgain() {
        assertThat(choose(1e-9, 1e-8, 0.9, 4_000_000)).isEqualTo(EntryMethod.PRESENT);
        assertThat(choose(1e-8, 1e-8, 0.9, 0)).isEqualTo(EntryMethod.PRESENT);
    }

    @Test
    void aPushThatFitsWhateverTheGraphIsCertified() {
        assertThat(choose(1, 1e-2, 0.3, 4_000_000)).isEqualTo(EntryMethod.DUAL_PUSH);
        assertThat(choose(1, 0.2, 0.7, 4_000_000)).isEqualTo(EntryMethod.DUAL_PUSH);
    }

    @Test
    void aModestErrorOnAnUnknownGraphIsWorthWalks() {
        assertThat(choose(1, 0.1, 0.95, 4_000_000)).isEqualTo(EntryMethod.BIDIRECTIONAL);
        assertThat(EntryChoice.of(facts(1, 0.1, 0.95, 4_000_000, null)).reason())
                .contains("walks");
    }

    @Test
    void aSmallErrorOnAnExpanderIsASolveOnceThePushHasShownIt() {
        assertThat(choose(1, 1e-6, 0.9, 4_000_000)).isEqualTo(EntryMethod.DUAL_PUSH);
        Pushed spreading = new Pushed(300_000, 0.6, 150_000, 0.9, 2.0);
        EntryChoice choice = EntryChoice.of(facts(1, 1e-6, 0.9, 3_000_000, spreading));
        assertThat(choice.method()).isEqualTo(EntryMethod.SOLVE);
        assertThat(choice.reason()).contains("million entries");
    }

    @Test
    void aSmallErrorOnALatticeGoesOnPushing() {
        Pushed settled = new Pushed(300_000, 1e-4, 40_000, 0.25, 1.2);
        assertThat(EntryChoice.of(facts(1, 1e-6, 0.9, 3_000_000, settled)).method())
                .isEqualTo(EntryMethod.DUAL_PUSH);
    }

    @Test
    void withoutMemoryThereAreWalksOrNothing() {
        assertThat(EntryChoice.of(new Facts(1, 0.05, 0.9, NNZ, 6, 4_000_000, 1e-6, 1, 0, null))
                        .method())
                .isEqualTo(EntryMethod.WALKS);
        assertThat(EntryChoice.of(new Facts(1, 1e-6, 0.9, NNZ, 6, 4_000_000, 1e-6, 1, 0, null))
                        .method())
                .isEqualTo(EntryMethod.SOLVE);
        assertThat(EntryChoice.of(new Facts(1, 0.5, 1.0, NNZ, 6, 4_000_000, 1e-6, 1, 0, null))
                        .method())
                .isEqualTo(EntryMethod.SOLVE);
    }

    @Test
    void manyEntriesAreASolve() {
        Facts many = new Facts(1, 1e-2, 0.3, NNZ, 6, 4_000_000, 1e-6, EntryChoice.MANY + 1, LocalEntry.CELLS, null);
        assertThat(EntryChoice.of(many).method()).isEqualTo(EntryMethod.SOLVE);
    }

    @Test
    void walksBeginWhenAnotherRoundCostsMoreThanItSavesThem() {
        Pushed cheapAndUseful = new Pushed(10_000, 0.5, 5_000, 0.3, 2.0);
        Pushed dearAndUseless = new Pushed(2_000_000, 0.05, 1_000_000, 0.95, 2.0);
        assertThat(EntryChoice.balanced(facts(1, 0.01, 0.9, 4_000_000, cheapAndUseful)))
                .isFalse();
        assertThat(EntryChoice.balanced(facts(1, 0.01, 0.9, 4_000_000, dearAndUseless)))
                .isTrue();
        assertThat(EntryChoice.balanced(facts(1, 0.01, 0.9, 4_000_000, null))).isFalse();
    }

    @Test
    void predictionsGrowWithWhatIsAsked() {
        double before = 0.0;
        for (double error = 0.5; error > 1e-9; error /= 3) {
            double push = EntryChoice.pushWork(facts(1, error, 0.9, 0, null));
            assertThat(push).isGreaterThanOrEqualTo(before);
            before = push;
        }
        assertThat(EntryChoice.pushWork(facts(1, 1e-3, 0.0, 0, null))).isLessThan(100);
        assertThat(EntryChoice.pushWork(facts(1, 1e-3, 1.0, 0, null))).isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(EntryChoice.walkWork(facts(1, 1e-3, 0.9, 0, null)))
                .isGreaterThan(EntryChoice.walkWork(facts(1, 1e-2, 0.9, 0, null)));
    }
}
