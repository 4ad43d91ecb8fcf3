// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.field.core;

import java.util.Collection;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/// Which steps of a simulation are wanted by somebody, and whether the field itself is.
///
/// @param every a step that one of these divides is told, and the last one of all
public record Interest(SortedSet<Integer> every, boolean field) {
    public static final Interest NONE = new Interest(new TreeSet<>(), false);

    /// Wishes put together.
    public static Interest all(Collection<Interest> wishes) {
        SortedSet<Integer> every = new TreeSet<>();
        wishes.forEach(each -> every.addAll(each.every()));
        return new Interest(every, wishes.stream().anyMatch(Interest::field));
    }

    public static Interest in(int every, boolean field) {
        return new Interest(new TreeSet<>(Set.of(every)), field);
    }

    public boolean tells(long step, boolean last) {
        return last || every.stream().anyMatch(each -> step % each == 0);
    }
}
