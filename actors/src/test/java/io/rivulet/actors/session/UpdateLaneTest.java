// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.actors.session.core.Answer;
import io.rivulet.actors.session.core.Answer.UpdateResult;
import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class UpdateLaneTest {
    private static final UUID LANE = new UUID(1, 2);

    private record Sent(UpdateLane.Place place, CompletableFuture<List<UpdateResult>> answer) {}

    private final List<Sent> sent = new ArrayList<>();
    private final UpdateLane lane = new UpdateLane(LANE, (_, place) -> {
        var answer = new CompletableFuture<List<UpdateResult>>();
        sent.add(new Sent(place, answer));
        return answer;
    });
    private final UpdateOrder order = new UpdateOrder();

    private void send(int batches) {
        for (int k = 0; k < batches; k++) {
            lane.send(List.of());
        }
    }

    private boolean arrives(int index) {
        return order.takes(sent.get(index).place().turn());
    }

    @Test
    void batchesAreTakenInTheOrderTheyWereSent() {
        send(3);
        assertThat(arrives(1)).isFalse();
        assertThat(arrives(0)).isTrue();
        assertThat(arrives(2)).isFalse();
        assertThat(arrives(1)).isTrue();
        assertThat(arrives(2)).isTrue();
    }

    @Test
    void aSessionThatHasJustBegunTakesTheOldestThatIsNotAnswered() {
        send(4);
        sent.get(0).answer().complete(List.of());
        assertThat(arrives(2)).isFalse();
        assertThat(arrives(1)).isTrue();
        assertThat(arrives(2)).isTrue();
        assertThat(arrives(1)).as("once more").isTrue();
        assertThat(arrives(3)).isTrue();
    }

    @Test
    void oneThatMayFareBetterIsNotOvertakenByWhatWasSentAfterIt() {
        send(3);
        assertThat(arrives(0)).isTrue();
        order.answered(
                sent.get(0).place().turn(),
                new Answer.Refused(Problem.of(ProblemCode.STORAGE_UNAVAILABLE, "the journal is away")));
        assertThat(arrives(1)).as("the answer may be lost").isFalse();
        assertThat(arrives(0)).as("once more").isTrue();
        order.answered(sent.get(0).place().turn(), new Answer.UpdateResults(List.of()));
        assertThat(arrives(1)).isTrue();
        order.answered(
                sent.get(1).place().turn(), new Answer.Refused(Problem.of(ProblemCode.STALE_UPDATE, "another value")));
        assertThat(arrives(2)).as("that would not change").isTrue();
    }

    @Test
    void aLaneWithoutUnansweredBatchesIsForgotten() {
        var lanes = new UpdateLanes(_ -> lane);
        lanes.send(LANE, List.of());
        lanes.send(LANE, List.of());
        lanes.send(new UUID(3, 4), List.of());
        assertThat(lanes.size()).isEqualTo(2);
        sent.get(0).answer().complete(List.of());
        assertThat(lanes.size()).isEqualTo(2);
        sent.get(1).answer().completeExceptionally(new IllegalStateException("refused"));
        sent.get(2).answer().complete(List.of());
        assertThat(lanes.size()).isZero();
    }

    @Test
    void oneThatFailedDoesNotHoldUpTheOthers() {
        send(3);
        assertThat(arrives(0)).isTrue();
        sent.get(0).answer().complete(List.of());
        sent.get(1).answer().completeExceptionally(new IllegalStateException("no answer in time"));
        assertThat(arrives(2)).isTrue();
    }

    @Test
    void whileOneIsSentAgainThoseThatComeWaitAndThenGoOutAtOnce() {
        send(2);
        sent.get(0).place().turn();
        sent.get(0).place().turn();
        send(3);
        assertThat(sent).as("on their way they would be refused").hasSize(2);
        sent.get(0).answer().complete(List.of());
        assertThat(sent).as("the one before is not answered yet").hasSize(2);
        sent.get(1).answer().complete(List.of());
        assertThat(sent).hasSize(3);
        sent.get(2).answer().complete(List.of());
        sent.get(3).answer().complete(List.of());
        assertThat(sent).hasSize(5);
        send(2);
        assertThat(sent).as("nothing is sent again any more").hasSize(7);
    }
}
