// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.actors.consensus.core.Electorate;
import io.rivulet.actors.consensus.core.Finding;
import io.rivulet.actors.consensus.core.PollResult;
import io.rivulet.actors.consensus.core.Quorum;
import io.rivulet.actors.consensus.core.Tally;
import io.rivulet.actors.race.core.Proposal;
import io.rivulet.actors.race.core.RaceNews;
import io.rivulet.actors.race.core.RaceOrder;
import io.rivulet.numerics.partition.Topology;
import io.rivulet.numerics.solve.StopReason;
import io.rivulet.serialization.event.CastVote;
import io.rivulet.serialization.event.RecordedPoll;
import io.rivulet.serialization.event.SessionEvent.VerificationRecorded;
import io.rivulet.serialization.event.SessionSettings;
import io.rivulet.serialization.event.VoteSubject;
import io.rivulet.serialization.event.Voter;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// When a session races, and what comes of it for those who follow.
class RacingTest {
    private static final Electorate FOUR = new Electorate(
            List.of(new Voter("a", "0a"), new Voter("b", "0b"), new Voter("c", "0c"), new Voter("d", "0d")), Set.of());

    private static final Quorum QUORUM = new Quorum(4);

    private static SessionSettings racing(SessionSettings settings, int replicas) {
        var swarm = new SessionSettings.Swarm(
                true, 0, Topology.MESH, SessionSettings.CostAggregation.MEDIAN, null, replicas);
        return settings.toBuilder().swarm(swarm).build();
    }

    private static <T extends RaceOrder> List<T> orders(MachineDriver d, Class<T> kind) {
        return d.all(Output.OfRace.class).stream()
                .map(Output.OfRace::order)
                .filter(kind::isInstance)
                .map(kind::cast)
                .toList();
    }

    private static void slice(MachineDriver d) {
        d.sliceDone(true, d.machine.state().revision(), List.of());
    }

    /// A race of three that has begun, at the machine of a session with voters.
    private static MachineDriver begun(SessionSettings settings) {
        MachineDriver d = MachineDriver.open(racing(settings, 3));
        d.feed(new Input.ElectorateSeen(FOUR));
        slice(d);
        assertThat(orders(d, RaceOrder.Begin.class)).hasSize(1);
        d.write();
        hear(d, new RaceNews.Began(1, 1, "node-2", "cg", "amg"));
        hear(d, new RaceNews.Began(1, 2, "node-3", "cg", "ic"));
        return d;
    }

    private static void hear(MachineDriver d, RaceNews news) {
        d.feed(new Input.OfRace(news));
    }

    private static void propose(MachineDriver d, int racer, String digest) {
        hear(d, new RaceNews.Proposed(1, racer, new Proposal(digest, 1e-9, 1e-8, 11)));
    }

    private static PollResult votes(String digest, int inFavour, int against, double residual) {
        var tally = new Tally(inFavour, against, QUORUM);
        boolean verified = tally.outcome() == Tally.Outcome.VERIFIED;
        Finding finding = tally.outcome() == Tally.Outcome.NO_QUORUM
                ? null
                : new Finding(verified, List.of(), residual, residual, 1, residual, verified ? 1 : 0);
        var subject = new VoteSubject(Samples.SESSION, 1, 0, digest, "full_residual", 1e-8, 0);
        return new PollResult(
                tally,
                finding,
                new RecordedPoll(subject, List.of(new CastVote("a", true, residual, 1, "01"))),
                List.of(),
                5);
    }

    private static void polled(MachineDriver d, int racer, String digest, int inFavour, int against, double residual) {
        hear(d, new RaceNews.Polled(1, racer, votes(digest, inFavour, against, residual)));
    }

    /// The voters on the session's own x.
    private static void ownPolled(MachineDriver d, int inFavour, int against, double residual) {
        Output.HoldPoll poll = d.last(Output.HoldPoll.class);
        d.feed(new Input.Polled(poll.order(), votes("own", inFavour, against, residual)));
    }

    @Test
    void aSolveThatIsOverInOneSliceIsNotRacedFor() {
        MachineDriver d = MachineDriver.open(racing(Samples.live(), 3));
        d.feed(new Input.ElectorateSeen(FOUR));
        d.sliceDone(true);
        d.answerOrders();
        d.tick(30);
        assertThat(orders(d, RaceOrder.class)).isEmpty();
        assertThat(d.types()).contains("solution");
        assertThat(d.lines).noneMatch(line -> line.contains("\"race\""));
    }

    @Test
    void onlyASwarmInOnePieceRacesAndThreeIsUsual() {
        for (SessionSettings none : List.of(
                Samples.live(),
                racing(Samples.live(), 1),
                Samples.live().toBuilder()
                        .swarm(SessionSettings.Swarm.DEFAULTS.racing(3))
                        .build())) {
            MachineDriver d = MachineDriver.open(none);
            slice(d);
            slice(d);
            assertThat(orders(d, RaceOrder.class)).isEmpty();
        }
        MachineDriver d = MachineDriver.open(racing(Samples.live(), 0));
        slice(d);
        RaceOrder.Begin begin = orders(d, RaceOrder.Begin.class).getFirst();
        assertThat(begin.racers()).isEqualTo(Racing.USUAL);
        assertThat(begin.revision()).isZero();
        assertThat(begin.goal().tolerance()).isEqualTo(1e-8);
        slice(d);
        assertThat(orders(d, RaceOrder.Begin.class)).as("once").hasSize(1);
    }

    @Test
    void aVerifiedXOfAnotherNodeIsTakenOverAndTold() {
        MachineDriver d = begun(Samples.once());
        propose(d, 1, "aa");
        RaceOrder.Poll poll = orders(d, RaceOrder.Poll.class).getFirst();
        assertThat(poll.racer()).isEqualTo(1);
        assertThat(poll.voters()).hasSize(4);
        polled(d, 1, "aa", 4, 0, 2e-9);
        assertThat(orders(d, RaceOrder.Adopt.class)).as("a slice is out").isEmpty();
        int slices = d.all(Output.RunSlice.class).size();
        slice(d);
        assertThat(orders(d, RaceOrder.Adopt.class)).hasSize(1);
        assertThat(d.all(Output.RunSlice.class))
                .as("x is not touched meanwhile")
                .hasSize(slices);
        hear(d, new RaceNews.Adopted(1, 1, true, 2e-9));
        assertThat(orders(d, RaceOrder.End.class)).hasSize(1);
        assertThat(d.all(Output.RunSlice.class)).hasSize(slices + 1);
        d.sliceDone(true);
        d.answerOrders();
        d.tick(30);
        assertThat(d.lines)
                .filteredOn(line -> line.contains("\"type\":\"solution\""))
                .singleElement()
                .asString()
                .contains("\"race\":{\"outcome\":\"won\",\"winner\":\"node-2\"")
                .contains(
                        "{\"node\":\"node-2\",\"method\":\"cg\",\"preconditioner\":\"amg\",\"outcome\":\"won\","
                                + "\"iterations\":11,\"residual_norm\":2.0E-9,\"error_bound\":1.0E-8,\"digest\":\"aa\",\"votes_for\":4}")
                .contains("\"node\":\"node-3\",\"method\":\"cg\",\"preconditioner\":\"ic\",\"outcome\":\"cancelled\"");
        assertThat(d.write())
                .anySatisfy(event -> assertThat(event)
                        .isInstanceOfSatisfying(
                                VerificationRecorded.class,
                                recorded -> assertThat(recorded.poll())
                                        .isEqualTo(votes("aa", 4, 0, 2e-9).votes())));
    }

    @Test
    void anXThatThisNodesOwnCopyRefutesIsNotTakenAndTheOwnRunGoesOn() {
        MachineDriver d = begun(Samples.live());
        propose(d, 2, "bb");
        polled(d, 2, "bb", 3, 0, 1e-12);
        slice(d);
        int slices = d.all(Output.RunSlice.class).size();
        hear(d, new RaceNews.Adopted(1, 2, false, 0.5));
        d.tick(30);
        assertThat(d.lines).anyMatch(line -> line.contains("\"solver_failed\"") && line.contains("node-3"));
        assertThat(d.all(Output.RunSlice.class)).hasSize(slices + 1);
        assertThat(orders(d, RaceOrder.End.class)).isEmpty();
        d.sliceDone(true);
        ownPolled(d, 4, 0, 1e-9);
        assertThat(orders(d, RaceOrder.End.class)).hasSize(1);
        d.answerOrders();
        d.tick(30);
        assertThat(d.lines)
                .anyMatch(line -> line.contains("\"type\":\"solution\"")
                        && line.contains("\"winner\":\"node\"")
                        && line.contains("\"outcome\":\"rejected\""));
    }

    @Test
    void aRefutedProposalIsNeverTaken() {
        MachineDriver d = begun(Samples.live());
        hear(d, new RaceNews.Proposed(1, 1, new Proposal("lie", 0, 0.0, 1)));
        polled(d, 1, "lie", 0, 4, 0.7);
        slice(d);
        slice(d);
        assertThat(orders(d, RaceOrder.Adopt.class)).isEmpty();
        assertThat(orders(d, RaceOrder.End.class)).isEmpty();
    }

    @Test
    void otherVotersAreAskedAgainAboutAnXWithoutAQuorum() {
        MachineDriver d = begun(Samples.live());
        propose(d, 1, "aa");
        polled(d, 1, "aa", 2, 0, Double.NaN);
        d.tick(30);
        assertThat(orders(d, RaceOrder.Poll.class)).hasSize(1);
        d.feed(new Input.ElectorateSeen(new Electorate(FOUR.present().subList(0, 2), Set.of("c", "d"))));
        d.write();
        RaceOrder.Poll again = orders(d, RaceOrder.Poll.class).getLast();
        assertThat(orders(d, RaceOrder.Poll.class)).hasSize(2);
        assertThat(again.racer()).isEqualTo(1);
        assertThat(again.epoch()).isEqualTo(2);
        assertThat(again.voters()).hasSize(2);
        polled(d, 1, "aa", 3, 0, 1e-9);
        slice(d);
        assertThat(orders(d, RaceOrder.Adopt.class)).hasSize(1);
    }

    @Test
    void theSolutionWaitsForTheVotesOnTheOwnX() {
        MachineDriver d = begun(Samples.live());
        d.sliceDone(true);
        d.answerOrders();
        d.tick(30);
        assertThat(d.types()).doesNotContain("solution");
        ownPolled(d, 3, 1, 1e-9);
        assertThat(orders(d, RaceOrder.End.class)).hasSize(1);
        d.answerOrders();
        d.tick(30);
        assertThat(d.types()).contains("verification_result", "solution");
        assertThat(d.lines).anyMatch(line -> line.contains("\"winner\":\"node\"") && line.contains("\"votes_for\":3"));
    }

    @Test
    void withoutAQuorumTheOwnXIsToldAndThatThereIsNone() {
        MachineDriver d = begun(Samples.live());
        d.sliceDone(true);
        ownPolled(d, 2, 0, Double.NaN);
        d.answerOrders();
        d.tick(30);
        assertThat(d.lines).anyMatch(line -> line.contains("\"type\":\"error\"") && line.contains("\"no_quorum\""));
        assertThat(d.lines)
                .anyMatch(line -> line.contains("\"type\":\"solution\"")
                        && line.contains("\"race\":{\"outcome\":\"no_quorum\",\"winner\":null"));
    }

    @Test
    void aRunThatGivesUpWaitsForTheOthersForATime() {
        MachineDriver d = begun(Samples.once());
        d.sliceDone(false);
        d.answerOrders();
        d.tick(500);
        assertThat(d.types()).doesNotContain("solution");
        d.tick(600);
        d.answerOrders();
        d.tick(30);
        assertThat(d.lines)
                .anyMatch(line -> line.contains("\"type\":\"solution\"")
                        && line.contains("\"outcome\":\"failed\",\"reason\":\"diverged\""));
    }

    @Test
    void whereTimeWasLimitedNobodyWaitsForTheOthers() {
        MachineDriver d = begun(Samples.once());
        d.sliceDone(false, 0, List.of(repair(new StopReason.TimeLimit(100))));
        assertThat(orders(d, RaceOrder.End.class)).hasSize(1);
        d.answerOrders();
        d.tick(30);
        assertThat(d.lines).anyMatch(line -> line.contains("\"type\":\"solution\"") && line.contains("\"max_time\""));
    }

    private static Slices.Repair repair(StopReason stop) {
        return Samples.repair(-1, 0, "cold", stop, 1e-3);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anUpdateEndsTheRaceAndTheEngineGoesOn(boolean whileAdopting) {
        MachineDriver d = begun(Samples.live());
        propose(d, 1, "aa");
        polled(d, 1, "aa", 4, 0, 1e-9);
        if (whileAdopting) {
            slice(d);
            assertThat(orders(d, RaceOrder.Adopt.class)).hasSize(1);
        }
        d.update(false, Samples.update(1));
        d.write();
        assertThat(orders(d, RaceOrder.End.class)).hasSize(1);
        int slices = d.all(Output.RunSlice.class).size();
        if (whileAdopting) {
            hear(d, new RaceNews.Adopted(1, 1, true, 1e-9));
        } else {
            slice(d);
        }
        assertThat(d.all(Output.RunSlice.class)).hasSize(slices + 1);
        assertThat(d.last(Output.RunSlice.class).order().updates()).hasSize(1);
        solvedHereAlone(d);
    }

    /// No second race is begun, and the solution tells of none.
    private static void solvedHereAlone(MachineDriver d) {
        slice(d);
        slice(d);
        assertThat(orders(d, RaceOrder.Begin.class)).hasSize(1);
        d.sliceDone(true);
        d.answerOrders();
        d.tick(30);
        assertThat(d.types()).contains("solution");
        assertThat(d.lines).noneMatch(line -> line.contains("\"race\""));
    }

    @Test
    void replicasThatCantBePlacedAreToldWhereTheirNumberWasAskedFor() {
        for (int replicas : List.of(0, 3)) {
            MachineDriver d = MachineDriver.open(racing(Samples.live(), replicas));
            slice(d);
            hear(d, new RaceNews.Unplaced(1, 1, "no room"));
            hear(d, new RaceNews.Unplaced(1, 2, "no node"));
            d.tick(30);
            assertThat(d.lines.stream().filter(line -> line.contains("\"capacity_exceeded\"")))
                    .hasSize(replicas == 0 ? 0 : 2);
            assertThat(orders(d, RaceOrder.End.class)).hasSize(1);
            solvedHereAlone(d);
        }
    }

    @Test
    void aRestartRacesAgain() {
        MachineDriver d = begun(Samples.live());
        d.feed(new Input.Command(d.reply(), Input.Command.Kind.RESTART, 0));
        assertThat(orders(d, RaceOrder.End.class)).hasSize(1);
        slice(d);
        slice(d);
        assertThat(orders(d, RaceOrder.Begin.class)).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(ints = {Input.DataLoaded.NO_CHECKPOINT, 0})
    void anotherOwnerBeginsAnotherRaceFromZeroAndNoneFromACheckpoint(int slot) {
        SessionState stored = begun(Samples.live()).journal();
        MachineDriver d = new MachineDriver();
        d.feed(new Input.LedgerReady(stored.after(stored.taken("other"))));
        d.feed(new Input.DataLoaded((_, _) -> 0, new Examined(Samples.CLASS, 7), 0, slot));
        slice(d);
        slice(d);
        assertThat(orders(d, RaceOrder.Begin.class)).hasSize(slot == Input.DataLoaded.NO_CHECKPOINT ? 1 : 0);
    }
}
