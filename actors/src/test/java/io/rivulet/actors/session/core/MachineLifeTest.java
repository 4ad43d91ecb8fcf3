// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session.core;

import static io.rivulet.actors.session.core.Samples.update;
import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.numerics.gallery.Gallery;
import io.rivulet.numerics.gallery.GalleryRecipe;
import io.rivulet.numerics.incremental.Answered;
import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.numerics.linalg.LinearSystem;
import io.rivulet.numerics.verify.Strategy;
import io.rivulet.numerics.verify.Verdict;
import io.rivulet.numerics.verify.Verification;
import io.rivulet.serialization.event.SessionEvent;
import io.rivulet.serialization.event.SessionSettings;
import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/// Solving, commands, trouble with the engine, and the ways in which a session comes to its end.
class MachineLifeTest {
    private static Problem refusal(Answer answer) {
        assertThat(answer).isInstanceOf(Answer.Refused.class);
        return ((Answer.Refused) answer).problem();
    }

    private static void settle(MachineDriver d) {
        d.tick(30);
        d.tick(30);
    }

    @Test
    void aSessionThatIsNotLiveEndsItsStreamWithAVerifiedSolutionAndStaysReadable() {
        MachineDriver d = MachineDriver.open(Samples.once());
        d.sliceDone(true);
        assertThat(d.all(Output.ComputeSolution.class)).hasSize(1);
        assertThat(d.last(Output.RunVerification.class).strategy()).isEqualTo(Strategy.FULL_RESIDUAL);
        d.answerOrders();
        settle(d);
        assertThat(d.types())
                .containsExactly(
                        "session_opened", "convergence_signal", "verification_result", "solution", "session_closed");
        assertThat(d.lines.get(3)).contains("\"verified\":true", "\"stop_reason\":\"converged\"");
        assertThat(d.all(Output.Deliver.class).stream().filter(Output.Deliver::end))
                .hasSize(1);
        d.feed(new Input.ReadStatus(90));
        assertThat(((Answer.Status) d.answer(90)).view().state()).isEqualTo("converged");
        d.write();
        d.update(false, update(1));
        d.write();
        assertThat(d.all(Output.RunSlice.class)).hasSize(2);
    }

    @Test
    void aMatrixThatChangedIsExaminedAgainWhenTheSessionRests() {
        MachineDriver d = MachineDriver.solved(Samples.live());
        d.update(false, update(Samples.named(1), Samples.entry(0, 1, -1, null)));
        d.write();
        d.sliceDone(true);
        d.feed(new Input.ReadStatus(90));
        assertThat(((Answer.Status) d.answer(90)).view().matrixClass()).isNull();
        assertThat(d.all(Output.ExamineMatrix.class)).isEmpty();
        d.tick(1_001);
        d.tick(1);
        assertThat(d.all(Output.ExamineMatrix.class)).hasSize(1);
        d.feed(new Input.MatrixExamined(new Examined(Samples.CLASS, 8), 0));
        d.feed(new Input.ReadStatus(91));
        assertThat(((Answer.Status) d.answer(91)).view().matrixClass())
                .as("of A before it changed")
                .isNull();
        d.tick(1);
        d.feed(new Input.MatrixExamined(new Examined(Samples.CLASS, 8), 1));
        d.feed(new Input.ReadStatus(92));
        assertThat(((Answer.Status) d.answer(92)).view().matrixClass()).isEqualTo(Samples.CLASS);
        assertThat(((Answer.Status) d.answer(92)).view().nnz()).isEqualTo(8);
        assertThat(((Answer.Status) d.answer(92)).view().method()).isEqualTo("cg");
    }

    @Test
    void convergenceIsToldOnceAndBeforeTheBoundIsFound() {
        MachineDriver d = MachineDriver.open(Samples.once());
        var answered = new Answered(0, 1e-9, 3);
        d.sliceDone(true, 0, List.of(), answered);
        d.sliceDone(true, 0, List.of(), answered);
        settle(d);
        assertThat(d.types()).containsExactly("session_opened", "convergence_signal");
        assertThat(d.all(Output.ComputeSolution.class)).isEmpty();
        d.sliceDone(true);
        d.answerOrders();
        settle(d);
        assertThat(d.types())
                .containsExactly(
                        "session_opened", "convergence_signal", "verification_result", "solution", "session_closed");
    }

    @Test
    void aSolveThatFailsNumericallyEndsWithAnHonestSolution() {
        MachineDriver d = MachineDriver.open(Samples.once());
        d.sliceDone(false);
        Output.ComputeSolution compute = d.last(Output.ComputeSolution.class);
        d.feed(new Input.VerifyFailed(
                d.last(Output.RunVerification.class).order(), Problem.of(ProblemCode.NO_QUORUM, "away")));
        d.feed(new Input.SolutionReady(
                compute.order(),
                new Slices.SolutionResult(0, DenseVector.copyOf(new double[3]), null, 7, 7, 7, null, 1)));
        settle(d);
        assertThat(d.types()).containsExactly("session_opened", "error", "solution", "session_closed");
        assertThat(d.lines.get(2))
                .contains("\"verified\":false", "\"stop_reason\":\"diverged\"", "\"omitted\":true", "/solution");
    }

    @Test
    void aRepairThatGivesUpIsToldAndNothingIsVerifiedUntilALaterUpdateMendsIt() {
        MachineDriver d = MachineDriver.solved(Samples.live());
        long reply = d.update(true, update(1));
        d.write();
        d.sliceDone(false);
        d.tick(30);
        assertThat(d.types()).containsSubsequence("cost_applied", "error");
        assertThat(d.lines.toString()).contains("solver_failed", "\"fatal\":false", "\"residual_norm\":7");
        assertThat(d.isAnswered(reply)).isTrue();
        d.feed(new Input.ReadStatus(90));
        assertThat(((Answer.Status) d.answer(90)).view().verified()).isFalse();
    }

    @Test
    void aReaderOfTheSolutionWaitsForEverythingAcknowledgedBefore() {
        MachineDriver d = MachineDriver.solved(Samples.live());
        d.update(false, update(1));
        d.write();
        d.feed(new Input.ReadSolution(90, 0));
        d.feed(new Input.ReadSolution(91, 2));
        assertThat(d.all(Output.ComputeSolution.class)).isEmpty();
        d.sliceDone(true);
        d.answerOrders();
        Answer.Solution solution = (Answer.Solution) d.answer(90);
        assertThat(solution.verified()).isTrue();
        assertThat(solution.result().revision()).isEqualTo(1);
        assertThat(d.isAnswered(91)).isFalse();
        d.tick(60_000);
        assertThat(refusal(d.answer(91)).code()).isEqualTo(ProblemCode.REQUEST_TIMEOUT);
    }

    @Test
    void entriesAndVerificationsComeWithTheRevisionTheyAreAbout() {
        MachineDriver d = MachineDriver.solved(Samples.live());
        d.feed(new Input.ReadEntries(90, new int[] {0, 3}, 1e-6));
        assertThat(refusal(d.answer(90)).pointer()).isEqualTo("/indices/1");
        d.feed(new Input.ReadEntries(91, new int[] {0, 2}, 1e-6));
        d.feed(new Input.EntriesReady(
                91, List.of(new Slices.EntryResult(0, 1.0, null, "none", null, null, 1, "push"))));
        assertThat(((Answer.Entries) d.answer(91)).revision()).isZero();
        d.feed(new Input.Verify(92, Strategy.PROJECTION, false, 5));
        assertThat(d.last(Output.RunVerification.class).strategy()).isEqualTo(Strategy.PROJECTION);
        d.answerOrders();
        assertThat(((Answer.Verification) d.answer(92)).result().verified()).isTrue();
        d.tick(30);
        assertThat(d.types()).as("an answer is not a line").doesNotContain("verification_result");
    }

    @Test
    void aVerdictThatSaysLittleIsToldAndVerifiesNothing() {
        MachineDriver d = MachineDriver.solved(Samples.live());
        d.update(false, update(1));
        d.write();
        d.sliceDone(true);
        assertThat(isVerified(d, 90)).isFalse();
        d.feed(new Input.Verify(91, Strategy.RANDOM_PROBE, false, 1));
        long order = d.last(Output.RunVerification.class).order();
        int rows = 100_000;
        LinearSystem large = new LinearSystem(
                Gallery.generate(new GalleryRecipe.PathLaplacian(rows)), DenseVector.copyOf(new double[rows]));
        Verdict little =
                Verification.verify(large, DenseVector.copyOf(new double[rows]), Strategy.RANDOM_PROBE, 1, 1e-8, 1);
        assertThat(little.verified()).isTrue();
        assertThat(little.confidence()).isLessThan(0.01);
        d.feed(new Input.Verified(order, new Slices.VerifyResult(1, little, 5)));
        assertThat(((Answer.Verification) d.answer(91)).result().verified()).isTrue();
        assertThat(isVerified(d, 92)).isFalse();
        d.feed(new Input.Verify(93, Strategy.FULL_RESIDUAL, false, 1));
        d.answerOrders();
        assertThat(isVerified(d, 94)).isTrue();
    }

    private static boolean isVerified(MachineDriver d, long reply) {
        d.feed(new Input.ReadStatus(reply));
        return ((Answer.Status) d.answer(reply)).view().verified();
    }

    @Test
    void pausedItTakesUpdatesInWithoutSolving() {
        MachineDriver d = MachineDriver.solved(Samples.live());
        d.feed(new Input.Command(90, Input.Command.Kind.PAUSE, 0));
        assertThat(d.isAnswered(90)).isFalse();
        d.write();
        assertThat(((Answer.Status) d.answer(90)).view().state()).isEqualTo("paused");
        long waits = d.update(true, update(1));
        d.write();
        assertThat(d.last(Output.RunSlice.class).order().units()).isZero();
        d.sliceDone(true, 1, List.of());
        assertThat(d.all(Output.RunSlice.class)).hasSize(1);
        d.feed(new Input.Command(91, Input.Command.Kind.RESUME, 0));
        d.write();
        assertThat(d.last(Output.RunSlice.class).order().units()).isEqualTo(1_000);
        assertThat(d.isAnswered(waits)).isFalse();
        d.sliceDone(true);
        assertThat(d.isAnswered(waits)).isTrue();
    }

    private static boolean verifiedBy(MachineDriver d) {
        long reply = 1_000 + d.reply();
        d.feed(new Input.ReadStatus(reply));
        return ((Answer.Status) d.answer(reply)).view().verified();
    }

    @Test
    void aNewToleranceIsDurableAndSentToTheEngine() {
        MachineDriver d = MachineDriver.solved(Samples.live());
        d.feed(new Input.Command(90, Input.Command.Kind.SET_TOLERANCE, -1));
        assertThat(refusal(d.answer(90)).code()).isEqualTo(ProblemCode.OUT_OF_RANGE);
        assertThat(verifiedBy(d)).isTrue();
        d.feed(new Input.Command(91, Input.Command.Kind.SET_TOLERANCE, 1e-10));
        assertThat(d.all(Output.SetTolerance.class)).isEmpty();
        d.write();
        assertThat(((Answer.Status) d.answer(91)).view().verified()).isFalse();
        assertThat(verifiedBy(d)).isFalse();
        assertThat(d.last(Output.SetTolerance.class).tolerance()).isEqualTo(1e-10);
        assertThat(d.all(Output.RunSlice.class)).hasSize(1);
        d.feed(new Input.Command(92, Input.Command.Kind.PAUSE, 0));
        d.failAppend(false);
        assertThat(refusal(d.answer(92)).code()).isEqualTo(ProblemCode.STORAGE_UNAVAILABLE);
        d.feed(new Input.Command(93, Input.Command.Kind.PAUSE, 0));
        assertThat(refusal(d.answer(93)).code()).isEqualTo(ProblemCode.STORAGE_UNAVAILABLE);
    }

    @Test
    void aToleranceThatComesDuringASliceIsMetByAnotherOne() {
        MachineDriver d = MachineDriver.solved(Samples.live());
        d.update(false, update(1));
        d.write();
        d.feed(new Input.Command(90, Input.Command.Kind.SET_TOLERANCE, 1e-10));
        d.write();
        assertThat(d.all(Output.RunSlice.class)).hasSize(1);
        d.sliceDone(true);
        assertThat(d.all(Output.RunSlice.class)).hasSize(2);
        assertThat(d.last(Output.RunSlice.class).order().updates()).isEmpty();
    }

    @Test
    void restartVerifyAndSolutionAreCommands() {
        MachineDriver d = MachineDriver.solved(Samples.live());
        d.feed(new Input.Command(90, Input.Command.Kind.VERIFY, 0));
        d.feed(new Input.Command(91, Input.Command.Kind.SOLUTION, 0));
        d.answerOrders();
        settle(d);
        assertThat(d.types()).contains("verification_result", "solution");
        d.feed(new Input.Command(92, Input.Command.Kind.RESTART, 0));
        assertThat(d.all(Output.RestartEngine.class)).hasSize(1);
        assertThat(d.all(Output.RunSlice.class)).hasSize(1);
    }

    @Test
    void anyNumberOfRestartsBeforeASliceAreOne() {
        MachineDriver d = MachineDriver.open(Samples.live());
        for (int k = 0; k < 5_000; k++) {
            d.feed(new Input.Command(1_000 + k, Input.Command.Kind.RESTART, 0));
            assertThat(d.isAnswered(1_000 + k)).isTrue();
        }
        assertThat(d.all(Output.RestartEngine.class)).hasSize(1);
        d.sliceDone(true);
        d.feed(new Input.Command(7_000, Input.Command.Kind.RESTART, 0));
        assertThat(d.all(Output.RestartEngine.class)).hasSize(2);
    }

    @Test
    void aRunThatTakesTooLongIsStoppedOnce() {
        SessionSettings limited = Samples.once().toBuilder()
                .stopping(new SessionSettings.Stopping(1e-8, 0, null, 10, 500))
                .build();
        MachineDriver d = MachineDriver.open(limited);
        d.pass(300);
        d.sliceDone(true, 0, List.of());
        assertThat(d.all(Output.StopRun.class)).isEmpty();
        d.pass(300);
        d.sliceDone(true, 0, List.of());
        d.sliceDone(true, 0, List.of());
        assertThat(d.all(Output.StopRun.class)).containsExactly(new Output.StopRun(500));
    }

    @Test
    void anEngineThatThrowsIsLoadedAgainAndGivenUpAfterThreeTimes() {
        MachineDriver d = MachineDriver.solved(Samples.live());
        long waits = 0;
        for (int k = 1; k <= 3; k++) {
            waits = d.update(true, update(k));
            d.write();
            d.feed(new Input.SliceFailed("incident-" + k));
            d.tick(30_000);
            if (k < 3) {
                d.load();
            }
        }
        assertThat(d.all(Output.LoadData.class)).hasSize(2);
        assertThat(d.all(Output.ReleaseEngine.class)).hasSize(3);
        assertThat(d.isAnswered(waits)).as("durable, if not applied").isTrue();
        settle(d);
        assertThat(d.types()).endsWith("error", "session_closed");
        assertThat(d.lines.toString()).contains("incident-3", "\"reason\":\"failed\"");
        d.feed(new Input.ReadSolution(90, 0));
        assertThat(refusal(d.answer(90)).code()).isEqualTo(ProblemCode.SOLVER_FAILED);
        d.feed(new Input.ReadStatus(91));
        assertThat(((Answer.Status) d.answer(91)).view().state()).isEqualTo("failed");
        d.feed(new Input.Close(92, "deleted"));
        d.write();
        assertThat(d.answer(92)).isEqualTo(new Answer.Done());
    }

    @Test
    void dataThatCantBeLoadedNowIsTriedAgainAndOtherwiseTheSessionFails() {
        MachineDriver d = new MachineDriver();
        d.feed(new Input.LedgerReady(SessionState.EMPTY));
        d.feed(new Input.Open(d.reply(), Samples.opened(3, Samples.live()), Samples.CLASS, 1));
        d.write();
        d.follow();
        d.feed(new Input.MemoryAwaited());
        d.feed(new Input.ReadStatus(90));
        assertThat(((Answer.Status) d.answer(90)).view().state()).isEqualTo("waiting_for_memory");
        d.feed(new Input.DataFailed(Problem.of(ProblemCode.STORAGE_UNAVAILABLE, "away")));
        d.tick(1_000);
        assertThat(d.all(Output.LoadData.class)).hasSize(2);
        d.feed(new Input.DataFailed(Problem.of(ProblemCode.INTERNAL_ERROR, "a chunk is missing")));
        settle(d);
        assertThat(d.types()).endsWith("error", "session_closed");
    }

    @Test
    void itIsClosedWhenThatIsDurableAndClosingAgainIsNoFault() {
        MachineDriver d = MachineDriver.solved(Samples.live());
        d.update(false, update(1));
        d.write();
        d.sliceDone(true);
        d.feed(new Input.Close(90, "deleted"));
        d.feed(new Input.Close(91, "deleted"));
        assertThat(d.isAnswered(90)).isFalse();
        d.write();
        assertThat(d.answer(90)).isEqualTo(new Answer.Done());
        assertThat(d.answer(91)).isEqualTo(new Answer.Done());
        d.answerOrders();
        settle(d);
        assertThat(d.types()).endsWith("verification_result", "solution", "session_closed");
        assertThat(d.lines.getLast()).contains("\"reason\":\"deleted\"");
        assertThat(d.all(Output.Purge.class)).hasSize(1);
        d.feed(new Input.Close(92, "deleted"));
        assertThat(d.answer(92)).isEqualTo(new Answer.Done());
        d.feed(new Input.ReadStatus(93));
        assertThat(refusal(d.answer(93)).code()).isEqualTo(ProblemCode.SESSION_NOT_FOUND);
        d.feed(new Input.Follow(94, 5, 1, OptionalLong.of(1), 1));
        assertThat(refusal(d.answer(94)).code()).isEqualTo(ProblemCode.SESSION_NOT_FOUND);
        d.feed(new Input.Open(95, Samples.opened(3, Samples.live()), Samples.CLASS, 1));
        assertThat(refusal(d.answer(95)).code()).isEqualTo(ProblemCode.SESSION_EXPIRED);
    }

    @Test
    void anIdleSessionExpiresAfterAWarning() {
        MachineDriver d = MachineDriver.solved(Samples.live());
        d.feed(new Input.Unfollow(1));
        // A store that is away keeps it from leaving memory, but not from expiring.
        d.tickAlone(2_000);
        long before = d.machine.lastSeq();
        d.tickAlone(3_541_000);
        assertThat(d.machine.lastSeq()).as("session_expiring").isEqualTo(before + 1);
        assertThat(d.all(Output.Passivate.class)).isEmpty();
        d.tickAlone(60_000);
        assertThat(d.last(Output.Append.class).events()).hasExactlyElementsOfTypes(SessionEvent.Closed.class);
        d.write();
        assertThat(d.last(Output.UpdateIndex.class).row().state()).isEqualTo("expired");
        d.feed(new Input.ReadStatus(90));
        assertThat(refusal(d.answer(90)).code()).isEqualTo(ProblemCode.SESSION_EXPIRED);
    }

    @Test
    void itLeavesMemoryWhenNothingNeedsItAndComesBack() {
        MachineDriver d = MachineDriver.solved(Samples.live());
        d.feed(new Input.Unfollow(1));
        d.tickAlone(2_000);
        Output.StoreCheckpoint store = d.last(Output.StoreCheckpoint.class);
        d.feed(new Input.Checkpointed(store.slot(), "digest", store.revision()));
        d.write();
        d.tickAlone(300_000);
        assertThat(d.all(Output.Passivate.class)).hasSize(1);
        assertThat(d.last(Output.UpdateIndex.class).row().state()).isEqualTo("passive");
        d.tickAlone(1_000);
        assertThat(d.all(Output.Passivate.class)).hasSize(1);
        d.feed(new Input.ReadSolution(90, 0));
        d.load();
        assertThat(d.all(Output.RunSlice.class)).hasSize(1);
    }

    @Test
    void aHandOverWritesWhatWasTakenAndRefusesWhatIsNew() {
        MachineDriver d = MachineDriver.solved(Samples.live());
        long taken = d.update(false, update(1));
        d.feed(new Input.HandOver());
        assertThat(d.last(Output.EndFollower.class).moved()).isTrue();
        assertThat(d.all(Output.HandedOver.class)).as("while a write is out").isEmpty();
        long late = d.update(false, update(2));
        assertThat(refusal(d.answer(late)).code()).isEqualTo(ProblemCode.DRAINING);
        d.feed(new Input.Follow(90, 3, 1, OptionalLong.empty(), 1));
        assertThat(refusal(d.answer(90)).code()).isEqualTo(ProblemCode.DRAINING);
        d.feed(new Input.ReadStatus(91));
        assertThat(refusal(d.answer(91)).code()).isEqualTo(ProblemCode.DRAINING);
        d.write();
        assertThat(d.answer(taken)).isInstanceOf(Answer.UpdateResults.class);
        assertThat(d.all(Output.HandedOver.class)).as("while x is stored").isEmpty();
        Output.StoreCheckpoint x = d.last(Output.StoreCheckpoint.class);
        d.feed(new Input.Checkpointed(x.slot(), "digest", x.revision()));
        assertThat(d.write()).hasOnlyElementsOfType(SessionEvent.SolutionCheckpointed.class);
        assertThat(d.all(Output.HandedOver.class)).hasSize(1);
        d.tick(1_000);
        assertThat(d.all(Output.HandedOver.class)).hasSize(1);
    }

    @Test
    void aHandOverWhileTheJournalIsReadRefusesWhatWaits() {
        MachineDriver d = new MachineDriver();
        d.feed(new Input.ReadStatus(90));
        d.feed(new Input.HandOver());
        assertThat(refusal(d.answer(90)).code()).isEqualTo(ProblemCode.DRAINING);
        assertThat(d.all(Output.HandedOver.class)).hasSize(1);
    }

    @Test
    void theDirectoryHearsOfEachStateAtOnceAndOfActivityNowAndThen() {
        MachineDriver d = MachineDriver.open(Samples.live());
        assertThat(d.all(Output.UpdateIndex.class))
                .extracting(o -> o.row().state())
                .containsExactly("opening", "solving");
        d.sliceDone(true);
        assertThat(d.last(Output.UpdateIndex.class).row().state()).isEqualTo("live");
        int before = d.all(Output.UpdateIndex.class).size();
        d.tick(5_000);
        assertThat(d.all(Output.UpdateIndex.class)).hasSize(before);
        d.tick(6_000);
        assertThat(d.all(Output.UpdateIndex.class)).hasSize(before + 1);
    }

    @Test
    void aTombstoneIsKeptByTheJournal() {
        MachineDriver d = new MachineDriver();
        SessionState gone = SessionState.EMPTY
                .after(Samples.opened(3, Samples.live()))
                .after(new SessionEvent.Taken(1, "a", 4_096))
                .after(new SessionEvent.Closed("expired", 5, 0));
        d.feed(new Input.ReadStatus(1));
        d.feed(new Input.LedgerReady(gone.after(gone.taken("node"))));
        assertThat(refusal(d.answer(1)).code()).isEqualTo(ProblemCode.SESSION_EXPIRED);
        assertThat(d.all(Output.Purge.class)).hasSize(1);
        assertThat(d.all(Output.Passivate.class)).hasSize(1);
        assertThat(d.all(Output.LoadData.class)).isEmpty();
    }
}
