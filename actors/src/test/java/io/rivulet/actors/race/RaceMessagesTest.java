// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.race;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.rivulet.actors.parcel.Parcels;
import io.rivulet.actors.race.core.Goal;
import io.rivulet.actors.race.core.Proposal;
import io.rivulet.actors.wire.ClusterMessage;
import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.numerics.solve.Method;
import io.rivulet.numerics.solve.PreconditionerKind;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/// Every message of a race survives the way through bytes.
class RaceMessagesTest {
    private static final ActorTestKit KIT =
            ActorTestKit.create(ConfigFactory.parseString("pekko.actor.allow-java-serialization = off")
                    .withFallback(ConfigFactory.load()));

    @AfterAll
    static void shutdown() {
        KIT.shutdownTestKit();
    }

    @Test
    void allComeBackAsTheyWere() {
        var desk = KIT.<RaceDesk.Command>createTestProbe().ref();
        var replica = KIT.<ReplicaActor.Command>createTestProbe().ref();
        var x = new RaceMessage.HereIsX(1, DenseVector.adopt(new double[] {1, -2.5, Double.MIN_VALUE}));
        List<ClusterMessage> all = List.of(
                new RaceMessage.Run(
                        "race",
                        2,
                        UUID.randomUUID(),
                        7,
                        100,
                        500,
                        new Goal(Method.HYBRID, PreconditionerKind.AUTO, 1e-8, 0, 1e-6, 10_000, 42),
                        desk),
                new RaceMessage.Run(
                        "race",
                        2,
                        UUID.randomUUID(),
                        7,
                        100,
                        500,
                        new Goal(Method.CG, PreconditionerKind.APPROX_CHOLESKY, 1e-8, 1e-3, null, 10_000, 42),
                        desk),
                new RaceMessage.Renew(),
                new RaceMessage.End(),
                new RaceMessage.SendX(),
                new RaceMessage.Taken(1, "node-2", replica),
                new RaceMessage.Refused(1, "node-2", "no room"),
                new RaceMessage.Began(1, "cg", "amg"),
                new RaceMessage.Withdrawn(1, "no plan"),
                new RaceMessage.Proposed(1, new Proposal("ab", 1e-9, null, 12)),
                new RaceMessage.Proposed(1, new Proposal("ab", 1e-9, 1e-7, 12)),
                new RaceMessage.GaveUp(1, "stagnated"),
                new RaceMessage.Alive(1),
                x,
                new RaceMessage.XParcelled(
                        1, Parcels.start(KIT.system(), System::nanoTime).wrap(x)));
        all.forEach(message -> KIT.serializationTestKit().verifySerialization(message, true));
        Stream<Class<?>> crossing =
                Arrays.stream(RaceMessage.class.getDeclaredClasses()).filter(Class::isRecord);
        assertThat(all.stream().<Class<?>>map(Object::getClass).distinct())
                .containsExactlyInAnyOrderElementsOf(crossing.toList());
    }
}
