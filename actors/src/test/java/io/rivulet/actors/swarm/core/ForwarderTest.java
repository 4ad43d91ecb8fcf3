// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.swarm.core;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.rivulet.actors.swarm.core.Forwarder.Outcome;
import io.rivulet.numerics.partition.Topology;
import java.io.IOException;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ForwarderTest {
    private static List<String> names(int n) {
        return IntStream.range(0, n).mapToObj(k -> "m%02d".formatted(k)).toList();
    }

    private static SwarmTopology topology(Topology kind, int n, int coordinators) {
        return SwarmTopology.of(kind, names(n), coordinators);
    }

    private static void expect(JsonNode golden, Trace trace, String what) {
        assertThat(trace.sent).as(what).hasSize(golden.path("messages").asInt());
        assertThat(trace.worstHops()).as(what).isEqualTo(golden.path("hops").asInt());
        assertThat(trace.deliveredAfter)
                .as(what)
                .hasSize(trace.topology.members().size() - 1);
    }

    @Test
    void aMessageToAllTakesAsManyCopiesAndHopsAsTheReferenceSays() throws IOException {
        int cases = 0;
        for (JsonNode golden : Goldens.read("topologyBroadcast").path("cases")) {
            int n = golden.path("n").asInt();
            String leaf = names(n).getLast();
            expect(golden.path("mesh"), new Trace(topology(Topology.MESH, n, 1)).broadcast(leaf, 1), "mesh " + n);
            SwarmTopology star = topology(Topology.STAR, n, 1);
            expect(golden.path("starFromHub"), new Trace(star).broadcast("m00", 2), "hub " + n);
            expect(golden.path("starFromLeaf"), new Trace(star).broadcast(leaf, 2), "leaf " + n);
            for (int c = 1; c <= 3; c++) {
                JsonNode hierarchical = golden.path("hier" + c + "FromWorker");
                if (!hierarchical.isNull()) {
                    Trace trace = new Trace(topology(Topology.HIERARCHICAL, n, c)).broadcast(leaf, 3);
                    assertThat(trace.sent)
                            .as("%d of %d", c, n)
                            .hasSize(hierarchical.path("messages").asInt());
                    assertThat(trace.deliveredAfter).hasSize(n - 1);
                    assertThat(trace.worstHops())
                            .isLessThanOrEqualTo(hierarchical.path("hops").asInt());
                }
            }
            SwarmTopology ring = topology(Topology.RING, n, 1);
            Trace oneWay = new Trace(ring);
            Forwarder origin = oneWay.members.get("m00");
            oneWay.run("m00", origin.send(oneWay.header("m00", SwarmHeader.ALL, n), List.of("m01"), 0));
            // Of two, the one is before and after the other: the reference sends a copy back, ours goes to nobody
            // twice.
            if (n > 2) {
                expect(golden.path("ringUni"), oneWay, "one way " + n);
            }
            Trace bothWays = new Trace(ring);
            Forwarder begin = bothWays.members.get("m00");
            bothWays.run("m00", begin.send(bothWays.header("m00", SwarmHeader.ALL, n), ring.neighbours("m00"), 0));
            expect(golden.path("ringBi"), bothWays, "both ways " + n);
            Trace split = new Trace(ring).broadcast("m00", n);
            assertThat(split.sent).as("split " + n).hasSize(n - 1);
            assertThat(split.worstHops())
                    .isEqualTo(golden.path("ringBi").path("hops").asInt());
            cases++;
        }
        assertThat(cases).isEqualTo(9);
    }

    @ParameterizedTest
    @EnumSource(Topology.class)
    void withTheReachAsLimitEveryMemberHasItOnceWhoeverSendsIt(Topology kind) {
        for (int n = 1; n <= 17; n++) {
            for (int c = 1; c <= Math.min(n, 4); c++) {
                for (String origin : names(n)) {
                    Trace trace = new Trace(topology(kind, n, c));
                    trace.broadcast(origin, trace.topology.reach());
                    assertThat(trace.deliveredAfter.keySet())
                            .as("%s of %d, %d, from %s", kind, n, c, origin)
                            .hasSize(n - 1)
                            .doesNotContain(origin);
                    assertThat(trace.sent).hasSize(n - 1);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Topology.class)
    void aMessageForOneMemberTakesItsRouteAndReachesNobodyElse(Topology kind) {
        int n = 10;
        double hops = 0;
        for (String from : names(n)) {
            for (String to : names(n)) {
                if (!from.equals(to)) {
                    Trace trace = new Trace(topology(kind, n, 3)).unicast(from, to);
                    List<String> route = trace.topology.route(from, to);
                    assertThat(trace.deliveredAfter).containsOnlyKeys(to);
                    assertThat(trace.sent.stream().map(Trace.Sent::to))
                            .containsExactlyElementsOf(route.subList(1, route.size()));
                    hops += trace.sent.size();
                }
            }
        }
        double mean = hops / (n * (n - 1));
        switch (kind) {
            case MESH -> assertThat(mean).isEqualTo(1);
            case STAR -> assertThat(mean).isEqualTo(2.0 * (n - 1) / n);
            case RING -> assertThat(mean).isEqualTo(n * n / (4.0 * (n - 1)));
            case HIERARCHICAL -> assertThat(mean).isBetween(1.0, 3.0);
        }
    }

    @Test
    void theLimitOfHopsHolds() {
        Trace trace = new Trace(topology(Topology.RING, 12, 1)).broadcast("m00", 3);
        assertThat(trace.deliveredAfter)
                .containsOnlyKeys("m01", "m02", "m03", "m11", "m10", "m09")
                .containsEntry("m03", 3);
        assertThat(new Trace(topology(Topology.STAR, 5, 1)).broadcast("m01", 1).deliveredAfter)
                .containsOnlyKeys("m00");
        assertThat(new Trace(topology(Topology.MESH, 5, 1)).broadcast("m01", 0).sent)
                .isEmpty();
    }

    @Test
    void aCutLinkShowsInTheTrace() {
        assertThat(new Trace(topology(Topology.MESH, 6, 1)).cut("m00", "m04").broadcast("m00", 1).deliveredAfter)
                .containsOnlyKeys("m01", "m02", "m03", "m05");
        // The leaf behind the cut has nobody else.
        assertThat(new Trace(topology(Topology.STAR, 6, 1)).cut("m00", "m04").broadcast("m02", 2).deliveredAfter)
                .containsOnlyKeys("m00", "m01", "m03", "m05");
        assertThat(new Trace(topology(Topology.STAR, 6, 1)).cut("m00", "m02").broadcast("m02", 2).deliveredAfter)
                .isEmpty();
        // A ring that goes on after the half has another way around; one that does not, loses what lies behind.
        Trace ring = new Trace(topology(Topology.RING, 8, 1)).cut("m01", "m02");
        ring.run(
                "m00",
                ring.members
                        .get("m00")
                        .send(ring.header("m00", SwarmHeader.ALL, 8), ring.topology.neighbours("m00"), 0));
        assertThat(ring.deliveredAfter).hasSize(7).containsEntry("m02", 6);
        assertThat(new Trace(topology(Topology.RING, 8, 1)).cut("m01", "m02").broadcast("m00", 8).deliveredAfter)
                .containsOnlyKeys("m01", "m07", "m06", "m05");
        SwarmTopology tree = topology(Topology.HIERARCHICAL, 9, 2);
        Trace whole = new Trace(tree).broadcast("m00", 3);
        Trace halved = new Trace(tree).cut("m00", "m01").broadcast("m00", 3);
        assertThat(halved.sent).isNotEqualTo(whole.sent);
        assertThat(halved.deliveredAfter.keySet())
                .containsExactlyInAnyOrderElementsOf(tree.neighbours("m00").stream()
                        .filter(each -> !each.equals("m01"))
                        .toList());
    }

    private static SwarmHeader header(long id, long epoch) {
        return new SwarmHeader(new UUID(1, id), "m01", id, SwarmHeader.ALL, 2, 1, epoch);
    }

    @Test
    void aMessageOfAnEpochBeforeTheLastIsDropped() {
        Forwarder hub = new Forwarder("m00", topology(Topology.STAR, 4, 1), 7, new SeenIds());
        assertThat(hub.receive(header(1, 5), "m01", 0).outcome()).isEqualTo(Outcome.STALE_EPOCH);
        assertThat(hub.receive(header(2, 6), "m01", 0).outcome()).isEqualTo(Outcome.DELIVERED);
        assertThat(hub.receive(header(3, 8), "m01", 0).outcome()).isEqualTo(Outcome.DELIVERED);
        hub.members(topology(Topology.STAR, 3, 1), 9);
        assertThat(hub.receive(header(4, 7), "m01", 0).outcome()).isEqualTo(Outcome.STALE_EPOCH);
        Forwarder.Received last = hub.receive(header(5, 8), "m01", 0);
        assertThat(last.outcome()).isEqualTo(Outcome.DELIVERED);
        assertThat(last.sends()).extracting(Forwarder.Send::to).containsExactly("m02");
    }

    @Test
    void aStrangerIsNotHeard() {
        Forwarder leaf = new Forwarder("m02", topology(Topology.STAR, 4, 1), 1, new SeenIds());
        assertThat(leaf.receive(header(1, 1), "m03", 0).outcome()).isEqualTo(Outcome.STRANGER);
        assertThat(leaf.receive(header(1, 1), "m00", 0).outcome()).isEqualTo(Outcome.DELIVERED);
        assertThat(leaf.receive(header(1, 1), "m00", 0).outcome()).isEqualTo(Outcome.DUPLICATE);
    }

    @Test
    void idsAreKnownAgainWithinTheWindowOfTimeAndNumber() {
        Forwarder leaf = new Forwarder("m02", topology(Topology.STAR, 4, 1), 1, new SeenIds());
        long window = TimeUnit.MILLISECONDS.toNanos(SeenIds.WINDOW_MILLIS);
        leaf.receive(header(0, 1), "m00", 0);
        assertThat(leaf.receive(header(0, 1), "m00", window - 1).outcome()).isEqualTo(Outcome.DUPLICATE);
        assertThat(leaf.receive(header(0, 1), "m00", window).outcome()).isEqualTo(Outcome.DELIVERED);
        for (long id = 1; id < SeenIds.WINDOW; id++) {
            leaf.receive(header(id, 1), "m00", window);
        }
        assertThat(leaf.receive(header(0, 1), "m00", window).outcome()).isEqualTo(Outcome.DUPLICATE);
        leaf.receive(header(SeenIds.WINDOW, 1), "m00", window);
        assertThat(leaf.receive(header(1, 1), "m00", window).outcome()).isEqualTo(Outcome.DUPLICATE);
        assertThat(leaf.receive(header(0, 1), "m00", window).outcome()).isEqualTo(Outcome.DELIVERED);
    }
}
