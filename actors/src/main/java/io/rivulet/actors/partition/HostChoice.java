// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.partition;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// Which node takes a part: those that have none yet first, then as evenly as possible.
public final class HostChoice {
    private HostChoice() {}

    /// Of `hosts`, by name, one that is not `refused`, with the fewest of the parts; of several, the one after the
    /// owner's, so that sessions of one node don't all go to the same other one. Empty where all have refused.
    ///
    /// @param taken how many parts each has already
    public static Optional<String> choose(
            Collection<String> hosts, Map<String, Integer> taken, Set<String> refused, String owner) {
        List<String> names = hosts.stream().sorted().toList();
        int first = Math.max(0, names.indexOf(owner));
        return names.stream()
                .filter(name -> !refused.contains(name))
                .min(Comparator.<String>comparingInt(name -> taken.getOrDefault(name, 0))
                        .thenComparingInt(name -> Math.floorMod(names.indexOf(name) - first, names.size())));
    }

    /// How often each is named.
    static Map<String, Integer> count(Collection<String> names) {
        var counts = new TreeMap<String, Integer>();
        names.forEach(name -> counts.merge(name, 1, Integer::sum));
        return counts;
    }
}
