// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.limit.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class LimiterStateTest {
    private static final long SECOND = 1_000_000_000L;
    private static final UUID WEST = new UUID(0, 1);
    private static final UUID EAST = new UUID(0, 2);
    private static final CallerLimits TWENTY = new CallerLimits(List.of(new Quota(20, 60), new Quota(100, 3_600)), 2);

    private final LimiterState limiter = new LimiterState();
    /// As with System.nanoTime, nothing is said of its sign.
    private long now = -7 * SECOND;

    private long number;

    private TokenGrant lease(UUID gateway, int spent, int wanted) {
        return limiter.lease(new TokenOrder(gateway, ++number, spent, wanted, TWENTY), now);
    }

    private StreamGrant hold(UUID gateway, int held, boolean asks) {
        return limiter.hold(new StreamOrder(gateway, ++number, held, TWENTY.streams(), asks), now);
    }

    @Test
    void whatIsLeasedToOneGatewayAnotherDoesNotGet() {
        assertThat(lease(WEST, 0, 15).granted()).isEqualTo(15);
        TokenGrant rest = lease(EAST, 0, 15);
        assertThat(rest.granted()).isEqualTo(5);
        assertThat(rest.remaining()).isZero();
        assertThat(lease(WEST, 3, 0).remaining()).as("12 were given back").isEqualTo(12);
    }

    @Test
    void aLeaseThatNobodySettlesIsSpentWhenItHasEndedAndForgottenAfterTheWindow() {
        lease(WEST, 0, 20);
        now += LimiterState.LEASE_NANOS + LimiterState.SETTLE_NANOS;
        assertThat(lease(EAST, 0, 1).granted()).isZero();
        now += 59 * SECOND;
        assertThat(lease(EAST, 0, 1).granted()).isZero();
        now += 2 * SECOND;
        assertThat(lease(EAST, 0, 30).granted()).isEqualTo(20);
    }

    @Test
    void aRefusalTellsWhenOneMayComeAgain() {
        assertThat(lease(WEST, 0, 20).granted()).isEqualTo(20);
        TokenGrant refused = lease(WEST, 20, 5);
        assertThat(refused.granted()).isZero();
        assertThat(refused.limit()).isEqualTo(20);
        now += refused.retryNanos() - 1;
        assertThat(lease(WEST, 0, 5).granted()).isZero();
        now += 1;
        assertThat(lease(WEST, 0, 5).granted()).isEqualTo(5);
    }

    @Test
    void theHourHoldsWhereEachMinuteWouldPass() {
        int passed = 0;
        for (int minute = 0; minute < 50; minute++) {
            int granted = lease(WEST, 0, 20).granted();
            assertThat(lease(WEST, granted, 0).granted()).isZero();
            passed += granted;
            now += 61 * SECOND;
        }
        assertThat(passed).isEqualTo(100);
        assertThat(lease(WEST, 0, 1).limit())
                .as("of the quota that is at its end")
                .isEqualTo(100);
    }

    @Test
    void anOrderThatWasOvertakenGrantsNothing() {
        var late = new TokenOrder(WEST, ++number, 0, 20, TWENTY);
        lease(WEST, 0, 4);
        assertThat(limiter.lease(late, now).granted()).isZero();
        assertThat(lease(EAST, 0, 20).granted())
                .as("only the newer lease counts")
                .isEqualTo(16);
    }

    @Test
    void streamsCountAtAllGatewaysTogether() {
        assertThat(hold(WEST, 1, true)).isEqualTo(new StreamGrant(true, 1));
        assertThat(hold(EAST, 1, true)).isEqualTo(new StreamGrant(true, 2));
        assertThat(hold(EAST, 2, true)).isEqualTo(new StreamGrant(false, 2));
        hold(WEST, 0, false);
        assertThat(hold(EAST, 2, true)).isEqualTo(new StreamGrant(true, 2));
    }

    @Test
    void streamsOfAGatewayThatIsGoneReturnAndThoseOfOneThatTellsThemStay() {
        hold(WEST, 1, true);
        hold(EAST, 1, true);
        now += LimiterState.STREAM_LEASE_NANOS - 1;
        hold(EAST, 1, false);
        assertThat(hold(EAST, 2, true).granted()).isFalse();
        now += 1;
        assertThat(hold(EAST, 2, true)).as("the one of the west is over").isEqualTo(new StreamGrant(true, 2));
    }

    @Test
    void streamsThatAreAskedForAtOnceMayArriveInAnyOrder() {
        var first = new StreamOrder(WEST, ++number, 1, 2, true);
        var second = new StreamOrder(WEST, ++number, 2, 2, true);
        assertThat(limiter.hold(second, now).granted()).isTrue();
        assertThat(limiter.hold(first, now).granted()).isTrue();
        assertThat(hold(EAST, 1, true).granted()).isFalse();
    }

    @Test
    void aLimiterThatMovedLearnsWhatIsOpen() {
        hold(WEST, 2, false);
        assertThat(hold(EAST, 1, true).granted()).isFalse();
    }

    @Test
    void tooManyGatewaysGetNothingUntilSomeAreGone() {
        for (int k = 0; k < LimiterState.MAX_GATEWAYS; k++) {
            lease(new UUID(1, k), 0, 0);
        }
        TokenGrant refused = lease(WEST, 0, 1);
        assertThat(refused.granted()).isZero();
        assertThat(refused.retryNanos()).isPositive();
        assertThat(hold(WEST, 1, true).granted()).isFalse();
        now += LimiterState.LEASE_NANOS + LimiterState.SETTLE_NANOS;
        assertThat(lease(WEST, 0, 1).granted()).isEqualTo(1);
    }
}
