// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session.core;

import static io.rivulet.actors.session.core.Samples.update;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class CheckpointsTest {
    /// A write costs far more than the few bytes of a small x.
    @Test
    void aSmallXIsNotStoredAfterEachRepair() {
        MachineDriver d = MachineDriver.solved(Samples.live());
        int repairs = 0;
        while (d.all(Output.StoreCheckpoint.class).isEmpty()) {
            repairs++;
            d.update(false, update(repairs));
            d.write();
            d.sliceDone(false, repairs, List.of(), null, 500_000);
        }
        assertThat(repairs).isBetween(8, 10);
    }

    @Test
    void checkpointsAlternateAndWaitForTheirEvent() {
        MachineDriver d = MachineDriver.solved(Samples.live());
        d.tick(2_000);
        Output.StoreCheckpoint first = d.last(Output.StoreCheckpoint.class);
        d.feed(new Input.Checkpointed(first.slot(), "one", first.revision()));
        d.update(false, update(1));
        d.write();
        d.write();
        d.sliceDone(true);
        d.tick(2_000);
        Output.StoreCheckpoint second = d.last(Output.StoreCheckpoint.class);
        assertThat(second.slot()).isEqualTo(1 - first.slot());
        d.feed(new Input.StoreFailed(true));
        d.tick(4_000);
        assertThat(d.all(Output.StoreCheckpoint.class)).hasSize(2);
        d.tick(2_000);
        assertThat(d.all(Output.StoreCheckpoint.class)).hasSize(3);
        assertThat(d.last(Output.StoreCheckpoint.class).slot()).isEqualTo(second.slot());
    }

    @Test
    void aSlotWrittenWithoutItsEventIsWrittenAgainHoweverOftenTheJournalIsReadMeanwhile() {
        MachineDriver d = MachineDriver.solved(Samples.live());
        for (int k = 1; k <= 2; k++) {
            d.update(false, update(k));
            d.write();
            d.sliceDone(true);
            d.tick(2_000);
            Output.StoreCheckpoint store = d.last(Output.StoreCheckpoint.class);
            d.feed(new Input.Checkpointed(store.slot(), "good-" + k, store.revision()));
            d.write();
        }
        d.update(false, update(3));
        d.write();
        d.sliceDone(true);
        d.tick(2_000);
        Output.StoreCheckpoint lost = d.last(Output.StoreCheckpoint.class);
        d.feed(new Input.Checkpointed(lost.slot(), "lost", lost.revision()));
        d.failAppend(false);
        d.ledgerReady();
        d.ledgerReady();
        d.update(false, update(4));
        d.write();
        d.sliceDone(true);
        d.tick(2_000);
        assertThat(d.all(Output.StoreCheckpoint.class)).hasSizeGreaterThan(3);
        assertThat(d.last(Output.StoreCheckpoint.class).slot()).isEqualTo(lost.slot());
    }
}
