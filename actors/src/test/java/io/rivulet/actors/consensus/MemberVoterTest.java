// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.consensus;

import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.serialization.event.VoteSubject;
import io.rivulet.serialization.request.ProbeVote;
import io.rivulet.serialization.view.ProbeTask;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.actor.testkit.typed.javadsl.BehaviorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestInbox;
import org.junit.jupiter.api.Test;

class MemberVoterTest {
    private static final VoteSubject SUBJECT =
            new VoteSubject(new UUID(1, 2), 3, 9, "ab".repeat(32), "full_residual", 1e-8, 0);

    private final List<ProbeTask> sent = new ArrayList<>();
    private final TestInbox<PollMessage> desk = TestInbox.create();
    private boolean room = true;
    private final BehaviorTestKit<VoterMessage> door = BehaviorTestKit.create(MemberVoter.create(task -> {
        if (room) {
            sent.add(task);
        }
        return room;
    }));

    private void ask(long poll) {
        door.run(new VoterMessage.AskMember(poll, "v", SUBJECT, 5, 10_000, desk.getRef()));
    }

    private boolean say(String task, ProbeVote.Verdict verdict) {
        var known = new CompletableFuture<Boolean>();
        door.run(new MemberVoter.Say(new ProbeVote(task, verdict, 1e-9, 7, "cd"), known));
        return known.join();
    }

    @Test
    void aTaskGoesOutAndWhatIsSaidAboutItComesBackUntilItIsOver() {
        ask(-2);
        assertThat(sent)
                .singleElement()
                .satisfies(task -> assertThat(new String(task.json(), java.nio.charset.StandardCharsets.UTF_8))
                        .contains("\"task\":\"fffffffffffffffe\"", "\"node_id\":\"v\"", "\"deadline_ms\":10000"));
        // Nothing is said by itself.
        assertThat(desk.getAllReceived()).isEmpty();
        assertThat(say("fffffffffffffffe", ProbeVote.Verdict.AT_WORK)).isTrue();
        assertThat(say("fffffffffffffffe", ProbeVote.Verdict.REFUTED)).isTrue();
        assertThat(say("fffffffffffffffe", ProbeVote.Verdict.UNABLE)).isTrue();
        assertThat(desk.getAllReceived())
                .satisfiesExactly(
                        first -> assertThat(first).isEqualTo(new PollMessage.AtWork(-2, "v")),
                        second -> assertThat(second).isInstanceOfSatisfying(PollMessage.Voted.class, voted -> {
                            assertThat(voted.poll()).isEqualTo(-2);
                            assertThat(voted.subject()).isEqualTo(SUBJECT);
                            assertThat(voted.vote().verified()).isFalse();
                            assertThat(voted.vote().voter()).isEqualTo("v");
                            assertThat(voted.finding()).isNull();
                        }),
                        third -> assertThat(third).isEqualTo(new PollMessage.Unable(-2, "v")));
        door.run(new VoterMessage.Over(-2));
        assertThat(say("fffffffffffffffe", ProbeVote.Verdict.VERIFIED)).isFalse();
        assertThat(say("0", ProbeVote.Verdict.VERIFIED)).isFalse();
        assertThat(desk.getAllReceived()).isEmpty();
    }

    @Test
    void forMoreThanItsTasksAndWithoutRoomOnTheSocketAMemberIsUnable() {
        room = false;
        ask(1);
        assertThat(desk.receiveMessage()).isEqualTo(new PollMessage.Unable(1, "v"));
        assertThat(say("0000000000000001", ProbeVote.Verdict.VERIFIED)).isFalse();
        room = true;
        for (int k = 0; k < MemberVoter.MOST; k++) {
            ask(10 + k);
        }
        assertThat(desk.getAllReceived()).isEmpty();
        ask(1_000);
        assertThat(desk.receiveMessage()).isEqualTo(new PollMessage.Unable(1_000, "v"));
        door.run(new VoterMessage.Over(10));
        ask(1_001);
        assertThat(desk.getAllReceived()).isEmpty();
        assertThat(sent).hasSize(MemberVoter.MOST + 1);
    }

    @Test
    void aClosedSocketIsOverAndNobodyWaitsForWhatItWasAsked() {
        ask(1);
        ask(2);
        door.run(new VoterMessage.Over(1));
        door.run(new MemberVoter.Close());
        assertThat(desk.getAllReceived()).containsExactly(new PollMessage.Unable(2, "v"));
        assertThat(door.isAlive()).isFalse();
    }
}
