// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.rivulet.actors.swarm.core.Goldens;
import io.rivulet.actors.swarm.core.Letter;
import io.rivulet.actors.swarm.core.Roster;
import io.rivulet.numerics.partition.Topology;
import io.rivulet.serialization.view.SwarmView;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Messages of swarms between real relays.
class SwarmRelayActorTest {
    private static List<String> names(int n) {
        return IntStream.range(0, n).mapToObj(k -> "m%02d".formatted(k)).toList();
    }

    private static Roster roster(Topology kind, int n) {
        return RelayNet.roster(kind, 1, 1, names(n));
    }

    /// From `origin` to all, with as many links as the golden says, and each of the others once.
    private static void expect(JsonNode golden, long messages, Roster roster, String origin, int depth)
            throws Exception {
        String what = roster.kind() + " " + roster.coordinators() + " of "
                + roster.places().size() + " from " + origin;
        try (RelayNet net = new RelayNet(names(roster.places().size()))) {
            net.announce(origin, roster, depth, 5);
            assertThat(net.carried).as(what).hasSize((int) messages);
            if (roster.kind() == Topology.HIERARCHICAL) {
                // A worker's coordinator is chosen by hash: two of them may share one.
                assertThat(net.worstHops())
                        .as(what)
                        .isLessThanOrEqualTo(golden.path("hops").asInt());
            } else {
                assertThat(net.worstHops())
                        .as(what)
                        .isEqualTo(golden.path("hops").asInt());
            }
            assertThat(net.heard(5)).as(what).hasSize(roster.places().size());
            for (String name : names(roster.places().size())) {
                SwarmView.Traffic traffic = net.traffic(name);
                assertThat(traffic.delivered()).as(what).isEqualTo(name.equals(origin) ? 0 : 1);
                assertThat(traffic.receivedBytes()).isEqualTo(traffic.received() * RelayNet.SAID.size());
                assertThat(traffic.sentBytes()).isEqualTo(traffic.sent() * RelayNet.SAID.size());
            }
        }
    }

    @Test
    void aMessageToAllTakesAsManyCopiesAndHopsAsTheReferenceSays() throws Exception {
        int cases = 0;
        for (JsonNode golden : Goldens.read("topologyBroadcast").path("cases")) {
            int n = golden.path("n").asInt();
            String leaf = names(n).getLast();
            JsonNode mesh = golden.path("mesh");
            expect(mesh, mesh.path("messages").asLong(), roster(Topology.MESH, n), leaf, 1);
            JsonNode hub = golden.path("starFromHub");
            expect(hub, hub.path("messages").asLong(), roster(Topology.STAR, n), "m00", 2);
            JsonNode fromLeaf = golden.path("starFromLeaf");
            expect(fromLeaf, fromLeaf.path("messages").asLong(), roster(Topology.STAR, n), leaf, 2);
            for (int c = 1; c <= 3; c++) {
                JsonNode tree = golden.path("hier" + c + "FromWorker");
                if (!tree.isNull()) {
                    Roster roster = RelayNet.roster(Topology.HIERARCHICAL, 1, c, names(n));
                    expect(tree, tree.path("messages").asLong(), roster, leaf, 3);
                }
            }
            // The reference counts the copies where the two ways meet; ours end side by side, with n - 1.
            expect(golden.path("ringBi"), n - 1, roster(Topology.RING, n), "m00", n);
            cases++;
        }
        assertThat(cases).isEqualTo(9);
    }

    @Test
    void aCutLinkShowsInTheTrace() throws Exception {
        try (RelayNet mesh = new RelayNet(names(6)).cut("m00", "m04")) {
            mesh.announce("m00", roster(Topology.MESH, 6), 3, 5);
            assertThat(mesh.heard(5)).containsExactly("m00", "m01", "m02", "m03", "m05");
        }
        try (RelayNet star = new RelayNet(names(6)).cut("m00", "m02")) {
            star.announce("m02", roster(Topology.STAR, 6), 3, 5);
            assertThat(star.heard(5)).containsExactly("m02");
            star.announce("m01", roster(Topology.STAR, 6), 3, 6);
            assertThat(star.heard(6)).containsExactly("m00", "m01", "m03", "m04", "m05");
        }
        try (RelayNet ring = new RelayNet(names(8)).cut("m01", "m02")) {
            ring.announce("m00", roster(Topology.RING, 8), 8, 5);
            assertThat(ring.heard(5)).containsExactly("m00", "m01", "m05", "m06", "m07");
            assertThat(ring.carried).hasSize(1 + 1 + 3);
        }
        Roster tree = RelayNet.roster(Topology.HIERARCHICAL, 1, 2, names(9));
        List<String> behind = new ArrayList<>();
        try (RelayNet whole = new RelayNet(names(9))) {
            whole.announce("m00", tree, 3, 5);
            whole.carried.stream()
                    .filter(letter -> letter.from().equals("m01"))
                    .map(Letter::to)
                    .forEach(behind::add);
            assertThat(whole.heard(5)).hasSize(9);
        }
        assertThat(behind).isNotEmpty();
        try (RelayNet halved = new RelayNet(names(9)).cut("m00", "m01")) {
            halved.announce("m00", tree, 3, 5);
            assertThat(halved.heard(5)).hasSize(8 - behind.size()).doesNotContainAnyElementsOf(behind);
        }
    }

    @Test
    void theDepthIsKept() throws Exception {
        try (RelayNet ring = new RelayNet(names(9))) {
            Roster roster = roster(Topology.RING, 9);
            ring.announce("m04", roster, 1, 5);
            assertThat(ring.heard(5)).containsExactly("m03", "m04", "m05");
            ring.announce("m04", roster, 3, 6);
            assertThat(ring.heard(6)).containsExactly("m01", "m02", "m03", "m04", "m05", "m06", "m07");
            ring.announce("m04", roster, 0, 7);
            assertThat(ring.heard(7)).containsExactly("m04");
        }
    }

    @Test
    void aCopyOfWhatHasBeenSeenAndOneOfOldLinksEndWhereTheyArrive() throws Exception {
        try (RelayNet net = new RelayNet(names(4))) {
            net.announce("m00", roster(Topology.RING, 4), 3, 5);
            Letter letter = net.carried.stream()
                    .filter(each -> each.to().equals("m01"))
                    .findFirst()
                    .orElseThrow();
            net.relay("m01").tell(new RelayMessage.Pass(letter, net.relay("m00")));
            SwarmView.Traffic once = net.traffic("m01");
            assertThat(once.duplicates()).isEqualTo(1);
            assertThat(once.delivered()).isEqualTo(1);
            assertThat(once.sent()).isEqualTo(1);
            net.relay("m03").tell(new RelayMessage.Pass(letter, net.relay("m00")));
            assertThat(net.traffic("m03").duplicates()).isZero();
            for (long epoch = 2; epoch <= 3; epoch++) {
                Roster later = RelayNet.roster(Topology.RING, epoch, 1, names(4));
                net.relay("m01").tell(new RelayMessage.TellRoster(RelayNet.SESSION, later));
            }
            net.relay("m01").tell(new RelayMessage.Pass(letter, net.relay("m00")));
            assertThat(net.traffic("m01").staleEpoch()).isEqualTo(1);
            assertThat(net.traffic("m01").duplicates()).isEqualTo(1);
        }
    }

    @Test
    void oneThatIsNoNeighbourIsNotHeard() throws Exception {
        try (RelayNet net = new RelayNet(names(4))) {
            net.announce("m00", roster(Topology.STAR, 4), 3, 5);
            Letter letter = net.carried.element();
            var forged = new Letter(RelayNet.SESSION, "m02", "m03", letter.header(), letter.revision(), letter.said());
            net.relay("m03").tell(new RelayMessage.Pass(forged, net.relay("m02")));
            assertThat(net.traffic("m03").strangers()).isEqualTo(1);
            assertThat(net.traffic("m03").delivered()).isEqualTo(1);
        }
    }

    @Test
    void aRelayThatBeginsAnewLearnsTheLinksFromTheFirstLetter() throws Exception {
        try (RelayNet net = new RelayNet(names(5))) {
            Roster roster = roster(Topology.RING, 5);
            net.announce("m00", roster, 4, 5);
            net.restart("m01");
            assertThat(net.traffic("m01").epoch()).isZero();
            net.announce("m00", roster, 4, 6);
            assertThat(net.heard(6)).hasSize(5);
            assertThat(net.traffic("m01").epoch()).isEqualTo(1);
            assertThat(net.traffic("m01").delivered()).isEqualTo(1);
            assertThat(net.traffic("m02").delivered()).isEqualTo(2);
            net.restart("m00");
            net.announce("m00", roster, 4, 7);
            assertThat(net.heard(7)).hasSize(5);
        }
    }

    @Test
    void whoCannotBeReachedIsCounted() throws Exception {
        try (RelayNet net = new RelayNet(names(3))) {
            net.announce("m00", roster(Topology.MESH, 4), 1, 5);
            assertThat(net.traffic("m00").sent()).isEqualTo(3);
            assertThat(net.traffic("m00").lost()).isEqualTo(1);
            assertThat(net.heard(5)).hasSize(3);
        }
    }

    /// A ring of three nodes and five members, whose sockets are anywhere, has eight links.
    @Test
    void nodesActForTheMembersWhoseSocketsTheyHold() throws Exception {
        Map<String, Queue<byte[]>> sockets = new ConcurrentHashMap<>();
        try (RelayNet net = new RelayNet(names(3))) {
            List<Roster.Place> places = new ArrayList<>();
            names(3).forEach(node -> places.add(new Roster.Place(node, node)));
            for (int k = 0; k < 5; k++) {
                String member = "x" + k;
                String node = "m0" + (2 - k % 3);
                places.add(new Roster.Place(member, node));
                Predicate<byte[]> socket = frame -> sockets.computeIfAbsent(member, _ -> new ConcurrentLinkedQueue<>())
                        .add(frame);
                boolean ofAll = k == 1;
                // One that serves all sessions of ann, and one of bob's with the name of one of ann's.
                net.relay(node)
                        .tell(new RelayMessage.Sit(
                                new RelayMessage.Seat(ofAll ? null : RelayNet.SESSION, k == 4 ? "bob" : "ann", member),
                                socket));
            }
            Roster roster = new Roster("ann", 1, Topology.RING, places, 3);
            net.announce("m00", roster, 4, 5);
            assertThat(sockets).containsOnlyKeys("x0", "x1", "x2", "x3");
            assertThat(sockets.values())
                    .allSatisfy(frames -> assertThat(frames).containsExactly(RelayNet.SAID.bytes()));
            List<SwarmView.Traffic> all = new ArrayList<>();
            for (String name : names(3)) {
                all.add(net.traffic(name));
            }
            assertThat(all.stream().mapToLong(SwarmView.Traffic::sent).sum()).isEqualTo(7);
            assertThat(all.stream().mapToLong(SwarmView.Traffic::delivered).sum())
                    .isEqualTo(7);
            assertThat(all.stream().mapToLong(SwarmView.Traffic::told).sum()).isEqualTo(4);
            assertThat(all.stream().mapToLong(SwarmView.Traffic::untold).sum()).isEqualTo(1);
            net.relay("m02")
                    .tell(new RelayMessage.Rise(new RelayMessage.Seat(RelayNet.SESSION, "ann", "x3"), _ -> true));
            net.announce("m00", roster, 4, 6);
            // Somebody else's socket gives up nobody's seat.
            assertThat(sockets.get("x3")).hasSize(2);
        }
    }
}
