// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.swarm.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.rivulet.actors.swarm.core.SwarmTopology.Link;
import io.rivulet.numerics.partition.Topology;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SwarmTopologyTest {
    private static List<String> names(int n) {
        return IntStream.range(0, n).mapToObj(k -> "member-" + k).toList();
    }

    @ParameterizedTest
    @EnumSource(Topology.class)
    void linksAreAsManyAsTheNameSaysAndGoBothWays(Topology kind) {
        for (int n = 1; n <= 20; n++) {
            for (int c = 1; c <= n; c++) {
                SwarmTopology topology = SwarmTopology.of(kind, names(n), c);
                int expected = switch (kind) {
                    case MESH -> n * (n - 1) / 2;
                    case STAR -> n - 1;
                    case HIERARCHICAL -> c * (c - 1) / 2 + n - c;
                    case RING -> n == 2 ? 1 : n == 1 ? 0 : n;
                };
                assertThat(topology.edges()).hasSize(expected).doesNotHaveDuplicates();
                for (Link link : topology.edges()) {
                    assertThat(topology.neighbours(link.a())).contains(link.b());
                    assertThat(topology.neighbours(link.b())).contains(link.a());
                }
            }
        }
    }

    @Test
    void aMeshOfMoreThanSixteenIsWarnedOf() {
        for (Topology kind : Topology.values()) {
            assertThat(SwarmTopology.of(kind, names(16), 1).warnings()).isEmpty();
            List<String> warnings = SwarmTopology.of(kind, names(17), 1).warnings();
            assertThat(warnings).hasSize(kind == Topology.MESH ? 1 : 0);
        }
        assertThat(SwarmTopology.of(Topology.MESH, names(17), 1).warnings().getFirst())
                .contains("136 links");
    }

    @Test
    void aWorkersCoordinatorStaysWhileItIsThere() {
        List<String> coordinators = List.of("a", "b", "c", "d");
        List<String> workers = names(200);
        List<String> all = new ArrayList<>(coordinators);
        all.addAll(workers);
        SwarmTopology before = SwarmTopology.of(Topology.HIERARCHICAL, all, 4);
        all.remove("c");
        SwarmTopology after = SwarmTopology.of(Topology.HIERARCHICAL, all, 3);
        int moved = 0;
        for (String worker : workers) {
            String own = before.neighbours(worker).getFirst();
            if (own.equals("c")) {
                moved++;
            } else {
                assertThat(after.neighbours(worker)).containsExactly(own);
            }
        }
        assertThat(moved).isBetween(25, 75);
    }

    @Test
    void whoIsNoMemberHasNoNeighbours() {
        SwarmTopology topology = SwarmTopology.of(Topology.MESH, names(3), 1);
        assertThat(topology.has("x")).isFalse();
        assertThatIllegalArgumentException().isThrownBy(() -> topology.neighbours("x"));
        assertThatIllegalArgumentException().isThrownBy(() -> SwarmTopology.of(Topology.MESH, List.of("x", "x"), 1));
        assertThatIllegalArgumentException().isThrownBy(() -> SwarmTopology.of(Topology.HIERARCHICAL, names(2), 3));
        assertThat(SwarmTopology.of(Topology.RING, List.of(), 1).edges()).isEmpty();
    }
}
