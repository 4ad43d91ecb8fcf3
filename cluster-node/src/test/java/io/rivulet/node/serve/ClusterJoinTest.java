// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.serve;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.pekko.actor.Address;
import org.junit.jupiter.api.Test;

class ClusterJoinTest {
    private static final Address FIRST = node("10.0.0.1");
    private static final Address SECOND = node("10.0.0.2");
    private static final Address OTHER = node("10.0.0.9");

    private static Address node(String host) {
        return new Address("pekko", "rivulet", host, 2551);
    }

    @Test
    void theFirstSeedNodeFoundsAClusterOnlyWhereNobodyIsUp() {
        assertThat(ClusterJoin.whomToAsk(List.of(FIRST, SECOND), List.of(), FIRST))
                .containsExactly(FIRST, SECOND);
        assertThat(ClusterJoin.whomToAsk(List.of(FIRST, SECOND), List.of(OTHER, SECOND), FIRST))
                .containsExactly(OTHER, SECOND);
        assertThat(ClusterJoin.whomToAsk(List.of(FIRST), List.of(OTHER), FIRST)).containsExactly(OTHER);
    }

    @Test
    void othersAskWhoIsUpFirst() {
        assertThat(ClusterJoin.whomToAsk(List.of(FIRST, SECOND), List.of(OTHER), SECOND))
                .containsExactly(OTHER, FIRST);
        assertThat(ClusterJoin.whomToAsk(List.of(FIRST, SECOND), List.of(), OTHER))
                .containsExactly(FIRST, SECOND);
    }
}
