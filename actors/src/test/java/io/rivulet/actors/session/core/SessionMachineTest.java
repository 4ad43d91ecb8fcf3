// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session.core;

import static io.rivulet.actors.session.core.Samples.delta;
import static io.rivulet.actors.session.core.Samples.entry;
import static io.rivulet.actors.session.core.Samples.named;
import static io.rivulet.actors.session.core.Samples.update;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.actors.session.core.Answer.UpdateResult.Accepted;
import io.rivulet.actors.session.core.Answer.UpdateResult.Rejected;
import io.rivulet.serialization.event.IdentifiedUpdate;
import io.rivulet.serialization.event.SessionEvent;
import io.rivulet.serialization.event.SessionSettings;
import io.rivulet.serialization.event.SessionSettings.LogLevel;
import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/// Opening a session, and updates: taken once, durable before they are answered, told when they are applied.
class SessionMachineTest {
    private static Problem refusal(Answer answer) {
        assertThat(answer).isInstanceOf(Answer.Refused.class);
        return ((Answer.Refused) answer).problem();
    }

    private static ProblemCode rejection(Answer.UpdateResult result) {
        assertThat(result).isInstanceOf(Rejected.class);
        return ((Rejected) result).problem().code();
    }

    @Test
    void itIsOpenWhenTheJournalSaysSoAndItsFirstLineIsNumberOne() {
        MachineDriver d = new MachineDriver();
        d.feed(new Input.LedgerReady(SessionState.EMPTY));
        long reply = d.reply();
        d.feed(new Input.Open(reply, Samples.opened(3, Samples.live()), Samples.CLASS, 2_000_000));
        assertThat(d.isAnswered(reply)).isFalse();
        assertThat(d.last(Output.Append.class).events())
                .hasExactlyElementsOfTypes(SessionEvent.SessionOpened.class, SessionEvent.Taken.class);
        d.write();
        assertThat(d.answer(reply)).isEqualTo(new Answer.Opened(true, 1));
        d.follow();
        assertThat(d.lines.getFirst())
                .contains("\"type\":\"session_opened\"", "\"seq\":1,", "\"estimated_memory_mb\":2");
    }

    @Test
    void aLedgerThatTookItBeforeItWasOpenedMakesNoDifference() {
        MachineDriver d = new MachineDriver();
        d.feed(new Input.LedgerReady(SessionState.EMPTY
                .after(SessionState.EMPTY.taken("node"))
                .after(new SessionEvent.Taken(2, "node", 8_192))));
        d.feed(new Input.Open(1, Samples.opened(3, Samples.live()), Samples.CLASS, 1));
        assertThat(d.last(Output.Append.class).events()).hasExactlyElementsOfTypes(SessionEvent.SessionOpened.class);
        d.feed(new Input.Appended(1));
        assertThat(d.answer(1)).isEqualTo(new Answer.Opened(true, 1));
    }

    @Test
    void theSameProblemReattachesAndAnotherOneIsRefused() {
        MachineDriver d = MachineDriver.open(Samples.live());
        d.feed(new Input.Open(50, Samples.opened(3, Samples.once()), Samples.CLASS, 1));
        assertThat(d.answer(50)).isEqualTo(new Answer.Opened(false, 1));
        SessionEvent.SessionOpened o = Samples.opened(3, Samples.live());
        d.feed(new Input.Open(
                51,
                new SessionEvent.SessionOpened(
                        "you", 1, o.problem(), o.settings(), "cg", "none", "", o.warnings(), null, Samples.SECRET, 0),
                Samples.CLASS,
                1));
        assertThat(refusal(d.answer(51)).code()).isEqualTo(ProblemCode.SESSION_EXISTS);
    }

    @Test
    void whatNobodyOpenedIsNotFoundAndLeavesSoon() {
        MachineDriver d = new MachineDriver();
        d.feed(new Input.ReadStatus(1));
        d.feed(new Input.LedgerReady(SessionState.EMPTY));
        d.feed(new Input.Follow(2, 1, 1, OptionalLong.empty(), 1));
        d.feed(new Input.Close(3, "deleted"));
        assertThat(refusal(d.answer(1)).code()).isEqualTo(ProblemCode.SESSION_NOT_FOUND);
        assertThat(refusal(d.answer(2)).code()).isEqualTo(ProblemCode.SESSION_NOT_FOUND);
        assertThat(d.answer(3)).isEqualTo(new Answer.Done());
        d.tick(10_000);
        assertThat(d.all(Output.Passivate.class)).hasSize(1);
    }

    @Test
    void requestsWaitForTheJournalButNotForEverAndNotWithoutLimit() {
        MachineDriver d = new MachineDriver();
        for (long reply = 1; reply <= SessionMachine.HELD + 1; reply++) {
            d.feed(new Input.ReadStatus(reply));
        }
        assertThat(refusal(d.answer(SessionMachine.HELD + 1)).code()).isEqualTo(ProblemCode.SESSION_BUSY);
        assertThat(d.isAnswered(1)).isFalse();
        d.tick(10_000);
        assertThat(refusal(d.answer(1)).code()).isEqualTo(ProblemCode.STORAGE_UNAVAILABLE);
    }

    @Test
    void anOpenWhoseFateIsUnknownIsRecoveredWhenItWasWritten() {
        MachineDriver d = new MachineDriver();
        d.feed(new Input.LedgerReady(SessionState.EMPTY));
        d.feed(new Input.Open(1, Samples.opened(3, Samples.live()), Samples.CLASS, 1));
        d.failAppend(true);
        assertThat(refusal(d.answer(1)).code()).isEqualTo(ProblemCode.STORAGE_UNAVAILABLE);
        d.feed(new Input.Open(2, Samples.opened(3, Samples.live()), Samples.CLASS, 1));
        d.ledgerReady();
        assertThat(d.answer(2)).isEqualTo(new Answer.Opened(false, 1));
        assertThat(d.all(Output.LoadData.class)).hasSize(1);
    }

    @Test
    void anUpdateIsAnsweredWhenItIsDurableAndOnlyOneAppendIsOut() {
        MachineDriver d = MachineDriver.solved(Samples.live());
        long first = d.update(false, update(1));
        long second = d.update(false, update(2), update(2));
        assertThat(d.all(Output.Append.class)).hasSize(1);
        assertThat(d.isAnswered(first)).isFalse();
        d.write();
        assertThat(d.results(first)).hasSize(1).first().isInstanceOf(Accepted.class);
        assertThat(d.isAnswered(second)).isFalse();
        assertThat(d.all(Output.Append.class)).hasSize(2);
        d.write();
        assertThat(d.results(second))
                .extracting(r -> ((Accepted) r).duplicate())
                .containsExactly(false, true);
        long repeat = d.update(false, update(1));
        assertThat(d.results(repeat))
                .extracting(r -> ((Accepted) r).duplicate())
                .containsExactly(true);
        assertThat(d.all(Output.Append.class))
                .as("a repeat is not written again")
                .hasSize(2);
    }

    @Test
    void theSeqOfAnAcknowledgementIsBeforeTheLineThatTellsTheEffect() {
        MachineDriver d = MachineDriver.solved(Samples.live());
        long reply = d.update(true, update(1));
        d.write();
        assertThat(d.isAnswered(reply)).isFalse();
        d.sliceDone(true);
        Accepted accepted = (Accepted) d.results(reply).getFirst();
        assertThat(requireNonNull(accepted.applied()).method()).isEqualTo("warm_restart");
        assertThat(requireNonNull(accepted.applied()).updateId())
                .isEqualTo(named(1).updateId().toString());
        d.tick(30);
        String told = d.lines.stream()
                .filter(l -> l.contains("cost_applied"))
                .findFirst()
                .orElseThrow();
        assertThat(told).contains("\"seq\":" + (accepted.seq() + 1) + ",");
    }

    @Test
    void whatWasInFlightIsUnknownAndTheJournalDecides() {
        for (boolean written : new boolean[] {true, false}) {
            MachineDriver d = MachineDriver.solved(Samples.live());
            long inFlight = d.update(true, update(1));
            long queued = d.update(false, update(2));
            d.failAppend(written);
            assertThat(rejection(d.results(inFlight).getFirst())).isEqualTo(ProblemCode.STORAGE_UNAVAILABLE);
            assertThat(rejection(d.results(queued).getFirst())).isEqualTo(ProblemCode.STORAGE_UNAVAILABLE);
            long refused = d.update(false, update(1));
            assertThat(refusal(d.answer(refused)).code()).isEqualTo(ProblemCode.STORAGE_UNAVAILABLE);
            assertThat(refusal(d.answer(refused)).retryAfterMs()).isPositive();
            d.ledgerReady();
            assertThat(d.all(Output.RunSlice.class)).hasSize(written ? 1 : 0);
            long repeat = d.update(false, update(1));
            if (written) {
                assertThat(d.results(repeat))
                        .extracting(r -> ((Accepted) r).duplicate())
                        .containsExactly(true);
                d.sliceDone(true);
                d.tick(30);
                assertThat(d.types()).as("told, though nobody was answered").contains("cost_applied");
            } else {
                d.write();
                assertThat(d.results(repeat))
                        .extracting(r -> ((Accepted) r).duplicate())
                        .containsExactly(false);
            }
        }
    }

    @Test
    void aLateWordOfALostAppendIsIgnored() {
        MachineDriver d = MachineDriver.solved(Samples.live());
        d.update(false, update(1));
        long token = d.last(Output.Append.class).token();
        d.failAppend(false);
        d.feed(new Input.Appended(token));
        d.ledgerReady();
        long again = d.update(false, update(1));
        d.feed(new Input.Appended(token));
        assertThat(d.isAnswered(again)).isFalse();
        assertThat(d.machine.state().revision()).isZero();
        d.write();
        assertThat(d.results(again)).hasSize(1);
    }

    @Test
    void aWorkflowSaysHowOftenALineIsDue() {
        SessionSettings often = Samples.live().toBuilder()
                .inherited(new SessionSettings.Inherited("flow", true, 2_000, 0, true, LogLevel.DEFAULT, true))
                .build();
        MachineDriver d = MachineDriver.solved(often);
        d.tick(2_000);
        assertThat(d.types()).contains("heartbeat");
        MachineDriver usual = MachineDriver.solved(Samples.live());
        usual.tick(2_000);
        assertThat(usual.types()).doesNotContain("heartbeat");
    }

    @Test
    void linesGoOnWhileTheJournalIsAwayAndKeepTheirNumbersWhenItIsBack() {
        MachineDriver d = MachineDriver.solved(Samples.live());
        d.update(false, update(1));
        d.failAppend(true);
        d.tick(15_000);
        assertThat(d.types()).contains("heartbeat");
        long last = d.machine.lastSeq();
        d.ledgerReady();
        d.sliceDone(true);
        assertThat(d.machine.lastSeq()).isBetween(last + 1, last + 10);
        assertThat(d.types()).doesNotContain("snapshot");
    }

    @Test
    void ifSomebodyElseMayHaveHadTheSessionNumbersGoOnBehindThoseOfBoth() {
        MachineDriver d = MachineDriver.solved(Samples.live());
        d.update(false, update(1));
        d.failAppend(false);
        SessionState other = d.journal().after(d.journal().taken("other"));
        SessionState mine = other.after(other.taken("node"));
        d.feed(new Input.LedgerReady(mine));
        d.tick(30);
        assertThat(d.types()).containsSequence("stream_gap", "snapshot");
        assertThat(d.machine.lastSeq()).isGreaterThanOrEqualTo(mine.incarnationBase());
    }

    @Test
    void numbersAboutXStandWithTheRevisionThatTheyAnswer() {
        MachineDriver d = MachineDriver.solved(Samples.live());
        long both = d.update(true, update(1), update(2));
        d.write();
        d.sliceDone(true);
        d.tick(30);
        List<String> told =
                d.lines.stream().filter(l -> l.contains("cost_applied")).toList();
        assertThat(told).hasSize(2);
        assertThat(told.getFirst())
                .contains("\"revision\":1,", "\"solved_revision\":2,", "\"residual_norm\":null", "\"work\":0,");
        assertThat(told.getLast()).contains("\"revision\":2,", "\"solved_revision\":2,", "\"residual_norm\":1.0E-9");
        Accepted accepted = (Accepted) d.results(both).getFirst();
        assertThat(accepted.revision()).isEqualTo(1);
        assertThat(requireNonNull(accepted.applied()).solvedRevision()).isEqualTo(2);
    }

    @Test
    void atHighRatesOneLineTellsAllUpdatesOfARepair() {
        MachineDriver d = MachineDriver.solved(Samples.live());
        IdentifiedUpdate[] many = new IdentifiedUpdate[200];
        for (int k = 0; k < many.length; k++) {
            many[k] = update(k);
        }
        d.update(false, many);
        d.write();
        d.sliceDone(true);
        d.tick(30);
        assertThat(d.lines.stream().filter(l -> l.contains("cost_applied")).toList())
                .singleElement()
                .asString()
                .contains("\"updates\":200,", "\"first_revision\":1,", "\"revision\":200,");
    }

    @Test
    void anOldValueIsHeldAgainstWhatWasTakenBeforeIt() {
        MachineDriver d = MachineDriver.solved(Samples.live());
        long reply = d.update(
                false,
                update(named(1), entry(1, 1, 5, 4.0)),
                update(named(2), entry(1, 1, 6, 4.0)),
                update(named(3), entry(1, 1, 7, 5.0)),
                update(named(4), delta(3, 1)));
        d.write();
        assertThat(d.results(reply).get(0)).isInstanceOf(Accepted.class);
        assertThat(rejection(d.results(reply).get(1))).isEqualTo(ProblemCode.STALE_UPDATE);
        assertThat(((Accepted) d.results(reply).get(2)).revision()).isEqualTo(2);
        assertThat(rejection(d.results(reply).get(3))).isEqualTo(ProblemCode.INDEX_OUT_OF_RANGE);
    }

    @Test
    void anOldValueThatCantBeCheckedYetWaitsAndSoDoesWhatComesAfterIt() {
        MachineDriver d = new MachineDriver();
        d.feed(new Input.LedgerReady(SessionState.EMPTY));
        d.feed(new Input.Open(d.reply(), Samples.opened(3, Samples.live()), Samples.CLASS, 1));
        d.write();
        int before = d.all(Output.Append.class).size();
        long first = d.update(false, update(named(1), delta(0, 1)), update(named(2), entry(1, 1, 5, 4.0)));
        long second = d.update(false, update(named(3), entry(1, 1, 6, 5.0)));
        d.write();
        assertThat(d.isAnswered(first)).isFalse();
        assertThat(d.all(Output.Append.class)).hasSize(before + 1);
        d.load();
        d.write();
        assertThat(d.results(first)).allMatch(Accepted.class::isInstance);
        assertThat(d.results(second)).allMatch(Accepted.class::isInstance);
    }

    @Test
    void whatIsTakenWhileTheJournalIsAwayIsAnsweredAsUnknownWhenItIsBack() {
        MachineDriver d = new MachineDriver();
        d.feed(new Input.LedgerReady(SessionState.EMPTY));
        d.feed(new Input.Open(d.reply(), Samples.opened(3, Samples.live()), Samples.CLASS, 1));
        d.write();
        long held = d.update(false, update(named(2), entry(1, 1, 5, 4.0)));
        d.update(false, update(1));
        d.feed(new Input.Command(90, Input.Command.Kind.PAUSE, 0));
        d.failAppend(false);
        d.load();
        assertThat(d.isAnswered(held)).isFalse();
        d.ledgerReady();
        assertThat(rejection(d.results(held).getFirst())).isEqualTo(ProblemCode.STORAGE_UNAVAILABLE);
        assertThat(d.machine.state().revision()).isZero();
        long again = d.update(false, update(named(2), entry(1, 1, 5, 4.0)));
        d.write();
        assertThat(((Accepted) d.results(again).getFirst()).revision()).isEqualTo(1);
    }

    @Test
    void moreThanTheQueueHoldsIsBusyAndTheRestOfThatCallWithIt() {
        MachineDriver d = MachineDriver.solved(Samples.live());
        d.update(false, update(1));
        IdentifiedUpdate[] many = new IdentifiedUpdate[CostQueue.UPDATES + 2];
        for (int k = 0; k < many.length; k++) {
            many[k] = update(100 + k);
        }
        long reply = d.update(false, many);
        d.write();
        d.write();
        assertThat(d.results(reply).get(CostQueue.UPDATES - 1)).isInstanceOf(Accepted.class);
        assertThat(rejection(d.results(reply).get(CostQueue.UPDATES))).isEqualTo(ProblemCode.SESSION_BUSY);
        assertThat(rejection(d.results(reply).get(CostQueue.UPDATES + 1))).isEqualTo(ProblemCode.SESSION_BUSY);
    }

    @Test
    void aSlowJournalUnderManyUpdatesIsGivenLargerBatches() {
        MachineDriver d = MachineDriver.solved(Samples.live());
        IdentifiedUpdate[] many = new IdentifiedUpdate[300];
        for (int k = 0; k < many.length; k++) {
            many[k] = update(k);
        }
        d.update(false, many);
        d.pass(30);
        d.write();
        int before = d.all(Output.Append.class).size();
        long next = d.update(false, update(1_000));
        assertThat(d.all(Output.Append.class)).hasSize(before);
        assertThat(d.machine.nanosToTick(d.now())).isLessThanOrEqualTo(30_000_000L);
        d.tick(31);
        d.write();
        assertThat(d.isAnswered(next)).isTrue();
    }
}
