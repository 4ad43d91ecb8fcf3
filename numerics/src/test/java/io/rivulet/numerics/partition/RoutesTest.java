// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.partition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RoutesTest {
    @Test
    void hopsAreThoseOfTheTopology() {
        Routes mesh = Routes.of(Topology.MESH, 8);
        Routes star = Routes.of(Topology.STAR, 8);
        Routes ring = Routes.of(Topology.RING, 8);
        Routes tree = new Routes(Topology.HIERARCHICAL, 8, 2);
        assertThat(mesh.path(3, 6)).containsExactly(6);
        assertThat(star.path(3, 6)).containsExactly(0, 6);
        assertThat(star.path(0, 6)).containsExactly(6);
        assertThat(star.path(6, 0)).containsExactly(0);
        assertThat(ring.path(3, 6)).containsExactly(4, 5, 6);
        assertThat(ring.path(1, 6)).containsExactly(0, 7, 6);
        assertThat(ring.hops(0, 4)).isEqualTo(4);
        // 0 over 1, 2; 1 over 3, 4; 2 over 5, 6; 3 over 7.
        assertThat(tree.path(7, 5)).containsExactly(3, 1, 0, 2, 5);
        assertThat(tree.path(0, 7)).containsExactly(1, 3, 7);
        assertThat(tree.path(4, 3)).containsExactly(1, 3);
    }

    @ParameterizedTest
    @EnumSource(Topology.class)
    void everyPartReachesEveryOther(Topology topology) {
        for (int parts = 2; parts <= 64; parts++) {
            Routes routes = Routes.of(topology, parts);
            int most = switch (topology) {
                case MESH -> 1;
                case STAR -> 2;
                case RING -> parts / 2;
                case HIERARCHICAL -> 6;
            };
            for (int from = 0; from < parts; from++) {
                for (int to = 0; to < parts; to++) {
                    if (from != to) {
                        assertThat(routes.hops(from, to)).isBetween(1, most).isEqualTo(routes.hops(to, from));
                    }
                }
            }
        }
    }

    @Test
    void nobodySendsToItself() {
        assertThatThrownBy(() -> Routes.of(Topology.MESH, 2).next(1, 1)).isInstanceOf(IllegalArgumentException.class);
    }
}
