// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session.core;

import static io.rivulet.actors.session.core.Samples.byServer;
import static io.rivulet.actors.session.core.Samples.costs;
import static io.rivulet.actors.session.core.Samples.counted;
import static io.rivulet.actors.session.core.Samples.delta;
import static io.rivulet.actors.session.core.Samples.live;
import static io.rivulet.actors.session.core.Samples.named;
import static io.rivulet.actors.session.core.Samples.opened;
import static io.rivulet.actors.session.core.Samples.update;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rivulet.numerics.incremental.RevisedUpdate;
import io.rivulet.serialization.event.SessionEvent;
import io.rivulet.serialization.event.SessionSnapshot;
import java.util.List;
import org.junit.jupiter.api.Test;

class SessionStateTest {
    private static SessionState fold(SessionEvent... events) {
        SessionState state = SessionState.EMPTY;
        for (SessionEvent event : events) {
            state = state.after(event);
        }
        return state;
    }

    private static SessionState open() {
        return fold(opened(3, live()), new SessionEvent.Taken(1, "a", 4_096));
    }

    @Test
    void aNewIncarnationBeginsAfterAllNumbersThatMayHaveBeenUsed() {
        SessionState state = open();
        assertThat(state.incarnationBase()).isZero();
        state = state.after(new SessionEvent.Taken(1, "a", 6_000));
        assertThat(state.incarnationBase()).isZero();
        state = state.after(state.taken("b"));
        assertThat(state.incarnation()).isEqualTo(2);
        assertThat(state.node()).isEqualTo("b");
        assertThat(state.incarnationBase()).isEqualTo(6_000);
        assertThat(state.seqReservedTo()).isEqualTo(6_000 + SessionState.SEQ_RESERVE);
    }

    @Test
    void takingASessionThatNobodyOpenedUsesNoNumber() {
        SessionState state =
                fold(new SessionEvent.Taken(1, "a", 4_096), new SessionEvent.Taken(2, "a", 8_192), opened(3, live()));
        assertThat(state.incarnationBase()).isZero();
        assertThat(state.seqReservedTo()).isEqualTo(8_192);
    }

    @Test
    void theTailHoldsWhatNoBlobHoldsAndIsCutInTheMiddleOfABatch() {
        SessionState state = open().after(costs(1, update(1), update(2), update(3)))
                .after(costs(4, update(4)))
                .after(new SessionEvent.MatrixRebased("blob", false, 2, 0));
        assertThat(state.revision()).isEqualTo(4);
        assertThat(state.rebasedThrough()).isEqualTo(2);
        assertThat(state.tail().updatesAfter(2))
                .extracting(RevisedUpdate::revision)
                .containsExactly(3L, 4L);
        assertThat(state.tail().updatesAfter(3))
                .extracting(RevisedUpdate::revision)
                .containsExactly(4L);
        assertThat(state.tail().updatesAfter(4)).isEmpty();
        assertThat(state.tail().entries()).isEqualTo(2);
    }

    @Test
    void aWholeRebaseReplacesTheOnesBefore() {
        SessionState state = open().after(costs(1, update(1), update(2)))
                .after(new SessionEvent.MatrixRebased("one", false, 1, 0))
                .after(new SessionEvent.MatrixRebased("two", true, 2, 0));
        assertThat(state.rebases()).extracting(SessionSnapshot.Rebase::hash).containsExactly("two");
        assertThat(state.tail().bytes()).isZero();
    }

    @Test
    void aSnapshotCarriesEverythingThatLaterEventsNeed() {
        SessionState state = open().after(
                        costs(1, update(1), update(counted("s", 5), delta(1, 2)), update(byServer(9), delta(0, 1))))
                .after(new SessionEvent.SolutionCheckpointed(1, "digest", 2, 0))
                .after(new SessionEvent.VerificationRecorded(2, "full_residual", true, 1e-9, 0))
                .after(new SessionEvent.SettingChanged("tolerance", 1e-4, 0))
                .after(new SessionEvent.SettingChanged("paused", 1, 0))
                .after(new SessionEvent.MatrixRebased("blob", false, 1, 0));
        SessionState again = SessionState.of(state.toSnapshot());
        assertThat(again.toSnapshot()).isEqualTo(state.toSnapshot());
        SessionEvent.Taken taken = state.taken("b");
        assertThat(again.after(taken).incarnationBase())
                .isEqualTo(state.after(taken).incarnationBase());
        assertThat(again.memory().knows(named(1))).isTrue();
        assertThat(again.memory().knows(counted("s", 5))).isTrue();
        assertThat(again.memory().knows(counted("s", 4))).isFalse();
        assertThat(again.memory().knows(byServer(9))).isFalse();
        assertThat(again.tolerance()).isEqualTo(1e-4);
        assertThat(again.paused()).isTrue();
        assertThat(again.slot(0)).isNull();
        assertThat(again.slot(1)).isEqualTo(new SessionSnapshot.Slot("digest", 2));
        assertThat(again.lastVerification()).isNotNull();
    }

    @Test
    void eventsThatCantFollowAreACorruptJournal() {
        SessionState state = open();
        for (SessionEvent impossible : List.of(
                opened(3, live()),
                costs(2, update(1)),
                new SessionEvent.Taken(0, "a", 0),
                new SessionEvent.SettingChanged("colour", 1, 0))) {
            assertThatThrownBy(() -> state.after(impossible)).isInstanceOf(IllegalStateException.class);
        }
        assertThatThrownBy(SessionState.EMPTY::toSnapshot).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aStateIsNotChangedByWhatFollows() {
        SessionState before = open().after(costs(1, update(1)));
        SessionState after = before.after(costs(2, update(2))).after(new SessionEvent.Closed("deleted", 5, 0));
        assertThat(before.revision()).isEqualTo(1);
        assertThat(before.memory().knows(named(2))).isFalse();
        assertThat(before.closed()).isNull();
        assertThat(after.closed()).isNotNull();
    }
}
