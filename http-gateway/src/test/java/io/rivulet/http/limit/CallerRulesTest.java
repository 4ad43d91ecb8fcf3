// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.limit;

import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.http.route.Access;
import io.rivulet.http.route.Allowance;
import io.rivulet.http.route.Call;
import io.rivulet.http.route.Place;
import io.rivulet.http.route.Principal;
import io.rivulet.http.settings.Limit;
import io.rivulet.http.settings.LimitSettings;
import java.util.List;
import java.util.OptionalLong;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.junit.jupiter.api.Test;

class CallerRulesTest {
    private static final Principal ALICE = new Principal("alice", Access.USER);
    private static final Principal HEAVY = new Principal(
            "heavy", Access.USER, new Allowance(OptionalLong.of(60_000), OptionalLong.of(50), OptionalLong.of(7)));

    private static CallerRules rules(LimitSettings settings, boolean guarded) {
        return new CallerRules(settings, guarded);
    }

    private static Call by(Principal caller) {
        return new Call(HttpRequest.GET("/"), new Place("GET", "/", Access.USER, false), List.of(), caller);
    }

    @Test
    void aUserHasTheDocumentedLimits() {
        CallerRules.Counted alice = rules(LimitSettings.DEFAULTS, true).of(by(ALICE));
        assertThat(alice.name()).isEqualTo("user:alice");
        assertThat(alice.limits().policy()).isEqualTo("100;w=60, 1000;w=3600");
        assertThat(alice.limits().streams()).isEqualTo(10);
        assertThat(rules(LimitSettings.DEFAULTS, true).sessions(ALICE)).hasValue(100);
    }

    @Test
    void whoIsNoUserCountsByAddress() {
        for (CallerRules.Counted stranger : List.of(
                rules(LimitSettings.DEFAULTS, true).of(by(Principal.NOBODY)),
                rules(LimitSettings.DEFAULTS, true).stranger(HttpRequest.GET("/")))) {
            assertThat(stranger.name()).startsWith("address:");
            assertThat(stranger.limits().policy()).isEqualTo("100;w=60, 100;w=300");
            assertThat(stranger.limits().streams()).isEqualTo(5);
        }
    }

    @Test
    void aKeyMayAllowMoreAndASettingBoundsEachMinuteOfIt() {
        CallerRules.Counted heavy = rules(LimitSettings.DEFAULTS, true).of(by(HEAVY));
        assertThat(heavy.limits().policy()).isEqualTo("1000;w=60, 60000;w=3600");
        assertThat(heavy.limits().streams()).isEqualTo(50);
        assertThat(rules(LimitSettings.DEFAULTS, true).sessions(HEAVY)).hasValue(7);
        assertThat(rules(LimitSettings.DEFAULTS.with(Limit.REQUESTS_PER_MINUTE, 20), true)
                        .of(by(HEAVY))
                        .limits()
                        .policy())
                .isEqualTo("20;w=60, 60000;w=3600");
    }

    @Test
    void withoutAuthenticationOnlyWhatWasSetHolds() {
        CallerRules off = rules(LimitSettings.DEFAULTS, false);
        assertThat(off.of(by(Principal.LOCAL)).limits().quotas()).isEmpty();
        assertThat(off.sessions(Principal.LOCAL)).isEmpty();
        assertThat(off.entriesPerSecond()).isEmpty();
        CallerRules some = rules(
                LimitSettings.DEFAULTS
                        .with(Limit.REQUESTS_PER_MINUTE, 20)
                        .with(Limit.USER_STREAMS, 3)
                        .with(Limit.ENTRIES_PER_SECOND, 9),
                false);
        assertThat(some.of(by(Principal.LOCAL)).limits().policy()).isEqualTo("20;w=60");
        assertThat(some.of(by(Principal.LOCAL)).limits().streams()).isEqualTo(3);
        assertThat(some.entriesPerSecond()).hasValue(9);
        assertThat(LimitSettings.DEFAULTS
                        .with(Limit.REQUESTS_PER_MINUTE, 20)
                        .with(Limit.USER_STREAMS, 3)
                        .setWithoutUsers())
                .isEqualTo("requests-per-minute=20, user-streams=3");
    }
}
