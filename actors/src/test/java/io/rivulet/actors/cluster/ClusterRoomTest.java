// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.serialization.problem.ProblemCode;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ClusterRoomTest {
    private static NodeVitals node(String name, long total, long used) {
        return node(name, false, total, used);
    }

    private static NodeVitals node(String name, boolean draining, long total, long used) {
        return new NodeVitals(name, name, "1", draining, 0, 0, 0, total, Map.of("1", used), null);
    }

    @Test
    void asMuchAsTheLargestNodeHasIsKeptForItsLoss() {
        ClusterRoom room = ClusterRoom.of(List.of(node("a", 100, 40), node("b", 300, 20), node("c", 100, 0)));
        assertThat(room.refusal(140)).isEmpty();
        assertThat(room.refusal(141)).hasValueSatisfying(problem -> {
            assertThat(problem.code()).isEqualTo(ProblemCode.CAPACITY_EXCEEDED);
            assertThat(problem.detail()).contains("141 bytes", "140 are free", "keeps 300 of its 500");
        });
    }

    @Test
    void aClusterThatIsFullAfterALossAdmitsNothing() {
        assertThat(ClusterRoom.of(List.of(node("a", 100, 90), node("b", 100, 80)))
                        .refusal(1))
                .isPresent();
    }

    @Test
    void aNodeThatLeavesTakesItsRoomAlongAndLeavesItsSessions() {
        ClusterRoom room =
                ClusterRoom.of(List.of(node("a", 100, 10), node("b", 100, 20), node("leaving", true, 100, 30)));
        assertThat(room.refusal(40)).isEmpty();
        assertThat(room.refusal(41)).isPresent();
    }

    @Test
    void oneNodeThatHoldsSessionsLeavesItToItsOwnBudget() {
        assertThat(ClusterRoom.of(List.of()).refusal(1_000)).isEmpty();
        assertThat(ClusterRoom.of(List.of(node("gateway", 0, 0), node("solver", 100, 100)))
                        .refusal(1_000))
                .isEmpty();
    }
}
