// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/// Who is taken in, and what those are told who are not.
class GuestRoomTest {
    private final AtomicBoolean leaving = new AtomicBoolean();
    private final MemoryBudget memory = new MemoryBudget(1_000, 0);
    private final GuestRoom room = new GuestRoom("north", memory, leaving::get);

    @Test
    void aGuestHasItsMemoryUntilItGoes() {
        assertThat(room.take(600)).isInstanceOfSatisfying(GuestRoom.Taken.class, taken -> {
            assertThat(room.take(600))
                    .isInstanceOfSatisfying(
                            GuestRoom.Refused.class,
                            refused -> assertThat(refused.reason()).startsWith("the node north has no room: "));
            taken.memory().close();
        });
        assertThat(room.take(600)).isInstanceOf(GuestRoom.Taken.class);
    }

    @Test
    void aNodeThatLeavesTakesNobody() {
        leaving.set(true);
        assertThat(room.take(1)).isEqualTo(new GuestRoom.Refused("the node north is leaving"));
    }
}
