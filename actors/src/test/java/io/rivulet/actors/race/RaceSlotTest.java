// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.race;

import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.actors.race.core.Proposal;
import io.rivulet.actors.race.core.RaceOrder;
import io.rivulet.actors.store.MemoryBudget;
import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.numerics.verify.Tolerance;
import java.util.List;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class RaceSlotTest {
    private static final ActorTestKit KIT = ActorTestKit.create();
    private static final ActorRef<ReplicaActor.Command> REPLICA =
            KIT.<ReplicaActor.Command>createTestProbe().ref();

    private final MemoryBudget memory = new MemoryBudget(1_000, 1);
    private final RaceSlot slot = new RaceSlot();

    @AfterAll
    static void shutdown() {
        KIT.shutdownTestKit();
    }

    private int ticksUntilTooLong() {
        for (int ticks = 1; ticks < 1_000; ticks++) {
            if (slot.tick()) {
                return ticks;
            }
        }
        throw new AssertionError("it is waited for without end");
    }

    private void poll() {
        slot.poll(
                new RaceOrder.Poll(1, 1, 1, List.of(), 1, Tolerance.relative(1e-8)),
                memory.tryReserve(800).orElseThrow());
    }

    @Test
    void whereNoHostIsKnownNoneIsWaitedForLong() {
        assertThat(slot.wantsHost()).isTrue();
        assertThat(ticksUntilTooLong()).isEqualTo(RaceSlot.NO_HOST_TICKS + 1);
        assertThat(slot.lastReason()).contains("no other node");
    }

    @Test
    void aHostThatSaysNothingIsNotAskedAgain() {
        slot.asked("east");
        assertThat(slot.waitsForHost()).isTrue();
        assertThat(ticksUntilTooLong()).isEqualTo(RaceSlot.HOST_TICKS + 1);
        slot.refusedBy("it did not answer");
        assertThat(slot.wantsHost()).isTrue();
        assertThat(slot.refused()).containsExactly("east");
        assertThat(slot.lastReason()).isEqualTo("it did not answer");
    }

    @Test
    void aSilentReplicaIsLostAndOneThatIsHeardIsNot() {
        slot.asked("east");
        slot.taken("node-2", REPLICA);
        for (int k = 0; k < 10 * RaceSlot.SILENT_TICKS; k++) {
            assertThat(slot.tick()).isFalse();
            slot.heard();
        }
        assertThat(ticksUntilTooLong()).isEqualTo(RaceSlot.SILENT_TICKS + 1);
    }

    @Test
    void anXThatDoesNotComeIsNotWaitedForEverThoughItsReplicaLives() {
        slot.asked("east");
        slot.taken("node-2", REPLICA);
        assertThat(slot.proposes(new Proposal("a", 1e-9, null, 3))).isTrue();
        assertThat(slot.proposes(new Proposal("b", 1e-9, null, 3))).isFalse();
        assertThat(slot.wantsX()).isFalse();
        poll();
        assertThat(slot.wantsX()).isTrue();
        int ticks = 0;
        do {
            slot.heard();
            ticks++;
        } while (!slot.tick());
        assertThat(ticks).isEqualTo(RaceSlot.X_TICKS + 1);
    }

    @Test
    void whatIsKeptForAnXIsGivenBack() {
        slot.asked("east");
        slot.taken("node-2", REPLICA);
        slot.proposes(new Proposal("a", 1e-9, null, 3));
        poll();
        slot.pulling(true);
        assertThat(slot.wantsX()).isFalse();
        slot.arrived(DenseVector.adopt(new double[100]));
        assertThat(slot.wantsX()).isFalse();
        assertThat(memory.usedBytes()).isEqualTo(800);
        slot.release();
        assertThat(memory.usedBytes()).isZero();
        assertThat(slot.isOver()).isTrue();
        assertThat(slot.tick()).isFalse();
    }
}
