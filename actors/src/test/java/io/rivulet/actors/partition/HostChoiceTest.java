// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.partition;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class HostChoiceTest {
    private static Map<String, String> hosts(String... names) {
        Map<String, String> all = new TreeMap<>();
        for (String name : names) {
            all.put(name, name);
        }
        return all;
    }

    private static List<String> chosen(Map<String, String> hosts, int parts, String owner) {
        List<String> taken = new ArrayList<>();
        for (int part = 0; part < parts; part++) {
            taken.add(HostChoice.choose(hosts, HostChoice.count(taken), Set.of(), owner)
                    .orElseThrow());
        }
        return taken;
    }

    @Test
    void eachNodeTakesOneBeforeAnyTakesTwo() {
        assertThat(chosen(hosts("a", "b", "c"), 3, "b")).containsExactly("b", "c", "a");
        assertThat(HostChoice.count(chosen(hosts("a", "b", "c"), 8, "a"))).isEqualTo(Map.of("a", 3, "b", 3, "c", 2));
        assertThat(HostChoice.count(chosen(hosts("a"), 3, "a"))).isEqualTo(Map.of("a", 3));
    }

    @Test
    void whoHasRefusedIsNotAskedAgain() {
        assertThat(HostChoice.choose(hosts("a", "b"), Map.of("b", 5), Set.of("a"), "a"))
                .contains("b");
        assertThat(HostChoice.choose(hosts("a", "b"), Map.of(), Set.of("a", "b"), "a"))
                .isEmpty();
    }
}
