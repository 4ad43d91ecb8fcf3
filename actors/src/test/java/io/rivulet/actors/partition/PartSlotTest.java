// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.partition;

import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.numerics.gallery.Gallery;
import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.numerics.linalg.LinearSystem;
import io.rivulet.numerics.partition.Decomposition;
import io.rivulet.numerics.partition.Mode;
import io.rivulet.numerics.partition.Partitioner;
import io.rivulet.numerics.partition.Routes;
import io.rivulet.numerics.partition.Topology;
import io.rivulet.numerics.partition.machine.PartSettings;
import io.rivulet.numerics.partition.run.Placement;
import org.apache.pekko.actor.testkit.typed.javadsl.TestInbox;
import org.junit.jupiter.api.Test;

class PartSlotTest {
    private final PartSlot slot = new PartSlot();

    private static Placement placement(long epoch) {
        CsrMatrix a = Gallery.generate(Gallery.parse("poisson2d,nx=6,ny=6"));
        var shape = new Decomposition.Shape(0, 0, 1);
        var system = new LinearSystem(a, DenseVector.adopt(new double[a.rows()]));
        var subdomain =
                Decomposition.of(system, Partitioner.ranges(a, 2), shape, 1, 1).getFirst();
        return new Placement(
                epoch, subdomain, new PartSettings(Mode.ASYNCHRONOUS, true, 0), Routes.of(Topology.MESH, 2), null);
    }

    private static PartMessage.Made made(long epoch) {
        return new PartMessage.Made(
                0, epoch, "node-2", TestInbox.<PartActor.Command>create().getRef());
    }

    /// Ticks until the slot has had enough of waiting.
    private int ticksToTire() {
        for (int tick = 1; tick < 10_000; tick++) {
            if (slot.tick()) {
                return tick;
            }
        }
        throw new AssertionError("it waits for ever");
    }

    @Test
    void aHostThatSaysNothingIsNotAskedAgain() {
        slot.order(placement(3));
        assertThat(slot.wantsHost()).isTrue();
        assertThat(slot.tick()).isFalse();
        slot.asked("a");
        assertThat(ticksToTire()).isBetween(PartSlot.PLACE_TICKS, PartSlot.PLACE_TICKS + 2);
        slot.refusedBy("silence");
        assertThat(slot.unwanted()).containsExactly("a");
        assertThat(slot.wantsHost()).isTrue();
        assertThat(slot.lastReason()).isEqualTo("silence");
    }

    @Test
    void aPartThatSpeaksStaysAndASilentOneIsLost() {
        slot.order(placement(3));
        slot.asked("a");
        slot.made(made(3));
        for (int k = 0; k < 10; k++) {
            for (int tick = 0; tick < PartSlot.SILENT_TICKS; tick++) {
                assertThat(slot.tick()).isFalse();
            }
            slot.alive(new Traffic(k, 10, 1, 5));
        }
        assertThat(ticksToTire()).isEqualTo(PartSlot.SILENT_TICKS + 1);
        slot.lost();
        assertThat(slot.is(3)).isFalse();
        assertThat(slot.actor()).isNull();
        slot.order(placement(4));
        assertThat(slot.unwanted()).containsExactly("a");
        assertThat(slot.dropAvoided()).isTrue();
        assertThat(slot.unwanted()).isEmpty();
        slot.asked("a");
        slot.made(made(4));
        assertThat(slot.placements()).isEqualTo(2);
        slot.alive(new Traffic(1, 2, 3, 4));
        assertThat(slot.traffic()).isEqualTo(new Traffic(10, 12, 4, 9));
    }

    @Test
    void anotherBIsOwedUntilThePartHasIt() {
        slot.order(placement(3));
        slot.asked("a");
        slot.made(made(3));
        slot.restart(new PartMessage.Restart(5, DenseVector.adopt(new double[0])));
        slot.hasRhs(4);
        assertThat(slot.restart()).isNotNull();
        slot.hasRhs(5);
        assertThat(slot.restart()).isNull();
    }
}
