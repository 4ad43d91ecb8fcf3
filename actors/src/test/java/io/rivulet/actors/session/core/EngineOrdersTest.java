// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session.core;

import static io.rivulet.actors.session.core.Samples.delta;
import static io.rivulet.actors.session.core.Samples.named;
import static io.rivulet.actors.session.core.Samples.update;
import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.numerics.linalg.SparseVector;
import io.rivulet.serialization.event.SessionEvent;
import io.rivulet.serialization.event.SessionSnapshot;
import io.rivulet.serialization.line.XJson;
import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// What-ifs and forks as the machine sees them: when they are ordered, how many at once, and who answers for those that
/// the engine's end leaves behind.
class EngineOrdersTest {
    private static final UUID FORK = new UUID(9, 9);

    private static Input.WhatIf ask(MachineDriver d, int index) {
        return new Input.WhatIf(d.reply(), delta(index, 1), null);
    }

    private static Slices.WhatIfResult result(long revision) {
        return new Slices.WhatIfResult(
                revision,
                DenseVector.copyOf(new double[3]),
                null,
                XJson.sparse(SparseVector.EMPTY),
                0,
                "none",
                "converged",
                0,
                1e-9,
                1e-9,
                null,
                true,
                1,
                1,
                List.of());
    }

    private static ProblemCode refusal(MachineDriver d, long reply) {
        Problem problem = ((Answer.Refused) d.answer(reply)).problem();
        return problem.code();
    }

    @Test
    void aChangeIsTriedOnceARepairIncludesWhatWasAcknowledgedBeforeIt() {
        MachineDriver d = MachineDriver.solved(Samples.live());
        d.update(false, update(named(1), delta(0, 1)));
        d.write();
        assertThat(d.all(Output.RunSlice.class)).hasSize(1);
        Input.WhatIf asked = ask(d, 1);
        d.feed(asked);
        assertThat(d.all(Output.TryChange.class)).as("a slice is out").isEmpty();
        d.sliceDone(true);
        Output.TryChange order = d.last(Output.TryChange.class);
        assertThat(order.change()).isEqualTo(delta(1, 1));
        assertThat(order.tolerance()).isEqualTo(1e-8);
        int lines = d.lines.size();
        long seq = d.machine.lastSeq();
        d.feed(new Input.WhatIfReady(asked.reply(), result(1)));
        assertThat(d.answer(asked.reply())).isEqualTo(new Answer.WhatIf(result(1)));
        assertThat(d.lines).hasSize(lines);
        assertThat(d.machine.lastSeq()).isEqualTo(seq);
        assertThat(d.machine.state().revision()).isEqualTo(1);
    }

    @Test
    void whatDoesNotFitIsRefusedAtOnce() {
        MachineDriver d = MachineDriver.solved(Samples.live());
        d.feed(ask(d, 3));
        assertThat(d.all(Output.TryChange.class)).isEmpty();
        Input.WhatIf index = new Input.WhatIf(d.reply(), delta(0, 1), List.of(0, 3));
        d.feed(index);
        assertThat(refusal(d, index.reply())).isEqualTo(ProblemCode.INDEX_OUT_OF_RANGE);
    }

    @Test
    void soManyAreTriedAtOnceAndTheOthersAfterThem() {
        MachineDriver d = MachineDriver.solved(Samples.live());
        for (int k = 0; k < EngineOrders.WHAT_IFS + 3; k++) {
            d.feed(ask(d, 0));
        }
        assertThat(d.all(Output.TryChange.class)).hasSize(EngineOrders.WHAT_IFS);
        d.feed(new Input.OrderRefused(
                d.all(Output.TryChange.class).getFirst().reply(), Problem.of(ProblemCode.CAPACITY_EXCEEDED, "full")));
        assertThat(refusal(d, d.all(Output.TryChange.class).getFirst().reply()))
                .isEqualTo(ProblemCode.CAPACITY_EXCEEDED);
        assertThat(d.all(Output.TryChange.class)).hasSize(EngineOrders.WHAT_IFS + 1);
    }

    @Test
    void whenTheEngineIsGoneThoseUnderWayAreToldAndALateResultIsDropped() {
        MachineDriver d = MachineDriver.solved(Samples.live());
        Input.WhatIf asked = ask(d, 0);
        d.feed(asked);
        long fork = d.reply();
        d.feed(new Input.PrepareFork(fork, FORK));
        assertThat(d.last(Output.StoreFork.class).revision()).isZero();
        d.feed(new Input.SliceFailed("incident"));
        assertThat(d.isAnswered(asked.reply())).isTrue();
        assertThat(d.answer(asked.reply())).isInstanceOf(Answer.Refused.class);
        assertThat(d.answer(fork)).isInstanceOf(Answer.Refused.class);
        int replies = d.all(Output.Reply.class).size();
        d.feed(new Input.WhatIfReady(asked.reply(), result(0)));
        assertThat(d.all(Output.Reply.class)).hasSize(replies);
    }

    @Test
    void aForkBeginsAtItsRevisionWithItsDeltasAndIsAnsweredWithItsFirstLine() {
        MachineDriver d = new MachineDriver();
        d.feed(new Input.LedgerReady(SessionState.EMPTY));
        SessionEvent.SessionOpened o = Samples.opened(3, Samples.live());
        var delta = new SessionSnapshot.Rebase("delta", false, 41);
        var opened = Samples.forked(o, new SessionEvent.Fork(FORK, 41, List.of(delta)));
        long reply = d.reply();
        d.feed(new Input.Open(reply, opened, Samples.CLASS, 2_000_000));
        d.write();
        Answer.Forked forked = (Answer.Forked) d.answer(reply);
        assertThat(forked.created()).isTrue();
        assertThat(forked.revision()).isEqualTo(41);
        assertThat(forked.line().rows()).isEqualTo(3);
        SessionState state = d.last(Output.LoadData.class).state();
        assertThat(state.revision()).isEqualTo(41);
        assertThat(state.rebases()).containsExactly(delta);
        assertThat(SessionState.of(state.toSnapshot()).rebases()).containsExactly(delta);
        d.load();
        d.sliceDone(true);
        d.answerOrders();
        d.write();
        d.tick(30);
        d.update(false, update(named(1), delta(0, 1)));
        SessionEvent.CostsApplied applied = (SessionEvent.CostsApplied) d.last(Output.Append.class).events().stream()
                .filter(SessionEvent.CostsApplied.class::isInstance)
                .findFirst()
                .orElseThrow();
        assertThat(applied.firstRevision()).isEqualTo(42);
        // Opened again it is there; as anything else its id is taken.
        d.write();
        d.feed(new Input.Open(90, opened, Samples.CLASS, 1));
        assertThat(((Answer.Forked) d.answer(90)).created()).isFalse();
        assertThat(((Answer.Forked) d.answer(90)).revision()).isEqualTo(42);
        d.feed(new Input.Open(91, o, Samples.CLASS, 1));
        assertThat(refusal(d, 91)).isEqualTo(ProblemCode.SESSION_EXISTS);
    }
}
