// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.actors.cluster.ShardPlacement.Place;
import io.rivulet.actors.cluster.ShardPlacement.Standing;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ShardPlacementTest {
    private static final int SHARDS = 128;
    private static final long GIBIBYTE = 1L << 30;

    private static Place place(String address, Map<String, Long> shards) {
        return new Place(address, Standing.OPEN, GIBIBYTE, shards);
    }

    /// One round: what has to move is put where a new shard goes.
    private static List<Place> round(List<Place> places) {
        List<Place> now = new ArrayList<>(places);
        Map<String, Long> moving = new HashMap<>();
        Set<String> toMove = ShardPlacement.toMove(now);
        now.replaceAll(place -> {
            Map<String, Long> left = new HashMap<>(place.shards());
            toMove.forEach(shard -> {
                Long bytes = left.remove(shard);
                if (bytes != null) {
                    moving.put(shard, bytes);
                }
            });
            return new Place(place.address(), place.standing(), place.memory(), left);
        });
        moving.forEach((shard, bytes) -> {
            String to = ShardPlacement.forNew(now);
            now.replaceAll(place -> {
                Map<String, Long> more = new HashMap<>(place.shards());
                if (place.address().equals(to)) {
                    more.put(shard, bytes);
                }
                return new Place(place.address(), place.standing(), place.memory(), more);
            });
        });
        return now;
    }

    private static double ratio(List<Place> places) {
        return places.stream().mapToDouble(Place::load).max().orElseThrow()
                / places.stream().mapToDouble(Place::load).min().orElseThrow();
    }

    /// Shards are placed before anything is known of their sessions, whose sizes span three powers of ten.
    @Test
    void aThousandUnequalSessionsOnThreeNodesComeWithinOneAndAHalf() {
        for (long seed = 0; seed < 50; seed++) {
            Random random = new Random(seed);
            List<Place> places =
                    new ArrayList<>(List.of(place("a", Map.of()), place("b", Map.of()), place("c", Map.of())));
            for (int shard = 0; shard < SHARDS; shard++) {
                String to = ShardPlacement.forNew(places);
                String id = Integer.toString(shard);
                places.replaceAll(each -> {
                    Map<String, Long> more = new HashMap<>(each.shards());
                    if (each.address().equals(to)) {
                        more.put(id, 0L);
                    }
                    return place(each.address(), more);
                });
            }
            assertThat(places)
                    .allSatisfy(each -> assertThat(each.shards().size()).isBetween(42, 43));
            long[] bytes = new long[SHARDS];
            for (int session = 0; session < 1_000; session++) {
                bytes[random.nextInt(SHARDS)] += (long) (10_000 * Math.pow(10, 3 * random.nextDouble()));
            }
            places.replaceAll(each -> {
                Map<String, Long> known = new HashMap<>();
                each.shards().keySet().forEach(shard -> known.put(shard, bytes[Integer.parseInt(shard)]));
                return place(each.address(), known);
            });
            List<Place> settled = round(round(places));
            assertThat(ratio(settled)).as("seed " + seed).isLessThan(1.5);
            assertThat(settled.stream().mapToInt(each -> each.shards().size()).sum())
                    .isEqualTo(SHARDS);
            assertThat(ShardPlacement.toMove(round(round(settled))))
                    .as("at rest")
                    .isEmpty();
        }
    }

    @Test
    void aNodeThatJoinsGetsItsShareAFewAtATime() {
        Map<String, Long> all = new HashMap<>();
        for (int shard = 0; shard < 60; shard++) {
            all.put(Integer.toString(shard), 1L << 22);
        }
        List<Place> places = List.of(place("a", all), place("b", Map.of()));
        assertThat(ShardPlacement.toMove(places)).hasSize(ShardPlacement.MOVES);
        List<Place> after = round(round(places));
        assertThat(ratio(after)).isLessThan(ShardPlacement.BALANCED);
    }

    @Test
    void aNodeThatLeavesOrIsFullOrSilentGetsNone() {
        Place light = place("light", Map.of("1", GIBIBYTE / 2));
        Place leaving = new Place("leaving", Standing.LEAVING, GIBIBYTE, Map.of());
        Place full = new Place("full", Standing.OPEN, GIBIBYTE / 100, Map.of("2", GIBIBYTE / 110));
        assertThat(ShardPlacement.forNew(List.of(leaving, full, light))).isEqualTo("light");
        assertThat(ShardPlacement.forNew(List.of(leaving, full))).isEqualTo("full");
        assertThat(ShardPlacement.forNew(List.of(leaving))).isEqualTo("leaving");
        assertThat(ShardPlacement.toMove(List.of(leaving, light))).isEmpty();
    }

    @Test
    void aNodeThatLeavesGivesItsShardsAwayAFewAtATimeTheHeaviestFirst() {
        Place leaving =
                new Place("leaving", Standing.LEAVING, GIBIBYTE, Map.of("1", 5L, "2", 0L, "3", 9L, "4", 7L, "5", 1L));
        Place unknown = new Place("unknown", Standing.UNKNOWN, GIBIBYTE, Map.of("6", 9L));
        Place open = place("open", Map.of("7", 1L));
        List<Place> all = List.of(leaving, unknown, open);
        assertThat(ShardPlacement.toLeave(all, Set.of())).containsExactlyInAnyOrder("3", "4");
        assertThat(ShardPlacement.toLeave(all, Set.of("3"))).containsExactly("4");
        assertThat(ShardPlacement.toLeave(all, Set.of("3", "4"))).isEmpty();
        assertThat(ShardPlacement.toLeave(List.of(leaving, unknown), Set.of())).isEmpty();
        assertThat(ShardPlacement.toLeave(List.of(unknown, open), Set.of())).isEmpty();
    }

    @Test
    void smallDifferencesAreNoReasonToMove() {
        Map<String, Long> some = new HashMap<>();
        for (int shard = 0; shard < 5; shard++) {
            some.put(Integer.toString(shard), GIBIBYTE / 500);
        }
        assertThat(ShardPlacement.toMove(List.of(place("a", some), place("b", Map.of()))))
                .isEmpty();
    }

    /// Moving the one heavy shard would only move the problem.
    @Test
    void whatCanNotBeBetterStays() {
        assertThat(ShardPlacement.toMove(List.of(place("a", Map.of("1", GIBIBYTE / 2)), place("b", Map.of()))))
                .isEmpty();
    }

    @Test
    void aNodeWithMoreMemoryGetsMore() {
        Place large = new Place("large", Standing.OPEN, 4 * GIBIBYTE, Map.of("1", 1L << 24, "2", 1L << 24));
        Place small = place("small", Map.of("3", 1L << 24));
        assertThat(ShardPlacement.forNew(List.of(small, large))).isEqualTo("large");
    }
}
