// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.partition;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class HostChoiceTest {
    private static List<String> chosen(List<String> hosts, int parts, String owner) {
        List<String> taken = new ArrayList<>();
        for (int part = 0; part < parts; part++) {
            taken.add(HostChoice.choose(hosts, HostChoice.count(taken), Set.of(), owner)
                    .orElseThrow());
        }
        return taken;
    }

    @Test
    void eachNodeTakesOneBeforeAnyTakesTwo() {
        assertThat(chosen(List.of("a", "b", "c"), 3, "b")).containsExactly("b", "c", "a");
        assertThat(HostChoice.count(chosen(List.of("a", "b", "c"), 8, "a"))).isEqualTo(Map.of("a", 3, "b", 3, "c", 2));
        assertThat(HostChoice.count(chosen(List.of("a"), 3, "a"))).isEqualTo(Map.of("a", 3));
    }

    @Test
    void whoHasRefusedIsNotAskedAgain() {
        assertThat(HostChoice.choose(List.of("a", "b"), Map.of("b", 5), Set.of("a"), "a"))
                .contains("b");
        assertThat(HostChoice.choose(List.of("a", "b"), Map.of(), Set.of("a", "b"), "a"))
                .isEmpty();
    }
}
