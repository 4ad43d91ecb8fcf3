// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.consensus.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.serialization.event.CastVote;
import io.rivulet.serialization.event.RecordedPoll;
import io.rivulet.serialization.event.SessionEvent.VotersChanged;
import io.rivulet.serialization.event.VoteSubject;
import io.rivulet.serialization.event.Voter;
import io.rivulet.serialization.event.VoterRemoval;
import io.rivulet.serialization.problem.ProblemCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class VoterChangesTest {
    private static final Voter A = new Voter("a", "0a");
    private static final Voter B = new Voter("b", "0b");
    private static final Voter C = new Voter("c", "0c");
    private static final Voter D = new Voter("d", "0d");

    private static Electorate seen(Set<String> removed, Voter... present) {
        return new Electorate(List.of(present), removed);
    }

    private static VotersChanged next(VotersChanged now, Electorate seen, Contradiction... proofs) {
        return Objects.requireNonNull(VoterChanges.next(now, seen, List.of(), List.of(proofs), List.of()));
    }

    private static VotersChanged first() {
        return Objects.requireNonNull(
                VoterChanges.next(null, seen(Set.of(), D, B, A, C), List.of(), List.of(), List.of()));
    }

    private static Contradiction contradiction(Voter voter) {
        return new Contradiction(voter, proof(voter.name()));
    }

    private static RecordedPoll proof(String voter) {
        return new RecordedPoll(
                new VoteSubject(new UUID(1, 2), 1, 0, "00", "full_residual", 1e-8, 0),
                List.of(new CastVote(voter, true, 1e-9, 1, "01"), new CastVote(voter, false, 1, 2, "02")));
    }

    @Test
    void thoseWhoAreThereBeginAndOthersJoin() {
        assertThat(first().epoch()).isEqualTo(1);
        assertThat(first().voters()).containsExactly(A, B, C, D);
        VotersChanged two = next(null, seen(Set.of(), B, A));
        VotersChanged three = next(two, seen(Set.of(), A, B, C));
        assertThat(three.epoch()).isEqualTo(2);
        assertThat(three.voters()).containsExactly(A, B, C);
        assertThat(VoterChanges.next(three, seen(Set.of(), A, B, C), List.of(), List.of(), List.of()))
                .isNull();
    }

    @Test
    void membersDoNotBeginBeforeANodeIsKnown() {
        List<Voter> members = List.of(new Voter("m", "0f"));
        assertThat(VoterChanges.next(null, Electorate.NOBODY, members, List.of(), List.of()))
                .isNull();
        VotersChanged begun =
                Objects.requireNonNull(VoterChanges.next(null, seen(Set.of(), A), members, List.of(), List.of()));
        assertThat(begun.voters()).containsExactly(A, members.getFirst());
    }

    @Test
    void notBeingSeenRemovesNobodyButTheClusterDoes() {
        assertThat(VoterChanges.next(first(), seen(Set.of(), A), List.of(), List.of(), List.of()))
                .isNull();
        assertThat(VoterChanges.next(first(), Electorate.NOBODY, List.of(), List.of(), List.of()))
                .isNull();
        VotersChanged without = next(first(), seen(Set.of("d"), A, B));
        assertThat(without.voters()).containsExactly(A, B, C);
        assertThat(without.epoch()).isEqualTo(2);
        VotersChanged back = next(without, seen(Set.of(), A, B, C, D));
        assertThat(back.voters()).containsExactly(A, B, C, D);
    }

    @Test
    void whoContradictedItselfIsOutAndStaysOutUnderItsKey() {
        VotersChanged without = next(first(), seen(Set.of(), A, B, C, D), contradiction(C));
        assertThat(without.voters()).containsExactly(A, B, D);
        assertThat(without.excluded()).containsExactly(C);
        assertThat(without.evidence()).containsExactly(proof("c"));
        assertThat(VoterChanges.next(
                        without, seen(Set.of(), A, B, C, D), List.of(), List.of(contradiction(C)), List.of()))
                .isNull();
        Voter renewed = new Voter("c", "cc");
        assertThat(VoterChanges.next(
                        first(), seen(Set.of(), A, B, C, D), List.of(), List.of(contradiction(renewed)), List.of()))
                .as("another holder of the name")
                .isNull();
        VotersChanged again = next(without, seen(Set.of(), A, B, renewed, D));
        assertThat(again.voters()).containsExactly(A, B, renewed, D);
        assertThat(again.excluded()).containsExactly(C);
        assertThat(again.evidence()).isEmpty();
    }

    @Test
    void aNewKeyUnderAKnownNameTakesThePlaceOfTheOld() {
        Voter renewed = new Voter("b", "bb");
        assertThat(next(first(), seen(Set.of(), A, renewed, C, D)).voters()).containsExactly(A, renewed, C, D);
    }

    private static VotersChanged joined(VotersChanged now, Electorate seen, Voter... members) {
        return Objects.requireNonNull(VoterChanges.next(now, seen, List.of(members), List.of(), List.of()));
    }

    @Test
    void membersJoinBesideNodesAndStayWhenNothingIsKnownOfThemAnyMore() {
        Voter member = new Voter("m", "0m");
        VotersChanged with = joined(first(), seen(Set.of(), A, B, C, D), member);
        assertThat(with.voters()).containsExactly(A, B, C, D, member);
        assertThat(VoterChanges.next(with, seen(Set.of(), A, B, C, D), List.of(), List.of(), List.of()))
                .isNull();
        // A node that went had the member's name before.
        assertThat(VoterChanges.next(with, seen(Set.of("m"), A, B, C, D), List.of(member), List.of(), List.of()))
                .isNull();
    }

    @Test
    void aMemberTakesNobodysPlace() {
        Electorate all = seen(Set.of(), A, B, C, D);
        Voter member = new Voter("m", "0m");
        VotersChanged with = joined(first(), all, member);
        for (Voter intruder : List.of(new Voter("a", "xx"), new Voter("m", "yy"), new Voter("other", "0m"))) {
            assertThat(VoterChanges.next(with, all, List.of(intruder), List.of(), List.of()))
                    .as(intruder.toString())
                    .isNull();
        }
        // A node that came later does: its name is the cluster's.
        Voter node = new Voter("m", "nn");
        assertThat(next(with, seen(Set.of(), A, B, C, D, node)).voters()).containsExactly(A, B, C, D, node);
    }

    @Test
    void anExcludedMemberDoesNotComeBackUnderAnotherName() {
        Electorate all = seen(Set.of(), A, B, C, D);
        Voter member = new Voter("m", "0m");
        VotersChanged without = Objects.requireNonNull(VoterChanges.next(
                joined(first(), all, member), all, List.of(member), List.of(contradiction(member)), List.of()));
        assertThat(without.voters()).containsExactly(A, B, C, D);
        assertThat(VoterChanges.next(without, all, List.of(member, new Voter("m2", "0m")), List.of(), List.of()))
                .isNull();
        assertThat(Objects.requireNonNull(VoterChanges.refusal(new Voter("m2", "0m"), without, List.of()))
                        .code())
                .isEqualTo(ProblemCode.FORBIDDEN);
    }

    @Test
    void whoMayJoinIsWhoTakesNobodysNameAndNobodysKey() {
        VotersChanged now = first();
        List<Voter> members = List.of(new Voter("m", "0m"));
        for (Voter good : List.of(new Voter("m", "0m"), new Voter("new", "nn"), A)) {
            assertThat(VoterChanges.refusal(good, now, members))
                    .as(good.toString())
                    .isNull();
        }
        for (Voter bad :
                List.of(new Voter("a", "xx"), new Voter("new", "0a"), new Voter("m", "nn"), new Voter("new", "0m"))) {
            assertThat(Objects.requireNonNull(VoterChanges.refusal(bad, now, members))
                            .pointer())
                    .as(bad.toString())
                    .isEqualTo("/public_key");
        }
    }

    private static VoterRemoval removal(Voter gone, String... by) {
        List<VoterRemoval.Consent> consents = new ArrayList<>();
        for (String each : by) {
            consents.add(new VoterRemoval.Consent(each, "01"));
        }
        return new VoterRemoval(gone, consents);
    }

    @Test
    void aQuorumOfTheVotersAsTheyAreRemovesOneAndFewerDoNot() {
        Electorate all = seen(Set.of(), A, B, C, D);
        Voter member = new Voter("m", "0m");
        // Five voters: four have to agree, and the one that leaves is not asked.
        VotersChanged with = joined(first(), all, member);
        for (VoterRemoval few : List.of(
                removal(member, "a", "b", "c"),
                removal(member, "a", "b", "c", "m"),
                removal(member, "a", "b", "c", "c"),
                removal(member, "a", "b", "c", "x"),
                removal(new Voter("m", "other"), "a", "b", "c", "d"))) {
            assertThat(VoterChanges.next(with, all, List.of(member), List.of(), List.of(few)))
                    .as(few.toString())
                    .isNull();
        }
        VoterRemoval enough = removal(member, "a", "b", "c", "d");
        VotersChanged without =
                Objects.requireNonNull(VoterChanges.next(with, all, List.of(member), List.of(), List.of(enough)));
        assertThat(without.voters()).containsExactly(A, B, C, D);
        assertThat(without.removals()).containsExactly(enough);
        assertThat(without.excluded()).isEmpty();
        assertThat(joined(without, all, member).voters()).contains(member);
    }

    @Test
    void thereIsAMostOfMembersAndAlwaysRoomForNodes() {
        List<Voter> many = new ArrayList<>();
        for (int k = 0; k < 100; k++) {
            many.add(new Voter("m" + (100 + k), "k" + k));
        }
        VotersChanged full = Objects.requireNonNull(
                VoterChanges.next(first(), seen(Set.of(), A, B, C, D), many, List.of(), List.of()));
        assertThat(full.voters()).hasSize(4 + VoterChanges.MOST_MEMBERS);
        Voter node = new Voter("e", "0e");
        VotersChanged more = Objects.requireNonNull(
                VoterChanges.next(full, seen(Set.of(), A, B, C, D, node), many, List.of(), List.of()));
        assertThat(more.voters()).hasSize(5 + VoterChanges.MOST_MEMBERS).contains(node);
    }

    @Test
    void thereIsAMostOfThem() {
        List<Voter> many = new ArrayList<>();
        for (int k = 0; k < 100; k++) {
            many.add(new Voter("n" + (100 + k), "00"));
        }
        VotersChanged full = next(null, new Electorate(many, Set.of()));
        assertThat(full.voters()).hasSize(VoterChanges.MOST_VOTERS);
        assertThat(VoterChanges.next(full, new Electorate(many, Set.of()), List.of(), List.of(), List.of()))
                .isNull();
    }
}
