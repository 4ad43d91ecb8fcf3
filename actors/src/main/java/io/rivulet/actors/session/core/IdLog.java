// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session.core;

import io.rivulet.serialization.event.SessionSnapshot.RememberedId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// The last 16,384 update ids in the order in which they became durable, and the newest timestamp among those that had
/// to be forgotten.
///
/// Immutable: the log is a list of segments, and appending merges young segments of similar size, so that a version
/// shares nearly everything with the one before. **Cost** an append moves each id O(log n) times over its life; a
/// look-up asks at most about 20 segments. **Bounded by** [#CAPACITY].
final class IdLog {
    static final int CAPACITY = 16_384;
    static final long NO_TIMESTAMP = -1;

    private static final int LARGEST_MERGED_SEGMENT = 2_048;

    static final IdLog EMPTY = new IdLog(List.of(), 0, 0, false, NO_TIMESTAMP);

    /// Oldest first; of the first one, `skipped` ids are already forgotten.
    private final List<Segment> segments;

    private final int skipped;
    private final int size;
    private final boolean forgotten;
    private final long newestForgottenMillis;

    private IdLog(List<Segment> segments, int skipped, int size, boolean forgotten, long newestForgottenMillis) {
        this.segments = segments;
        this.skipped = skipped;
        this.size = size;
        this.forgotten = forgotten;
        this.newestForgottenMillis = newestForgottenMillis;
    }

    static IdLog of(List<RememberedId> ids, boolean forgotten, long newestForgottenMillis) {
        return new IdLog(List.of(), 0, 0, forgotten, newestForgottenMillis).append(ids);
    }

    boolean contains(UUID id) {
        for (int s = segments.size() - 1; s >= 0; s--) {
            Integer place = segments.get(s).places().get(id);
            if (place != null && (s > 0 || place >= skipped)) {
                return true;
            }
        }
        return false;
    }

    IdLog append(List<RememberedId> ids) {
        if (ids.isEmpty()) {
            return this;
        }
        List<Segment> longer = new ArrayList<>(segments);
        longer.add(Segment.of(ids));
        mergeYoungest(longer);
        return new IdLog(longer, skipped, size + ids.size(), forgotten, newestForgottenMillis).withinCapacity();
    }

    /// All ids that are remembered, oldest first.
    List<RememberedId> ids() {
        List<RememberedId> all = new ArrayList<>(size);
        for (Segment segment : segments) {
            all.addAll(Arrays.asList(segment.ids()));
        }
        return List.copyOf(all.subList(skipped, all.size()));
    }

    boolean forgotten() {
        return forgotten;
    }

    long newestForgottenMillis() {
        return newestForgottenMillis;
    }

    private void mergeYoungest(List<Segment> list) {
        while (list.size() >= 2) {
            Segment last = list.getLast();
            Segment before = list.get(list.size() - 2);
            boolean partlyForgotten = list.size() == 2 && skipped > 0;
            if (partlyForgotten
                    || before.size() > 2 * last.size()
                    || before.size() + last.size() > LARGEST_MERGED_SEGMENT) {
                return;
            }
            list.removeLast();
            list.set(list.size() - 1, before.followedBy(last));
        }
    }

    private IdLog withinCapacity() {
        if (size <= CAPACITY) {
            return this;
        }
        List<Segment> kept = new ArrayList<>(segments);
        int surplus = size - CAPACITY;
        int gone = skipped;
        long newest = newestForgottenMillis;
        while (surplus > 0) {
            Segment oldest = kept.getFirst();
            newest = Math.max(newest, oldest.ids()[gone].timestampMillis());
            gone++;
            surplus--;
            if (gone == oldest.size()) {
                kept.removeFirst();
                gone = 0;
            }
        }
        return new IdLog(kept, gone, CAPACITY, true, newest);
    }

    private record Segment(RememberedId[] ids, Map<UUID, Integer> places) {
        static Segment of(Collection<RememberedId> ids) {
            return of(ids.toArray(RememberedId[]::new));
        }

        private static Segment of(RememberedId[] ids) {
            Map<UUID, Integer> places = HashMap.newHashMap(ids.length);
            for (int k = 0; k < ids.length; k++) {
                places.put(ids[k].updateId(), k);
            }
            return new Segment(ids, places);
        }

        int size() {
            return ids.length;
        }

        Segment followedBy(Segment younger) {
            RememberedId[] all = Arrays.copyOf(ids, ids.length + younger.ids.length);
            System.arraycopy(younger.ids, 0, all, ids.length, younger.ids.length);
            return of(all);
        }
    }
}
