// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.swarm.core;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.serialization.event.MemberRole;
import io.rivulet.serialization.event.SwarmMember;
import io.rivulet.serialization.problem.ProblemCode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StandingMembersTest {
    private static final long LEASE = 1_000;

    private static SwarmMember member(String id, MemberRole... roles) {
        return new SwarmMember(id, List.of(roles), 0, List.of(), "");
    }

    @Test
    void aNameIsOneOwnersAndAVoterKeepsItsKey() {
        StandingMembers members = new StandingMembers(LEASE);
        assertThat(members.join(verifier("v", "0a"), "ann", null, 0)).isNull();
        assertThat(members.join(verifier("v", "0a"), "ann", null, 10)).isNull();
        assertThat(requireNonNull(members.join(verifier("v", "0a"), "bob", null, 10))
                        .pointer())
                .isEqualTo("/node_id");
        assertThat(requireNonNull(members.join(verifier("v", "0b"), "ann", null, 10))
                        .pointer())
                .isEqualTo("/public_key");
        assertThat(requireNonNull(members.join(verifier("w", "0a"), "ann", null, 10))
                        .pointer())
                .isEqualTo("/public_key");
        assertThat(members.join(verifier("w", "0a"), "bob", null, 10))
                .as("they never vote together")
                .isNull();
        assertThat(members.join(verifier("v", "0b"), "bob", null, LEASE + 10)).isNull();
    }

    @Test
    void nobodyElseKeepsAMemberAliveOrMovesIt() {
        StandingMembers members = new StandingMembers(LEASE);
        members.join(verifier("v", "0a"), "ann", "node-1", 0);
        assertThat(requireNonNull(members.heard("v", "bob", "node-2", 500)).code())
                .isEqualTo(ProblemCode.FORBIDDEN);
        assertThat(members.all(500)).singleElement().satisfies(entry -> {
            assertThat(entry.home()).isEqualTo("node-1");
            assertThat(entry.heardMillis()).isZero();
        });
        assertThat(members.heard("v", "ann", "node-2", 500)).isNull();
    }

    private static SwarmMember verifier(String id, String key) {
        return new SwarmMember(id, List.of(MemberRole.VERIFIER), 0, List.of(), "", key);
    }

    @Test
    void aJoinRaisesTheEpochAndTheSameJoinOnlyTellsThatItLives() {
        var members = new StandingMembers(LEASE);
        assertThat(members.join(member("a", MemberRole.REPORTER), "ann", null, 0))
                .isNull();
        assertThat(members.join(member("b", MemberRole.SOLVER), "ann", null, 0)).isNull();
        assertThat(members.epoch()).isEqualTo(2);
        assertThat(members.join(member("a", MemberRole.REPORTER), "ann", null, 900))
                .isNull();
        assertThat(members.epoch()).isEqualTo(2);
        assertThat(members.all(1_000)).singleElement().satisfies(entry -> {
            assertThat(entry.member())
                    .isEqualTo(member("a", MemberRole.REPORTER).from(1));
            assertThat(entry.heardMillis()).isEqualTo(900);
        });
        assertThat(members.join(member("a", MemberRole.VERIFIER), "ann", null, 1_000))
                .isNull();
        assertThat(members.epoch()).isEqualTo(3);
        assertThat(members.heard("a", "ann", null, 1_900)).isNull();
        assertThat(requireNonNull(members.heard("a", "ann", null, 2_900)).code())
                .isEqualTo(ProblemCode.FORBIDDEN);
    }

    @Test
    void thereAreNotMoreThanItsBound() {
        var members = new StandingMembers(LEASE);
        for (int k = 0; k < StandingMembers.MEMBERS; k++) {
            assertThat(members.join(member("m" + k, MemberRole.REPORTER), "ann", null, k))
                    .isNull();
        }
        assertThat(requireNonNull(members.join(member("more", MemberRole.REPORTER), "ann", null, 100))
                        .code())
                .isEqualTo(ProblemCode.CAPACITY_EXCEEDED);
        assertThat(members.join(member("m0", MemberRole.SOLVER), "ann", null, 100))
                .isNull();
        assertThat(members.join(member("more", MemberRole.REPORTER), "ann", null, LEASE + 1))
                .isNull();
    }

    @Test
    void nodesThatTellEachOtherInAnyOrderAndTwiceKnowTheSame() {
        Random random = new Random(3);
        for (int trial = 0; trial < 60; trial++) {
            List<StandingMembers> nodes =
                    List.of(new StandingMembers(LEASE), new StandingMembers(LEASE), new StandingMembers(LEASE));
            List<List<StandingMembers.Entry>> told = new ArrayList<>();
            for (int k = 0; k < 120; k++) {
                StandingMembers node = nodes.get(random.nextInt(3));
                String id = "m" + random.nextInt(80);
                MemberRole role = MemberRole.values()[random.nextInt(3)];
                if (random.nextInt(4) == 0) {
                    node.heard(id, "ann", null, 100 + k);
                } else {
                    node.join(member(id, role), "ann", null, 100 + k);
                }
                told.add(node.all(100 + k));
            }
            for (StandingMembers node : nodes) {
                List<List<StandingMembers.Entry>> arriving = new ArrayList<>(told);
                arriving.addAll(told.subList(0, 20));
                Collections.shuffle(arriving, random);
                arriving.forEach(entries -> node.merge(entries, 300));
                // What each says of everything, once more: those that were one too many are settled by then.
                nodes.forEach(other -> node.merge(other.all(300), 300));
            }
            nodes.forEach(node -> nodes.forEach(other -> node.merge(other.all(300), 300)));
            assertThat(nodes.get(0).all(300)).hasSizeLessThanOrEqualTo(StandingMembers.MEMBERS);
            assertThat(nodes.get(1).all(300)).isEqualTo(nodes.get(0).all(300));
            assertThat(nodes.get(2).all(300)).isEqualTo(nodes.get(0).all(300));
            assertThat(nodes.get(2).epoch()).isEqualTo(nodes.get(0).epoch());
        }
    }
}
