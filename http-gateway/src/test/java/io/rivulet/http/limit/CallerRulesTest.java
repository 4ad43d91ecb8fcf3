// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.limit;

import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.actors.workflow.Workflows.Limits;
import io.rivulet.http.route.Access;
import io.rivulet.http.route.Allowance;
import io.rivulet.http.route.Call;
import io.rivulet.http.route.Place;
import io.rivulet.http.route.Principal;
import io.rivulet.http.settings.Limit;
import io.rivulet.http.settings.LimitSettings;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.junit.jupiter.api.Test;

class CallerRulesTest {
    private static final Principal ALICE = new Principal("alice", Access.USER);
    private static final Principal HEAVY = new Principal(
            "heavy", Access.USER, new Allowance(OptionalLong.of(60_000), OptionalLong.of(50), OptionalLong.of(7)));

    private static CallerRules rules(LimitSettings settings, boolean guarded) {
        return rules(settings, guarded, Limits.NONE);
    }

    private static CallerRules rules(LimitSettings settings, boolean guarded, Limits said) {
        return new CallerRules(
                settings, guarded, new WorkflowLimits(_ -> CompletableFuture.completedStage(said), () -> 0));
    }

    private static CallerRules.Counted counted(CallerRules rules, Principal caller) {
        return rules.of(by(caller)).toCompletableFuture().join();
    }

    private static OptionalInt sessions(CallerRules rules, Principal caller) {
        return rules.sessions(caller).toCompletableFuture().join();
    }

    private static Call by(Principal caller) {
        return new Call(HttpRequest.GET("/"), new Place("GET", "/", Access.USER, false), List.of(), caller);
    }

    @Test
    void aUserHasTheDocumentedLimits() {
        CallerRules.Counted alice = counted(rules(LimitSettings.DEFAULTS, true), ALICE);
        assertThat(alice.name()).isEqualTo("user:alice");
        assertThat(alice.limits().policy()).isEqualTo("100;w=60, 1000;w=3600");
        assertThat(alice.limits().streams()).isEqualTo(10);
        assertThat(sessions(rules(LimitSettings.DEFAULTS, true), ALICE)).hasValue(100);
    }

    @Test
    void whoIsNoUserCountsByAddress() {
        for (CallerRules.Counted stranger : List.of(
                counted(rules(LimitSettings.DEFAULTS, true), Principal.NOBODY),
                rules(LimitSettings.DEFAULTS, true).stranger(HttpRequest.GET("/")))) {
            assertThat(stranger.name()).startsWith("address:");
            assertThat(stranger.limits().policy()).isEqualTo("100;w=60, 100;w=300");
            assertThat(stranger.limits().streams()).isEqualTo(5);
        }
    }

    @Test
    void aKeyMayAllowMoreAndASettingBoundsEachMinuteOfIt() {
        CallerRules.Counted heavy = counted(rules(LimitSettings.DEFAULTS, true), HEAVY);
        assertThat(heavy.limits().policy()).isEqualTo("1000;w=60, 60000;w=3600");
        assertThat(heavy.limits().streams()).isEqualTo(50);
        assertThat(sessions(rules(LimitSettings.DEFAULTS, true), HEAVY)).hasValue(7);
        assertThat(counted(rules(LimitSettings.DEFAULTS.with(Limit.REQUESTS_PER_MINUTE, 20), true), HEAVY)
                        .limits()
                        .policy())
                .isEqualTo("20;w=60, 60000;w=3600");
    }

    @Test
    void withoutAuthenticationOnlyWhatWasSetHolds() {
        CallerRules off = rules(LimitSettings.DEFAULTS, false);
        assertThat(counted(off, Principal.LOCAL).limits().quotas()).isEmpty();
        assertThat(sessions(off, Principal.LOCAL)).isEmpty();
        assertThat(off.entriesPerSecond()).isEmpty();
        CallerRules some = rules(
                LimitSettings.DEFAULTS
                        .with(Limit.REQUESTS_PER_MINUTE, 20)
                        .with(Limit.USER_STREAMS, 3)
                        .with(Limit.ENTRIES_PER_SECOND, 9),
                false);
        assertThat(counted(some, Principal.LOCAL).limits().policy()).isEqualTo("20;w=60");
        assertThat(counted(some, Principal.LOCAL).limits().streams()).isEqualTo(3);
        assertThat(some.entriesPerSecond()).hasValue(9);
        assertThat(LimitSettings.DEFAULTS
                        .with(Limit.REQUESTS_PER_MINUTE, 20)
                        .with(Limit.USER_STREAMS, 3)
                        .setWithoutUsers())
                .isEqualTo("requests-per-minute=20 for each address, user-streams=3 for each address");
    }

    @Test
    void aWorkflowLowersItsOwnersLimitsAndOnlyAnOperatorsRaisesThem() {
        CallerRules low = rules(LimitSettings.DEFAULTS, true, new Limits(30, 2));
        assertThat(counted(low, ALICE).limits().policy()).isEqualTo("100;w=60, 30;w=3600");
        assertThat(sessions(low, ALICE)).hasValue(2);
        CallerRules high = rules(LimitSettings.DEFAULTS, true, new Limits(60_000, 500));
        assertThat(counted(high, ALICE).limits().policy()).isEqualTo("100;w=60, 1000;w=3600");
        assertThat(sessions(high, ALICE)).hasValue(100);
        assertThat(counted(high, HEAVY).limits().policy()).isEqualTo("1000;w=60, 60000;w=3600");
        var operator = new Principal("ops", Access.OPERATOR);
        assertThat(counted(high, operator).limits().policy()).isEqualTo("1000;w=60, 60000;w=3600");
        assertThat(sessions(high, operator)).hasValue(500);
        CallerRules off = rules(LimitSettings.DEFAULTS, false, new Limits(30, 2));
        assertThat(counted(off, Principal.LOCAL).limits().quotas()).isEmpty();
        assertThat(sessions(off, Principal.LOCAL)).isEmpty();
    }

    @Test
    void whatWorkflowsSayIsReadOnceInAWhileAndFailuresSayNothing() {
        var reads = new AtomicInteger();
        var nanos = new AtomicLong();
        var known = new WorkflowLimits(
                _ -> reads.incrementAndGet() == 2
                        ? CompletableFuture.failedStage(new IllegalStateException("gone"))
                        : CompletableFuture.completedStage(new Limits(reads.get(), null)),
                nanos::get);
        assertThat(known.of("ann")).isCompletedWithValue(new Limits(1, null));
        assertThat(known.of("ann")).isCompletedWithValue(new Limits(1, null));
        nanos.addAndGet(WorkflowLimits.KEPT.toNanos() + 1);
        assertThat(known.of("ann")).isCompletedWithValue(Limits.NONE);
        nanos.addAndGet(WorkflowLimits.KEPT.toNanos() + 1);
        assertThat(known.of("ann")).isCompletedWithValue(new Limits(3, null));
    }
}
