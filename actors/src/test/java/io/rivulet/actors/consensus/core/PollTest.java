// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.consensus.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.actors.consensus.core.Tally.Outcome;
import io.rivulet.serialization.event.CastVote;
import io.rivulet.serialization.event.VoteSubject;
import io.rivulet.serialization.event.Voter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What counts in a poll, and when it is over.
class PollTest {
    private static final long MS = 1_000_000;
    private static final int RUNS = 10_000;
    private static final VoteSubject SUBJECT =
            new VoteSubject(new UUID(1, 2), 3, 7, "ab".repeat(32), "full_residual", 1e-8, 0);
    private static final VoteSubject STALE =
            new VoteSubject(new UUID(1, 2), 3, 6, "ab".repeat(32), "full_residual", 1e-8, 0);
    private static final VoteSubject OTHER_X =
            new VoteSubject(new UUID(1, 2), 3, 7, "cd".repeat(32), "full_residual", 1e-8, 0);
    private static final VoteSubject OTHER_EPOCH =
            new VoteSubject(new UUID(1, 2), 2, 7, "ab".repeat(32), "full_residual", 1e-8, 0);

    private static List<Voter> voters(int n) {
        return IntStream.range(0, n)
                .mapToObj(k -> new Voter("v" + k, "00".repeat(32)))
                .toList();
    }

    private static Poll poll(int n) {
        return new Poll(SUBJECT, voters(n), 0, 50 * MS, 10_000 * MS);
    }

    private static CastVote vote(int voter, boolean verified) {
        return new CastVote("v" + voter, verified, verified ? 1e-9 : 3e-3, 11 * voter, "");
    }

    private static Finding finding(boolean verified) {
        double residual = verified ? 1e-9 : 3e-3;
        return new Finding(verified, List.of(residual), residual, residual, 1, residual, verified ? 1 : 0);
    }

    private static void cast(Poll poll, int voter, boolean verified) {
        poll.vote(SUBJECT, vote(voter, verified), finding(verified));
    }

    @ParameterizedTest
    @CsvSource({"1,1,0", "2,2,0", "3,3,0", "4,3,1", "5,4,1", "6,5,1", "7,5,2", "9,7,2", "10,7,3", "13,9,4"})
    void quorumAndToleratedFaults(int voters, int quorum, int faults) {
        assertThat(new Quorum(voters).size()).isEqualTo(quorum);
        assertThat(new Quorum(voters).toleratedFaults()).isEqualTo(faults);
        assertThat(voters - faults).isEqualTo(quorum);
    }

    @Test
    void onlyAQuorumOfOneKindDecides() {
        Poll poll = poll(4);
        cast(poll, 0, true);
        cast(poll, 1, true);
        assertThat(poll.result(0).tally().outcome()).isEqualTo(Outcome.NO_QUORUM);
        cast(poll, 2, false);
        assertThat(poll.result(0).tally().outcome()).isEqualTo(Outcome.NO_QUORUM);
        assertThat(poll.result(0).finding()).isNull();
        cast(poll, 3, true);
        PollResult result = poll.result(0);
        assertThat(result.tally().outcome()).isEqualTo(Outcome.VERIFIED);
        assertThat(result.tally().inFavour()).isEqualTo(3);
        assertThat(result.tally().against()).isEqualTo(1);
        assertThat(result.tally().abstained()).isZero();
        assertThat(result.finding()).isEqualTo(finding(true));
        assertThat(result.votes().votes()).hasSize(4);
    }

    @Test
    void whoTellsItsVerdictAloneCountsAndChoosesNoNumbersThatOthersFound() {
        Poll poll = poll(4);
        cast(poll, 0, true);
        for (int k = 1; k < 4; k++) {
            // In another order of addition.
            poll.vote(SUBJECT, new CastVote("v" + k, true, 1e-9 + k * 1e-15, 1, ""), null);
        }
        assertThat(poll.result(0).tally().inFavour()).isEqualTo(4);
        assertThat(poll.result(0).finding()).isEqualTo(finding(true));
        Poll alone = poll(4);
        cast(alone, 0, true);
        for (int k = 1; k < 4; k++) {
            alone.vote(SUBJECT, new CastVote("v" + k, false, k == 3 ? 0.5 : 0.25, 1, ""), null);
        }
        assertThat(alone.result(0).tally().outcome()).isEqualTo(Outcome.REFUTED);
        assertThat(alone.result(0).finding()).isEqualTo(Finding.told(false, 0.25));
    }

    @Test
    void whatANodeTellsBesideItsVoteCannotTurnTheVerdictRound() {
        Poll poll = poll(7);
        poll.vote(SUBJECT, vote(0, false), new Finding(true, List.of(), 0, 0, 1, 3e-3, 1));
        for (int k = 2; k < 7; k++) {
            poll.vote(SUBJECT, vote(k, false), null);
        }
        assertThat(poll.result(0).tally().outcome()).isEqualTo(Outcome.REFUTED);
        assertThat(poll.result(0).finding()).isEqualTo(Finding.told(false, 3e-3));
        cast(poll, 1, false);
        assertThat(poll.result(0).finding()).isEqualTo(finding(false));
    }

    @Test
    void aNodeChoosesNeitherAResidualThatTheOthersDidNotFindNorTheConfidence() {
        Poll poll = poll(7);
        poll.vote(
                SUBJECT,
                new CastVote("v0", false, 1e-20, 0, ""),
                new Finding(false, List.of(), 0, 0, 0.5, 1e-20, 0.75));
        for (int k = 2; k < 7; k++) {
            poll.vote(SUBJECT, new CastVote("v" + k, false, 3e-3 * (1 + k * 1e-12), 0, ""), null);
        }
        assertThat(poll.result(0).finding()).isEqualTo(Finding.told(false, 3e-3 * (1 + 3e-12)));
        Finding unsure = finding(false);
        poll.vote(
                SUBJECT,
                vote(1, false),
                new Finding(
                        false, unsure.components(), unsure.maxError(), unsure.meanError(), 0.5, 3e-3, unsure.score()));
        assertThat(poll.result(0).finding()).isEqualTo(unsure);
    }

    @Test
    void ofTwoNodesThatContradictEachOtherNeitherIsBelieved() {
        Poll poll = poll(4);
        poll.vote(SUBJECT, vote(0, true), new Finding(true, List.of(), 0, 0, 1, 1e-9, 1));
        cast(poll, 1, true);
        poll.vote(SUBJECT, vote(2, true), null);
        assertThat(poll.result(0).finding()).isEqualTo(Finding.told(true, 1e-9));
    }

    @Test
    void votesOnSomethingElseDoNotCount() {
        Poll poll = poll(4);
        for (int k = 0; k < 4; k++) {
            poll.vote(STALE, vote(k, true), finding(true));
            poll.vote(OTHER_X, vote(k, true), finding(true));
            poll.vote(OTHER_EPOCH, vote(k, true), finding(true));
        }
        poll.vote(SUBJECT, vote(9, true), finding(true));
        assertThat(poll.result(0).tally()).isEqualTo(new Tally(0, 0, new Quorum(4)));
        assertThat(poll.isOver(49 * MS)).isFalse();
        assertThat(poll.isOver(50 * MS)).isTrue();
    }

    @Test
    void repeatsCountOnceAndContradictionsNotAtAll() {
        Poll poll = poll(4);
        for (int k = 0; k < 10; k++) {
            cast(poll, 0, true);
        }
        cast(poll, 1, true);
        cast(poll, 1, false);
        cast(poll, 1, true);
        cast(poll, 2, true);
        cast(poll, 3, true);
        PollResult result = poll.result(0);
        assertThat(result.tally().inFavour()).isEqualTo(3);
        assertThat(result.tally().abstained()).isEqualTo(1);
        assertThat(result.contradictions()).singleElement().satisfies(proof -> {
            assertThat(proof.voter()).isEqualTo(voters(4).get(1));
            assertThat(proof.proof().subject()).isEqualTo(SUBJECT);
            assertThat(proof.proof().votes()).containsExactly(vote(1, true), vote(1, false));
        });
        assertThat(result.votes().votes()).noneMatch(vote -> vote.voter().equals("v1"));
    }

    @Test
    void aSilentVoterIsNotWaitedForBeyondTheTimeoutAndOneAtWorkOnlyWhileItCanDecide() {
        Poll silent = poll(4);
        cast(silent, 0, true);
        cast(silent, 1, true);
        assertThat(silent.nanosLeft(10 * MS)).isEqualTo(40 * MS);
        assertThat(silent.isOver(50 * MS)).isTrue();

        Poll atWork = poll(4);
        cast(atWork, 0, true);
        cast(atWork, 1, true);
        atWork.atWork("v2");
        assertThat(atWork.isOver(50 * MS)).isFalse();
        assertThat(atWork.nanosLeft(50 * MS)).isEqualTo(9_950 * MS);
        assertThat(atWork.isOver(10_000 * MS)).isTrue();
        cast(atWork, 2, true);
        assertThat(atWork.isOver(49 * MS)).isFalse();
        assertThat(atWork.isOver(60 * MS)).isTrue();

        Poll cannotDecide = poll(4);
        cast(cannotDecide, 0, true);
        cast(cannotDecide, 1, false);
        cannotDecide.atWork("v2");
        assertThat(cannotDecide.isOver(50 * MS)).isTrue();
    }

    @Test
    void oneThatIsDeadIsWaitedForUntilTheTimeoutAndTheOthersDecide() {
        Poll poll = poll(4);
        for (int k = 0; k < 3; k++) {
            poll.atWork("v" + k);
            cast(poll, k, true);
        }
        assertThat(poll.isOver(49 * MS)).isFalse();
        assertThat(poll.nanosLeft(49 * MS)).isEqualTo(MS);
        assertThat(poll.isOver(50 * MS)).isTrue();
        assertThat(poll.brokenPromises(50 * MS)).isEmpty();
        PollResult result = poll.result(50 * MS);
        assertThat(result.tally().outcome()).isEqualTo(Outcome.VERIFIED);
        assertThat(result.tally().inFavour()).isEqualTo(3);
        assertThat(result.tally().abstained()).isEqualTo(1);
        assertThat(result.votes().votes()).extracting(CastVote::voter).containsExactly("v0", "v1", "v2");
    }

    @Test
    void aVoteInFavourThatTellsAResidualBeyondTheToleranceIsNone() {
        Poll poll = poll(4);
        cast(poll, 0, true);
        cast(poll, 1, true);
        poll.atWork("v2");
        poll.vote(SUBJECT, new CastVote("v2", true, 1.1e-8, 1, ""), null);
        // Within what voters leave for their rounding.
        poll.vote(SUBJECT, new CastVote("v3", true, 1e-8 * (1 + 2e-12), 1, ""), null);
        assertThat(poll.isOver(0)).as("nobody is left to wait for").isTrue();
        PollResult result = poll.result(0);
        assertThat(result.tally().inFavour()).isEqualTo(3);
        assertThat(result.tally().abstained()).isEqualTo(1);
        assertThat(result.votes().votes()).extracting(CastVote::voter).containsExactly("v0", "v1", "v3");
        assertThat(poll.brokenPromises(0)).extracting(Voter::name).containsExactly("v2");
        // It was signed all the same: another one contradicts it.
        cast(poll, 2, true);
        assertThat(poll.result(0).contradictions())
                .singleElement()
                .satisfies(each -> assertThat(each.voter().name()).isEqualTo("v2"));
        assertThat(poll.result(0).tally().inFavour()).isEqualTo(3);
    }

    @Test
    void whereAnAbsoluteToleranceMayAllowMoreTheResidualAloneTellsNothing() {
        var subject = new VoteSubject(new UUID(1, 2), 3, 7, "ab".repeat(32), "full_residual", 1e-8, 1e-3);
        var poll = new Poll(subject, voters(1), 0, 50 * MS, 10_000 * MS);
        poll.vote(subject, new CastVote("v0", true, 1e-4, 1, ""), null);
        assertThat(poll.result(0).tally().inFavour()).isEqualTo(1);
    }

    @Test
    void whoWasAtWorkAndIsWaitedForInVainHasBrokenAPromise() {
        Poll poll = poll(4);
        cast(poll, 0, true);
        cast(poll, 1, true);
        poll.atWork("v2");
        poll.atWork("v3");
        assertThat(poll.brokenPromises(50 * MS)).isEmpty();
        poll.unable("v3", 60 * MS);
        assertThat(poll.isOver(60 * MS)).isFalse();
        assertThat(poll.isOver(10_000 * MS)).isTrue();
        assertThat(poll.brokenPromises(10_000 * MS)).extracting(Voter::name).containsExactly("v2", "v3");

        Poll decided = poll(4);
        decided.atWork("v3");
        decided.atWork("v2");
        decided.unable("v2", 49 * MS);
        cast(decided, 0, true);
        cast(decided, 1, true);
        assertThat(decided.brokenPromises(50 * MS)).isEmpty();
        Poll late = poll(4);
        late.atWork("v3");
        for (int k = 0; k < 3; k++) {
            cast(late, k, true);
        }
        assertThat(late.brokenPromises(20_000 * MS)).as("it was not waited for").isEmpty();
    }

    @Test
    void itIsOverAtOnceWhenNobodyIsLeftToWaitFor() {
        Poll poll = poll(4);
        cast(poll, 0, true);
        cast(poll, 1, true);
        poll.unable("v2", 0);
        assertThat(poll.isOver(1 * MS)).isFalse();
        cast(poll, 3, true);
        assertThat(poll.isOver(1 * MS)).isTrue();
        assertThat(poll.result(2 * MS).tally().abstained()).isEqualTo(1);
        assertThat(poll.result(2 * MS).nanos()).isEqualTo(2 * MS);
    }

    @Test
    void whoVotesWithTheOthersCannotChooseTheNumbersThatAreTold() {
        Poll poll = poll(4);
        poll.vote(SUBJECT, vote(0, true), new Finding(true, List.of(), 0, 0, 1, 1e-9, 1));
        cast(poll, 1, true);
        cast(poll, 2, true);
        assertThat(poll.result(0).finding()).isEqualTo(finding(true));
    }

    /// Honest voters vote as x is, some of them late or not at all; liars say what they like, twice, late, about
    /// other things. Messages come in any order.
    private static Outcome run(int n, int liars, int silent, boolean good, Random random, boolean allTheSame) {
        Poll poll = poll(n);
        List<Integer> order = new ArrayList<>();
        for (int k = 0; k < n; k++) {
            order.add(k);
        }
        Collections.shuffle(order, random);
        List<Runnable> messages = new ArrayList<>();
        for (int place = 0; place < n; place++) {
            int voter = order.get(place);
            if (place >= liars && place < liars + silent) {
                continue;
            }
            if (place >= liars) {
                int repeats = 1 + random.nextInt(3);
                for (int k = 0; k < repeats; k++) {
                    messages.add(() -> cast(poll, voter, good));
                }
                messages.add(() -> poll.atWork("v" + voter));
                messages.add(() -> poll.vote(STALE, vote(voter, !good), finding(!good)));
                continue;
            }
            switch (allTheSame ? 0 : random.nextInt(5)) {
                case 0 -> messages.add(() -> cast(poll, voter, !good));
                case 1 -> {
                    messages.add(() -> cast(poll, voter, !good));
                    messages.add(() -> cast(poll, voter, good));
                }
                case 2 -> messages.add(() -> poll.vote(OTHER_X, vote(voter, !good), finding(!good)));
                case 3 -> messages.add(() -> poll.unable("v" + voter, 0));
                default -> {
                    for (int k = 0; k < 5; k++) {
                        messages.add(() -> cast(poll, voter, !good));
                    }
                    messages.add(() -> poll.vote(OTHER_EPOCH, vote(voter, !good), finding(!good)));
                }
            }
        }
        Collections.shuffle(messages, random);
        messages.forEach(Runnable::run);
        assertThat(poll.isOver(10_000 * MS)).isTrue();
        PollResult result = poll.result(10_000 * MS);
        assertThat(result.contradictions()).hasSizeLessThanOrEqualTo(liars);
        return result.tally().outcome();
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 7, 10})
    void toleratedLiarsNeverChangeTheVerdict(int n) {
        int faults = new Quorum(n).toleratedFaults();
        for (int seed = 0; seed < RUNS; seed++) {
            Random random = new Random(seed);
            boolean good = random.nextBoolean();
            int liars = random.nextInt(faults + 1);
            int silent = random.nextInt(faults - liars + 1);
            assertThat(run(n, liars, silent, good, random, random.nextBoolean()))
                    .as("n %d, seed %d, %d liars, %d silent", n, seed, liars, silent)
                    .isEqualTo(good ? Outcome.VERIFIED : Outcome.REFUTED);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 7, 10})
    void oneMoreLiarThanToleratedNeverMakesABadXVerified(int n) {
        int liars = new Quorum(n).toleratedFaults() + 1;
        int undecided = 0;
        for (int seed = 0; seed < RUNS; seed++) {
            Random random = new Random(seed);
            Outcome outcome = run(n, liars, random.nextInt(n - liars + 1), false, random, random.nextBoolean());
            assertThat(outcome).as("n %d, seed %d", n, seed).isNotEqualTo(Outcome.VERIFIED);
            undecided += outcome == Outcome.NO_QUORUM ? 1 : 0;
        }
        assertThat(undecided).isPositive();
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 7, 10})
    void aQuorumOfLiarsIsWhatItTakes(int n) {
        assertThat(run(n, new Quorum(n).size(), 0, false, new Random(1), true)).isEqualTo(Outcome.VERIFIED);
    }
}
