// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session.core;

import static io.rivulet.actors.session.core.Samples.byServer;
import static io.rivulet.actors.session.core.Samples.counted;
import static io.rivulet.actors.session.core.Samples.delta;
import static io.rivulet.actors.session.core.Samples.named;
import static io.rivulet.actors.session.core.Samples.update;
import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.actors.session.core.Identities.Judgement;
import io.rivulet.serialization.event.IdentifiedUpdate;
import io.rivulet.serialization.event.SessionSnapshot.RememberedId;
import io.rivulet.serialization.event.UpdateIdentity;
import io.rivulet.serialization.problem.ProblemCode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class UpdateMemoryTest {
    private final Identities identities = new Identities();

    private static UpdateMemory remembering(UpdateIdentity... all) {
        List<IdentifiedUpdate> updates = new ArrayList<>();
        for (UpdateIdentity identity : all) {
            updates.add(update(identity, delta(0, 1)));
        }
        return UpdateMemory.EMPTY.after(updates);
    }

    private static UpdateMemory full(long firstTimestamp) {
        UpdateMemory memory = UpdateMemory.EMPTY;
        for (int k = 0; k < IdLog.CAPACITY; k += 512) {
            List<IdentifiedUpdate> batch = new ArrayList<>();
            for (int i = k; i < k + 512; i++) {
                batch.add(update(named(i, firstTimestamp + i), delta(0, 1)));
            }
            memory = memory.after(batch);
        }
        return memory;
    }

    private ProblemCode refusal(UpdateIdentity identity, UpdateMemory memory) {
        assertThat(identities.judge(identity, memory)).isInstanceOf(Judgement.Refused.class);
        return ((Judgement.Refused) identities.judge(identity, memory))
                .problem()
                .code();
    }

    @Test
    void theLogRemembersExactlyTheLastIdsInOrderHoweverTheyCome() {
        Random random = new Random(3);
        List<RememberedId> all = new ArrayList<>();
        IdLog log = IdLog.EMPTY;
        while (all.size() < 3 * IdLog.CAPACITY) {
            List<RememberedId> batch = new ArrayList<>();
            int size = random.nextInt(4) == 0 ? 1 + random.nextInt(900) : 1 + random.nextInt(5);
            for (int k = 0; k < size; k++) {
                batch.add(new RememberedId(new UUID(9, all.size() + k), random.nextInt(1_000_000)));
            }
            log = log.append(batch);
            all.addAll(batch);
        }
        int gone = all.size() - IdLog.CAPACITY;
        assertThat(log.ids()).isEqualTo(all.subList(gone, all.size()));
        assertThat(log.forgotten()).isTrue();
        assertThat(log.newestForgottenMillis())
                .isEqualTo(all.subList(0, gone).stream()
                        .mapToLong(RememberedId::timestampMillis)
                        .max()
                        .orElseThrow());
        for (int k = 0; k < all.size(); k += 7) {
            assertThat(log.contains(all.get(k).updateId())).isEqualTo(k >= gone);
        }
        IdLog again = IdLog.of(log.ids(), log.forgotten(), log.newestForgottenMillis());
        assertThat(again.ids()).isEqualTo(log.ids());
    }

    @Test
    void aSourceKnowsItsLast1024NumbersInAnyOrder() {
        Random random = new Random(4);
        SourceWindow window = SourceWindow.EMPTY;
        Set<Long> used = new HashSet<>();
        long highest = -1;
        for (int k = 0; k < 5_000; k++) {
            long sequence =
                    Math.max(0, highest + random.nextInt(2_200) - 1_500 + (random.nextInt(50) == 0 ? 5_000 : 0));
            if (!SourceWindow.tooOld(sequence, highest)) {
                assertThat(window.knows(sequence)).isEqualTo(used.contains(sequence));
                used.add(sequence);
                highest = Math.max(highest, sequence);
            }
            window = window.with(sequence);
            assertThat(window.highest()).isEqualTo(highest);
        }
        assertThat(window.knows(highest + 1)).isFalse();
    }

    @Test
    void aHugeSequenceLeavesNoOldMarks() {
        SourceWindow window = SourceWindow.EMPTY.with(Long.MAX_VALUE - 900).with(Long.MAX_VALUE - 1);
        assertThat(window.knows(Long.MAX_VALUE - 900)).isTrue();
        assertThat(window.knows(Long.MAX_VALUE - 500)).isFalse();
        assertThat(window.knows(Long.MAX_VALUE - 1)).isTrue();
    }

    @Test
    void aRepeatIsKnownWhetherDurableOrPending() {
        UpdateMemory memory = remembering(named(1), counted("s", 3));
        identities.taken(named(2), 7);
        identities.taken(counted("s", 4), 8);
        assertThat(identities.judge(named(1), memory)).isEqualTo(new Judgement.Durable());
        assertThat(identities.judge(counted("s", 3), memory)).isEqualTo(new Judgement.Durable());
        assertThat(identities.judge(named(2), memory)).isEqualTo(new Judgement.Pending(7));
        assertThat(identities.judge(counted("s", 4), memory)).isEqualTo(new Judgement.Pending(8));
        assertThat(identities.judge(named(3), memory)).isEqualTo(new Judgement.Fresh());
        identities.forgetPending();
        assertThat(identities.judge(named(2), memory)).isEqualTo(new Judgement.Fresh());
    }

    @Test
    void whatIsTooOldToBeKnownIsRefused() {
        UpdateMemory memory = remembering(counted("s", 5_000));
        assertThat(refusal(counted("s", 5_000 - 1_024), memory)).isEqualTo(ProblemCode.UPDATE_TOO_OLD);
        assertThat(identities.judge(counted("s", 5_000 - 1_023), memory)).isEqualTo(new Judgement.Fresh());
        identities.taken(counted("t", 3_000), 1);
        assertThat(refusal(counted("t", 100), memory)).isEqualTo(ProblemCode.UPDATE_TOO_OLD);
    }

    @Test
    void idsWithoutATimestampAreTakenOnlyWhileNothingWasForgotten() {
        UpdateMemory memory = full(1_000);
        UpdateIdentity unseen = named(1_000_000);
        assertThat(identities.judge(unseen, memory)).isEqualTo(new Judgement.Fresh());
        memory = memory.after(List.of(update(named(999_999, 50_000), delta(0, 1))));
        assertThat(refusal(unseen, memory)).isEqualTo(ProblemCode.UPDATE_TOO_OLD);
        assertThat(refusal(named(0, 1_000), memory)).isEqualTo(ProblemCode.UPDATE_TOO_OLD);
        assertThat(identities.judge(named(1_000_000, 1_001), memory)).isEqualTo(new Judgement.Fresh());
        assertThat(identities.judge(byServer(5), memory)).isEqualTo(new Judgement.Fresh());
    }

    @Test
    void moreSourcesThanAreEverKeptAreRefusedButKnownOnesGoOn() {
        UpdateIdentity[] all = new UpdateIdentity[UpdateMemory.SOURCES - 1];
        for (int k = 0; k < all.length; k++) {
            all[k] = counted("source-" + k, 1);
        }
        UpdateMemory memory = remembering(all);
        assertThat(identities.judge(counted("one more", 1), memory)).isEqualTo(new Judgement.Fresh());
        identities.taken(counted("one more", 1), 1);
        assertThat(refusal(counted("too many", 1), memory)).isEqualTo(ProblemCode.TOO_MANY_SOURCES);
        assertThat(identities.judge(counted("source-0", 2), memory)).isEqualTo(new Judgement.Fresh());
        assertThat(identities.judge(counted("one more", 2), memory)).isEqualTo(new Judgement.Fresh());
        identities.durable(counted("one more", 1));
        assertThat(identities.judge(counted("another", 1), memory)).isEqualTo(new Judgement.Fresh());
    }

    @Test
    void idsMadeByTheServerTakeNoRoom() {
        UpdateMemory memory = remembering(byServer(1), byServer(2), named(3));
        assertThat(memory.ids().ids()).hasSize(1);
    }
}
