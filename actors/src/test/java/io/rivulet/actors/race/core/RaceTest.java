// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.race.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.actors.consensus.core.Quorum;
import io.rivulet.actors.consensus.core.Tally;
import io.rivulet.actors.race.core.Race.Outcome;
import io.rivulet.actors.race.core.Race.Stand;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RaceTest {
    private static final long SECOND = 1_000_000_000L;
    private static final Quorum FOUR = new Quorum(4);
    private static final Tally FOR = new Tally(3, 0, FOUR);
    private static final Tally AGAINST = new Tally(0, 4, FOUR);
    private static final Tally SPLIT = new Tally(2, 2, FOUR);

    private static Race race(int racers) {
        Race race = new Race(7, racers, "node-1", "cg", "amg", 0);
        for (int k = 1; k < racers; k++) {
            race.began(k, "node-" + (k + 1), "cg", "ic");
        }
        return race;
    }

    private static Proposal proposal(String digest, double claimed) {
        return new Proposal(digest, claimed, claimed, 12);
    }

    @Test
    void theSmallestResidualThatVotersFoundWinsWhateverIsClaimed() {
        Race race = race(3);
        assertThat(race.proposed(1, proposal("b", 1e-300), 5)).isTrue();
        assertThat(race.proposed(2, proposal("c", 1e-9), 6)).isTrue();
        race.polled(1, FOR, 1e-9);
        assertThat(race.outcome(7)).isEqualTo(new Outcome.Open());
        race.polled(2, FOR, 1e-10);
        assertThat(race.outcome(8)).isEqualTo(new Outcome.Won(2));
    }

    @Test
    void equalResidualsGoByTheirDigest() {
        for (List<Integer> order : List.of(List.of(0, 1, 2), List.of(2, 1, 0))) {
            Race race = race(3);
            for (int racer : order) {
                race.proposed(racer, proposal("digest-" + (9 - racer), 1e-9), 1);
            }
            for (int racer : order) {
                race.polled(racer, FOR, 1e-9);
            }
            assertThat(race.outcome(2)).isEqualTo(new Outcome.Won(2));
        }
    }

    @Test
    void anXThatVotersRefuteNeverWins() {
        Race race = race(3);
        race.proposed(1, proposal("lie", 0), 1);
        race.polled(1, AGAINST, 0);
        assertThat(race.outcome(2)).isEqualTo(new Outcome.Open());
        race.lost(2, "gone");
        race.proposed(Race.OWN, proposal("own", 1e-9), 3);
        race.polled(Race.OWN, FOR, 1e-9);
        assertThat(race.outcome(4)).isEqualTo(new Outcome.Won(Race.OWN));
    }

    @Test
    void aVerifiedXWithoutAResidualIsNone() {
        for (double none : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
            Race race = race(2);
            race.proposed(1, proposal("x", 1e-12), 1);
            race.polled(1, FOR, none);
            assertThat(race.racer(1).stand()).isEqualTo(Stand.REFUTED);
            assertThat(race.outcome(2)).isEqualTo(new Outcome.Open());
        }
    }

    @Test
    void noPollBeginsOnceAnXIsVerified() {
        Race race = race(3);
        race.proposed(1, proposal("a", 1e-9), 1);
        race.polled(1, FOR, 1e-9);
        assertThat(race.proposed(2, proposal("b", 1e-12), 2)).isFalse();
        assertThat(race.racer(2).stand()).isEqualTo(Stand.LATE);
        assertThat(race.outcome(3)).isEqualTo(new Outcome.Won(1));
    }

    @Test
    void aWinnerThatItsOwnerRejectsLeavesTheNextBest() {
        Race race = race(3);
        race.proposed(1, proposal("a", 1e-9), 1);
        race.proposed(2, proposal("b", 1e-9), 1);
        race.polled(1, FOR, 1e-10);
        race.polled(2, FOR, 1e-9);
        assertThat(race.outcome(2)).isEqualTo(new Outcome.Won(1));
        race.rejected(1, "wrong here");
        assertThat(race.outcome(3)).isEqualTo(new Outcome.Won(2));
        race.rejected(2, "wrong here");
        assertThat(race.outcome(4)).isEqualTo(new Outcome.Open());
    }

    @Test
    void withoutAQuorumThereIsNoWinner() {
        Race race = race(2);
        race.proposed(1, proposal("a", 1e-9), 1);
        race.polled(1, SPLIT, Double.NaN);
        assertThat(race.outcome(2)).as("the own run goes on").isEqualTo(new Outcome.Open());
        race.proposed(Race.OWN, proposal("b", 1e-9), 3);
        race.polled(Race.OWN, SPLIT, Double.NaN);
        assertThat(race.outcome(4)).isEqualTo(new Outcome.NoQuorum(SPLIT));
    }

    @Test
    void whereNobodyElseTakesPartThereIsNoRace() {
        Race race = new Race(7, 3, "node-1", "cg", "amg", 0);
        race.unplaced(1, "no room");
        assertThat(race.outcome(1)).isEqualTo(new Outcome.Open());
        race.unplaced(2, "no node");
        assertThat(race.outcome(2)).isEqualTo(new Outcome.Alone());
    }

    @Test
    void othersGetAsMuchTimeAgainWhenTheOwnRunHasFailed() {
        Race race = race(2);
        race.failed(Race.OWN, "stagnated", 20 * SECOND);
        assertThat(race.outcome(39 * SECOND)).isEqualTo(new Outcome.Open());
        assertThat(race.outcome(40 * SECOND)).isEqualTo(new Outcome.NoQuorum(null));
        race.proposed(1, proposal("a", 1e-9), 41 * SECOND);
        race.polled(1, FOR, 1e-9);
        assertThat(race.outcome(41 * SECOND)).isEqualTo(new Outcome.Won(1));
    }

    @Test
    void votersThatCantBeAskedDelayNobodyForEverAndThoseThatAreAskedAreWaitedFor() {
        for (boolean asked : new boolean[] {false, true}) {
            Race race = race(2);
            race.proposed(1, proposal("a", 1e-9), SECOND);
            race.proposed(Race.OWN, proposal("b", 1e-9), 2 * SECOND);
            race.polled(1, FOR, 1e-9);
            if (asked) {
                race.asked(Race.OWN);
            }
            assertThat(race.outcome(3 * SECOND)).isEqualTo(new Outcome.Open());
            assertThat(race.outcome(4 * SECOND)).isEqualTo(asked ? new Outcome.Open() : new Outcome.Won(1));
            race.polled(Race.OWN, FOR, 1e-10);
            assertThat(race.outcome(5 * SECOND)).isEqualTo(new Outcome.Won(Race.OWN));
        }
    }

    /// Whatever is said, in whatever order: who wins was verified by a quorum, with the smallest residual of those;
    /// who lies about a wrong x never does; and once all have ended there is an end.
    @Test
    void tenThousandRacesEndAndOnlyVerifiedProposalsWin() {
        int won = 0;
        int without = 0;
        for (long seed = 0; seed < 10_000; seed++) {
            Outcome end = new Drawn(seed).run();
            won += end instanceof Outcome.Won ? 1 : 0;
            without += end instanceof Outcome.NoQuorum ? 1 : 0;
        }
        assertThat(won).isGreaterThan(4_000);
        assertThat(without).isGreaterThan(500);
    }

    /// Results alone decide, not the order in which polls end.
    @Test
    void theOrderInWhichPollsEndMakesNoDifference() {
        for (long seed = 0; seed < 2_000; seed++) {
            Random random = new Random(seed);
            int racers = 2 + random.nextInt(5);
            List<Integer> all = new ArrayList<>();
            double[] residuals = new double[racers];
            boolean[] good = new boolean[racers];
            for (int k = 0; k < racers; k++) {
                all.add(k);
                residuals[k] = random.nextInt(3) * 1e-9;
                good[k] = random.nextBoolean();
            }
            Set<Outcome> outcomes = new HashSet<>();
            for (int turn = 0; turn < 4; turn++) {
                Race race = race(racers);
                all.forEach(k -> race.proposed(k, proposal("d" + (97 * k) % 7, 0), 1));
                Collections.shuffle(all, random);
                all.forEach(k -> race.polled(k, good[k] ? FOR : AGAINST, residuals[k]));
                outcomes.add(race.outcome(2));
            }
            assertThat(outcomes).as("seed " + seed).hasSize(1);
        }
    }

    private static final class Drawn {
        private final long seed;
        private final Random random;
        private final int racers;
        private final Race race;
        private final boolean[] liar;
        private final boolean[] asked;
        private final double[] truth;
        private long now;

        private Drawn(long seed) {
            this.seed = seed;
            random = new Random(seed);
            racers = 2 + random.nextInt(6);
            race = new Race(1, racers, "node-1", "cg", "amg", 0);
            liar = new boolean[racers];
            asked = new boolean[racers];
            truth = new double[racers];
            for (int k = 0; k < racers; k++) {
                liar[k] = random.nextInt(3) == 0;
                truth[k] = liar[k] ? 1 + random.nextDouble() : 1e-9 * (1 + random.nextInt(4));
            }
        }

        private Outcome run() {
            for (int step = 0; step < 10_000; step++) {
                now += random.nextInt(300) * 1_000_000L;
                Outcome outcome = race.outcome(now);
                if (outcome instanceof Outcome.Won(int racer)) {
                    if (random.nextInt(10) == 0) {
                        race.rejected(racer, "drawn");
                        continue;
                    }
                    judge(racer);
                    return outcome;
                }
                if (!(outcome instanceof Outcome.Open)) {
                    assertThat(race.racers().stream().map(Race.Racer::stand))
                            .as("seed " + seed)
                            .doesNotContain(Stand.VERIFIED);
                    return outcome;
                }
                happens(random.nextInt(racers));
            }
            throw new AssertionError("no end, seed " + seed);
        }

        private void judge(int winner) {
            assertThat(liar[winner]).as("seed " + seed).isFalse();
            assertThat(race.racer(winner).stand()).as("seed " + seed).isEqualTo(Stand.VERIFIED);
            for (Race.Racer each : race.racers()) {
                if (each.stand() == Stand.VERIFIED) {
                    assertThat(race.racer(winner).found()).as("seed " + seed).isLessThanOrEqualTo(each.found());
                }
            }
        }

        private void happens(int k) {
            switch (random.nextInt(8)) {
                case 0, 1 -> race.began(k, "node-" + k, "cg", "ic");
                case 2 -> {
                    if (random.nextInt(4) == 0) {
                        race.unplaced(k, "no room");
                    }
                }
                case 3 -> {
                    if (random.nextInt(6) == 0) {
                        race.lost(k, "gone");
                    }
                }
                case 4 -> {
                    if (random.nextInt(6) == 0) {
                        race.failed(k, "stagnated", now);
                    }
                }
                case 5 -> {
                    double claimed = liar[k] ? 0 : truth[k];
                    asked[k] |= race.proposed(k, proposal("d" + random.nextInt(3), claimed), now);
                    if (asked[k] && random.nextBoolean()) {
                        race.asked(k);
                    }
                }
                default -> {
                    if (asked[k]) {
                        // Two of three voters at least see what is true; sometimes too few are there.
                        boolean few = random.nextInt(4) == 0;
                        race.polled(k, few ? SPLIT : liar[k] ? AGAINST : FOR, few ? Double.NaN : truth[k]);
                    }
                }
            }
        }
    }
}
