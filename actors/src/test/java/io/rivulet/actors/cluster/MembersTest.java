// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.actors.consensus.VoteKey;
import io.rivulet.actors.consensus.VoterMessage;
import io.rivulet.serialization.event.Voter;
import java.util.List;
import java.util.Map;
import org.apache.pekko.actor.testkit.typed.javadsl.TestInbox;
import org.junit.jupiter.api.Test;

class MembersTest {
    private static final TestInbox<VoterMessage> DOOR = TestInbox.create();

    private static NodeVitals vitals(String name, String key) {
        return new NodeVitals(
                name,
                "pekko://rivulet@" + name,
                "1",
                false,
                0,
                0,
                0,
                0,
                Map.of(),
                new NodeVitals.Voting(key, DOOR.getRef()));
    }

    @Test
    void aNodeWhoseKeyIsNoneHasNoVote() {
        String good = VoteKey.fresh().publicKey();
        var members = new Members();
        members.told(vitals("good", good));
        for (String broken : List.of("", "zz", good.substring(2), good.toUpperCase(java.util.Locale.ROOT) + " ")) {
            members.told(vitals("broken", broken));
            assertThat(members.electorate().present()).containsExactly(new Voter("good", good));
        }
        String mended = VoteKey.fresh().publicKey();
        members.told(vitals("broken", mended));
        assertThat(members.electorate().present())
                .containsExactly(new Voter("broken", mended), new Voter("good", good));
        members.told(vitals("broken", "zz"));
        members.removed("pekko://rivulet@broken");
        assertThat(members.electorate().removed()).containsExactly("broken");
    }
}
