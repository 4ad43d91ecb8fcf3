// SPDX-License-Identifier: Apache-2.0
package io.rivulet.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.cluster.History.Outcome;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/// Histories of the system x = b, one entry.
class LinearizationTest {
    private final AtomicLong clock = new AtomicLong();
    private final History history = new History(clock::get);

    private void update(long begun, long ended, double value, Outcome outcome) {
        clock.set(ended);
        history.update("+" + value, begun, b -> b[0] += value, outcome);
    }

    private void applied(long begun, long ended, double value, long revision) {
        update(begun, ended, value, new Outcome.Applied(revision));
    }

    private void before(long begun, long ended, double value, long revision) {
        update(begun, ended, value, new Outcome.AppliedBefore(revision));
    }

    private void unknown(long begun, long ended, double value) {
        update(begun, ended, value, new Outcome.Unknown());
    }

    private void reading(long begun, long ended, long revision, double x) {
        clock.set(ended);
        history.reading(begun, revision, new double[] {x});
    }

    private List<String> faults(long revision) {
        return Linearization.faults(Arrays::equals, new double[] {0}, history, revision);
    }

    @Test
    void oneAfterTheOtherWithReadingsBetweenIsFine() {
        reading(0, 1, 0, 0);
        applied(2, 3, 10, 1);
        reading(4, 5, 1, 10);
        applied(6, 7, 1, 2);
        reading(8, 9, 2, 11);
        assertThat(faults(2)).isEmpty();
    }

    @Test
    void atTheSameTimeAnyOrderIsFine() {
        applied(0, 9, 10, 2);
        applied(0, 9, 1, 1);
        reading(0, 9, 1, 1);
        reading(0, 9, 0, 0);
        assertThat(faults(2)).isEmpty();
    }

    @Test
    void anAcknowledgedUpdateThatIsMissingIsFound() {
        applied(0, 1, 10, 1);
        applied(2, 3, 1, 2);
        assertThat(faults(1)).singleElement().asString().contains("missing");
    }

    @Test
    void anAcknowledgedRepeatThatIsMissingIsFound() {
        applied(0, 1, 10, 1);
        before(2, 3, 1, 1);
        assertThat(faults(1)).singleElement().asString().contains("no order");
    }

    @Test
    void anAcknowledgedUpdateWhoseChangeIsLostIsFound() {
        applied(0, 1, 10, 1);
        applied(2, 3, 1, 2);
        reading(4, 5, 2, 10);
        assertThat(faults(2)).singleElement().asString().contains("no order");
    }

    @Test
    void anUpdateAppliedTwiceIsFound() {
        applied(0, 1, 10, 1);
        assertThat(faults(2)).as("a revision that nobody sent").hasSize(1);
        reading(2, 3, 1, 20);
        assertThat(faults(1)).as("twice in x").hasSize(1);
    }

    @Test
    void twoUpdatesOfOneRevisionAreFound() {
        applied(0, 1, 10, 1);
        applied(0, 1, 1, 1);
        assertThat(faults(2)).singleElement().asString().contains("two updates");
    }

    @Test
    void revisionsAgainstTheOrderOfTimeAreFound() {
        applied(0, 1, 10, 2);
        applied(2, 3, 1, 1);
        assertThat(faults(2)).singleElement().asString().contains("sent after a later one");
    }

    @Test
    void aReadingThatIsTooOldIsFound() {
        applied(0, 1, 10, 1);
        reading(2, 3, 0, 0);
        assertThat(faults(1)).singleElement().asString().contains("read after a later revision");
    }

    @Test
    void readingsThatGoBackInTimeAreFound() {
        applied(0, 9, 10, 1);
        reading(1, 2, 1, 10);
        reading(3, 4, 0, 0);
        assertThat(faults(1)).isNotEmpty();
    }

    @Test
    void aReadingOfWhatWasNotSentYetIsFound() {
        reading(0, 1, 1, 10);
        applied(2, 3, 10, 1);
        assertThat(faults(1)).isNotEmpty();
    }

    @Test
    void anUnknownUpdateMayBeInOrOutOnce() {
        applied(0, 1, 10, 1);
        unknown(2, 3, 1);
        assertThat(faults(1)).isEmpty();
        assertThat(faults(2)).isEmpty();
        assertThat(faults(3)).isNotEmpty();
    }

    @Test
    void anUnknownUpdateIsInWhereAReadingShowsIt() {
        unknown(0, 1, 5);
        unknown(0, 1, 7);
        reading(2, 3, 1, 7);
        assertThat(faults(1)).isEmpty();
        assertThat(faults(2)).isEmpty();
        reading(4, 5, 2, 14);
        assertThat(faults(2)).as("7 twice").isNotEmpty();
    }

    @Test
    void anUnknownUpdateMayComeLateButNotEarly() {
        unknown(0, 1, 5);
        applied(2, 3, 10, 1);
        reading(4, 5, 1, 10);
        assertThat(faults(2)).isEmpty();
        unknown(6, 7, 3);
        reading(8, 9, 2, 15);
        reading(10, 11, 3, 18);
        assertThat(faults(3)).isEmpty();
        clock.set(20);
        applied(14, 15, 1, 5);
        assertThat(faults(5)).as("sent at 0 to 6, none is left for revision 4").isNotEmpty();
    }

    @Test
    void aRepeatIsSomewhereBetweenItsFirstAttemptAndItsAnswer() {
        applied(0, 1, 10, 1);
        before(2, 9, 5, 3);
        applied(3, 7, 1, 3);
        reading(5, 6, 2, 15);
        assertThat(faults(3)).isEmpty();
        applied(10, 11, 1, 5);
        assertThat(faults(5)).as("revision 4 is after the answer").isNotEmpty();
    }

    @Test
    void repeatsKeepTheOrderOfTimeAmongThemselves() {
        before(0, 1, 5, 2);
        before(2, 3, 7, 2);
        reading(4, 5, 2, 12);
        assertThat(faults(2)).isEmpty();
        clock.set(9);
        reading(0, 9, 1, 7);
        assertThat(faults(2)).as("7 before 5").isNotEmpty();
    }

    @Test
    void aRefusedUpdateIsNeverThere() {
        update(0, 1, 5, new Outcome.Refused());
        assertThat(faults(0)).isEmpty();
        assertThat(faults(1)).isNotEmpty();
    }

    /// Many clients of a session that is as it should be; then one word of it is changed.
    @Test
    void whatARightSessionSaysIsFineAndOneWrongWordIsNot() {
        for (long seed = 0; seed < 200; seed++) {
            assertThat(spoken(seed, false)).as("seed " + seed).isEmpty();
            assertThat(spoken(seed, true)).as("seed " + seed).isNotEmpty();
        }
    }

    private static List<String> spoken(long seed, boolean wrong) {
        Random random = new Random(seed);
        var clock = new AtomicLong();
        var history = new History(clock::get);
        double b = 0;
        int revision = 0;
        List<Runnable> told = new ArrayList<>();
        int lie = random.nextInt(40);
        for (int k = 0; k < 40; k++) {
            long begun = clock.get() - random.nextInt(6);
            double value = 1 << random.nextInt(20);
            boolean lies = wrong && k == lie;
            int kind = random.nextInt(6);
            if (kind < 3 || kind == 3 && random.nextBoolean()) {
                revision++;
                b += value;
            }
            int present = revision;
            double sum = lies ? b + 0.5 : b;
            Outcome outcome = lies
                    ? new Outcome.AppliedBefore(0)
                    : switch (kind) {
                        case 0, 1 -> new Outcome.Applied(present);
                        case 2 -> new Outcome.AppliedBefore(present + random.nextInt(3));
                        default -> new Outcome.Unknown();
                    };
            told.add(
                    kind < 4
                            ? () -> history.update("+" + value, begun, x -> x[0] += value, outcome)
                            : () -> history.reading(begun, present, new double[] {sum}));
            clock.addAndGet(3);
            while (told.size() > random.nextInt(3)) {
                told.removeFirst().run();
            }
        }
        told.forEach(Runnable::run);
        return Linearization.faults(Arrays::equals, new double[] {0}, history, revision);
    }
}
