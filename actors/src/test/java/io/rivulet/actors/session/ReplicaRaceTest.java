// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session;

import static io.rivulet.actors.session.Failures.get;
import static io.rivulet.actors.session.Failures.until;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.typesafe.config.ConfigFactory;
import io.rivulet.actors.race.FaultyHost;
import io.rivulet.actors.race.FaultyHost.Fault;
import io.rivulet.actors.session.core.Answer;
import io.rivulet.actors.store.StoreSettings;
import io.rivulet.numerics.gallery.Gallery;
import io.rivulet.numerics.gallery.GalleryRecipe;
import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.numerics.linalg.LinearSystem;
import io.rivulet.numerics.solve.Method;
import io.rivulet.numerics.solve.PreconditionerKind;
import io.rivulet.numerics.verify.TrueResidual;
import io.rivulet.serialization.event.SessionSettings;
import io.rivulet.serialization.request.SystemSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Down;
import org.apache.pekko.cluster.typed.Join;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Nodes of a cluster race for the x of a session at one of them, over the cluster's transport. For a grid GMRES is
/// slow with the incomplete factors that it has by itself, and quick with the multigrid that the first replica
/// takes.
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ReplicaRaceTest {
    private final List<TestNode> nodes = new ArrayList<>();
    private final List<ActorSystem<Void>> others = new ArrayList<>();

    @AfterEach
    void stop() {
        others.forEach(ActorSystem::terminate);
        nodes.forEach(TestNode::close);
    }

    private void cluster(int count) throws Exception {
        nodes.add(TestNode.start(
                StoreSettings.inMemory("race-" + UUID.randomUUID()),
                // On a busy machine a voter may take long to say a word.
                "rivulet.actors.verifier.vote-timeout = 2s",
                TestNode.MEMORY));
        for (int k = 2; k <= count; k++) {
            nodes.add(TestNode.join(nodes.getFirst(), "node-" + k));
        }
        for (TestNode each : nodes) {
            until(() ->
                    each.sessions.membership().members().electorate().present().size() == count);
        }
    }

    /// A node that only takes replicas.
    private FaultyHost faulty(String name, Fault fault) throws Exception {
        ActorSystem<Void> system =
                ActorSystem.create(Behaviors.empty(), "rivulet", PekkoConfig.under(ConfigFactory.parseString("""
                        pekko.remote.artery.canonical.port = 0
                        pekko.coordinated-shutdown.exit-jvm = off
                        pekko.coordinated-shutdown.run-by-actor-system-terminate = off
                        pekko.cluster.jmx.multi-mbeans-in-same-jvm = on
                        pekko.cluster.failure-detector.acceptable-heartbeat-pause = 4s
                        pekko.cluster.roles = ["gateway"]
                        """)));
        others.add(system);
        Cluster.get(system)
                .manager()
                .tell(Join.create(
                        Cluster.get(nodes.getFirst().system).selfMember().address()));
        return FaultyHost.start(system, name, fault);
    }

    private static LinearSystem grid(int nx, int ny) {
        var a = Gallery.generate(new GalleryRecipe.Poisson2d(nx, ny));
        double[] b = new double[a.rows()];
        Arrays.setAll(b, i -> Math.sin(1.7 * i));
        return new LinearSystem(a, DenseVector.adopt(b));
    }

    private static SessionSettings racing(Method method, int replicas) {
        SessionSettings settings = Requests.settings(method, true);
        var swarm = new SessionSettings.Swarm(
                true, 0, settings.swarm().topology(), SessionSettings.CostAggregation.MEDIAN, null, replicas);
        return settings.toBuilder().swarm(swarm).build();
    }

    private TestNode ownerOf(UUID id) throws Exception {
        until(() -> nodes.stream().anyMatch(node -> node.sessions.isLocal(id)));
        return nodes.stream()
                .filter(node -> node.sessions.isLocal(id))
                .findFirst()
                .orElseThrow();
    }

    private UUID open(LinearSystem system, SessionSettings settings) throws Exception {
        return get(nodes.getFirst().sessions.open(Requests.of(new SystemSource.Explicit(system), settings), "ann"))
                .id();
    }

    private LineCollector follow(UUID id) throws Exception {
        return new LineCollector(nodes.getFirst().system, nodes.getFirst().sessions, id, 1)
                .follow("ann", OptionalLong.of(1));
    }

    private static JsonNode racer(JsonNode race, String node) {
        for (JsonNode each : race.get("racers")) {
            if (each.path("node").asText().equals(node)) {
                return each;
            }
        }
        throw new AssertionError("no " + node + " in " + race);
    }

    private static void requireSolved(TestNode at, UUID id, LinearSystem system) throws Exception {
        Answer.Solution solution = get(at.sessions.reads().solution(id, "ann", 0));
        assertThat(solution.verified()).isTrue();
        assertThat(TrueResidual.of(system, solution.result().x()).relative()).isLessThanOrEqualTo(1e-8);
    }

    @Test
    void aBetterPlanAtAnotherNodeWinsAndTheSessionGoesOnFromItsX() throws Exception {
        cluster(3);
        until(() -> FaultyHost.known(nodes.getFirst().system) == 3);
        // An x that is smooth: ilu gets nowhere near it in these iterations, so that who wins is not left to the
        // machine.
        CsrMatrix a = grid(400, 400).a();
        double[] ones = new double[a.rows()];
        Arrays.fill(ones, 1);
        LinearSystem system = new LinearSystem(a, DenseVector.adopt(ones));
        SessionSettings settings = racing(Method.GMRES, 3);
        UUID id = open(
                system,
                settings.toBuilder()
                        .stopping(new SessionSettings.Stopping(1e-8, 0, null, 150, 0))
                        .build());
        LineCollector lines = follow(id);
        JsonNode solution = lines.untilType("solution");
        assertThat(solution.get("verified").asBoolean()).isTrue();
        JsonNode race = solution.get("race");
        assertThat(race.get("outcome").asText()).isEqualTo("won");
        TestNode owner = ownerOf(id);
        String own = race.get("racers").get(0).get("node").asText();
        String winner = race.get("winner").asText();
        assertThat(winner).as("%s", race).isNotEqualTo(own);
        assertThat(race.get("racers")).hasSize(3);
        assertThat(racer(race, own).get("preconditioner").asText()).isEqualTo("ilu");
        assertThat(racer(race, own).get("outcome").asText()).as("%s", race).isIn("cancelled", "failed");
        assertThat(racer(race, winner).get("method").asText()).isEqualTo("gmres");
        assertThat(racer(race, winner).get("preconditioner").asText()).isNotEqualTo("ilu");
        assertThat(racer(race, winner).get("votes_for").asInt()).isEqualTo(3);
        requireSolved(nodes.getFirst(), id, system);
        // The others have been cancelled, though the session lives.
        for (TestNode each : nodes) {
            if (each != owner) {
                until(() -> each.stores.memory().usedBytes() == 0);
            }
        }
        get(nodes.getFirst().sessions.update(id, "ann", List.of(Requests.delta("s", 1, 777, 3.0)), true));
        Answer.Solution after = get(nodes.getFirst().sessions.reads().solution(id, "ann", 1));
        assertThat(after.result().revision()).isEqualTo(1);
        lines.requireGapless();
        get(nodes.getFirst().sessions.delete(id, "ann"));
        until(() -> owner.stores.memory().usedBytes() == 0);
    }

    @Test
    void anOwnerThatDiesTakesItsReplicasAlongAndTheNextOneSolves() throws Exception {
        cluster(3);
        until(() -> FaultyHost.known(nodes.getFirst().system) == 3);
        LinearSystem system = grid(250, 250);
        UUID id = open(system, racing(Method.GMRES, 3));
        TestNode owner = ownerOf(id);
        List<TestNode> left = nodes.stream().filter(node -> node != owner).toList();
        TestNode at = left.getFirst();
        until(() -> left.stream().allMatch(node -> node.stores.memory().usedBytes() > 0));
        owner.system.terminate();
        get(owner.system.getWhenTerminated());
        Cluster.get(at.system)
                .manager()
                .tell(new Down(Cluster.get(owner.system).selfMember().address()));
        until(() -> at.sessions.membership().members().electorate().present().size() == 2
                && left.stream().anyMatch(node -> node.sessions.isLocal(id)));
        until(() -> {
            try {
                return get(at.sessions.reads().status(id, "ann")).residualNorm() != null;
            } catch (ExecutionException stillMoving) {
                return false;
            }
        });
        requireSolved(at, id, system);
        get(at.sessions.delete(id, "ann"));
        until(() -> left.stream().allMatch(node -> node.stores.memory().usedBytes() == 0));
    }

    @Test
    void anXThatIsWrongNeverWinsHoweverGoodItIsSaidToBe() throws Exception {
        cluster(2);
        FaultyHost liar = faulty("liar", Fault.LIES);
        FaultyHost swapper = faulty("swapper", Fault.SWAPS);
        for (TestNode each : nodes) {
            until(() -> FaultyHost.known(each.system) == 4);
        }
        LinearSystem system = grid(400, 400);
        // On a busy machine a right x may be there before the wrong ones have been looked at.
        int races = 0;
        JsonNode race;
        do {
            race = raceWithFaulty(system);
            races++;
        } while (outcome(race, "liar").equals("cancelled")
                || outcome(race, "swapper").equals("cancelled"));
        assertThat(outcome(race, "liar")).isEqualTo("refuted");
        assertThat(racer(race, "liar").get("error_bound").asDouble()).isEqualTo(1e-300);
        assertThat(racer(race, "liar").get("residual_norm").asDouble()).isGreaterThan(1e-3);
        assertThat(racer(race, "liar").get("votes_for").asInt()).isZero();
        assertThat(outcome(race, "swapper")).isEqualTo("lost");
        assertThat(racer(race, "swapper").get("reason").asText()).contains("another than it proposed");
        int all = races;
        until(() -> liar.ended.get() == all && swapper.ended.get() == all);
    }

    private static String outcome(JsonNode race, String node) {
        return racer(race, node).get("outcome").asText();
    }

    /// The race of one solve, which somebody else than the faulty ones has won.
    private JsonNode raceWithFaulty(LinearSystem system) throws Exception {
        // No plan with this preconditioner is quick.
        UUID id = open(
                system,
                racing(Method.HYBRID, 4).toBuilder()
                        .preconditioner(PreconditionerKind.JACOBI)
                        .build());
        JsonNode solution = follow(id).untilType("solution");
        JsonNode race = solution.get("race");
        assertThat(race.get("outcome").asText()).isEqualTo("won");
        assertThat(race.get("winner").asText()).isIn("node-1", "node-2");
        assertThat(solution.get("verified").asBoolean()).isTrue();
        requireSolved(nodes.getFirst(), id, system);
        return race;
    }

    @Test
    void replicasThatFailChangeNothingAndThoseThatCantBePlacedAreTold() throws Exception {
        cluster(1);
        FaultyHost silent = faulty("silent", Fault.SILENT);
        FaultyHost dying = faulty("dying", Fault.DIES);
        FaultyHost full = faulty("full", Fault.REFUSES);
        until(() -> FaultyHost.known(nodes.getFirst().system) == 4);
        LinearSystem system = grid(300, 300);
        UUID id = open(system, racing(Method.MINRES, 5));
        LineCollector lines = follow(id);
        JsonNode solution = lines.untilType("solution");
        JsonNode race = solution.get("race");
        assertThat(race.get("winner").asText()).isEqualTo("node-1");
        assertThat(racer(race, "silent").get("outcome").asText()).isEqualTo("cancelled");
        assertThat(racer(race, "dying").get("outcome").asText()).isIn("cancelled", "lost");
        assertThat(lines.lines.stream()
                        .filter(line ->
                                line.path("problem").path("code").asText().equals("capacity_exceeded"))
                        .map(line -> line.get("problem").get("detail").asText()))
                .hasSize(2)
                .allSatisfy(detail -> assertThat(detail).contains("does not take part"));
        assertThat(solution.get("verified").asBoolean()).isTrue();
        requireSolved(nodes.getFirst(), id, system);
        assertThat(silent.taken).hasValue(1);
        assertThat(dying.taken).hasValue(1);
        assertThat(full.asked).hasPositiveValue();
        until(() -> silent.ended.get() == 1);
    }

    @Test
    void aSmallSolveIsNotRacedFor() throws Exception {
        cluster(1);
        FaultyHost silent = faulty("silent", Fault.SILENT);
        until(() -> FaultyHost.known(nodes.getFirst().system) == 2);
        UUID id = open(grid(8, 8), racing(Method.HYBRID, 0));
        JsonNode solution = follow(id).untilType("solution");
        assertThat(solution.has("race")).isFalse();
        assertThat(silent.asked).hasValue(0);
    }
}
