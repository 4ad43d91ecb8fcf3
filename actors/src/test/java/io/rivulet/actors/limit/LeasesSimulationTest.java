// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.limit;

import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.actors.limit.core.CallerLimits;
import io.rivulet.actors.limit.core.LimiterState;
import io.rivulet.actors.limit.core.Quota;
import io.rivulet.actors.limit.core.Standing;
import io.rivulet.actors.limit.core.StreamGrant;
import io.rivulet.actors.limit.core.StreamOrder;
import io.rivulet.actors.limit.core.TokenGrant;
import io.rivulet.actors.limit.core.TokenOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Gateways, a limiter, and between them messages that are late, lost, or answered in vain, on a clock that is drawn.
class LeasesSimulationTest {
    private static final long SECOND = 1_000_000_000L;
    private static final String CALLER = "user:alice";
    private static final Quota MINUTE = new Quota(20, 60);
    private static final Quota LONG = new Quota(60, 300);
    private static final int STREAMS = 5;
    private static final CallerLimits LIMITS = new CallerLimits(List.of(MINUTE, LONG), STREAMS);

    /// Grants nothing: a gateway that counts by itself would exceed what holds for all of them.
    private static final LimiterDoor CLOSED = new LimiterDoor() {
        @Override
        public CompletionStage<TokenGrant> lease(String caller, TokenOrder order) {
            return CompletableFuture.completedStage(new TokenGrant(0, MINUTE.limit(), 0, SECOND, SECOND));
        }

        @Override
        public CompletionStage<StreamGrant> hold(String caller, StreamOrder order) {
            return CompletableFuture.completedStage(new StreamGrant(false, 0));
        }
    };

    private long now = 5 * SECOND;
    private final LimiterState limiter = new LimiterState();
    private final List<Runnable> inFlight = new ArrayList<>();
    private SplittableRandom random = new SplittableRandom(1);
    private double loss;

    /// The way between a gateway and the limiter.
    private final LimiterDoor wire = new LimiterDoor() {
        @Override
        public CompletionStage<TokenGrant> lease(String caller, TokenOrder order) {
            var answer = new CompletableFuture<TokenGrant>();
            inFlight.add(() -> {
                if (random.nextDouble() >= loss) {
                    answer.complete(limiter.lease(order, now));
                } else {
                    answer.completeExceptionally(new TimeoutException());
                    if (random.nextBoolean()) {
                        inFlight.add(() -> limiter.lease(order, now));
                    }
                }
            });
            return answer;
        }

        @Override
        public CompletionStage<StreamGrant> hold(String caller, StreamOrder order) {
            var answer = new CompletableFuture<StreamGrant>();
            inFlight.add(() -> {
                if (!order.asks() || random.nextDouble() >= loss) {
                    answer.complete(limiter.hold(order, now));
                } else {
                    answer.completeExceptionally(new TimeoutException());
                    if (random.nextBoolean()) {
                        inFlight.add(() -> limiter.hold(order, now));
                    }
                }
            });
            return answer;
        }
    };

    private Leases gateway() {
        return new Leases(wire, CLOSED, new UUID(random.nextLong(), random.nextLong()), () -> now);
    }

    private void deliverOne() {
        if (!inFlight.isEmpty()) {
            inFlight.remove(random.nextInt(inFlight.size())).run();
        }
    }

    private void deliverAll() {
        while (!inFlight.isEmpty()) {
            inFlight.removeFirst().run();
        }
    }

    private static void assertHolds(Quota quota, List<Long> passed) {
        int first = 0;
        for (int last = 0; last < passed.size(); last++) {
            while (passed.get(last) - passed.get(first) >= quota.seconds() * SECOND) {
                first++;
            }
            assertThat(last - first + 1).as("requests in " + quota.policy()).isLessThanOrEqualTo(quota.limit());
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void noWindowSeesMoreThanItsQuotaWhateverIsLost(long seed) {
        random = new SplittableRandom(seed);
        loss = seed % 4 * 0.1;
        var gateways = new ArrayList<>(List.of(gateway(), gateway(), gateway()));
        var passed = new ArrayList<Long>();
        for (int step = 0; step < 20_000; step++) {
            Leases one = gateways.get(random.nextInt(gateways.size()));
            switch (random.nextInt(12)) {
                case 0, 1, 2, 3, 4 ->
                    one.request(CALLER, LIMITS).thenAccept(standing -> {
                        if (standing.passes()) {
                            passed.add(now);
                        }
                    });
                case 5, 6, 7, 8 -> deliverOne();
                case 9 -> now += random.nextLong(2 * SECOND);
                case 10 -> one.tick();
                default -> {
                    if (random.nextInt(50) == 0) {
                        gateways.set(gateways.indexOf(one), gateway());
                    }
                }
            }
        }
        assertThat(passed).hasSizeGreaterThan(LONG.limit());
        assertHolds(MINUTE, passed);
        assertHolds(LONG, passed);
        assertEverythingReturns(gateways.getFirst());
    }

    private void assertEverythingReturns(Leases gateway) {
        loss = 0;
        deliverAll();
        now += 2 * 3_600 * SECOND;
        gateway.tick();
        deliverAll();
        int passed = 0;
        for (int k = 0; k < 2 * MINUTE.limit(); k++) {
            CompletableFuture<Standing> standing =
                    gateway.request(CALLER, LIMITS).toCompletableFuture();
            deliverAll();
            passed += standing.join().passes() ? 1 : 0;
        }
        assertThat(passed).isEqualTo(MINUTE.limit());
    }

    @ParameterizedTest
    @ValueSource(longs = {21, 22, 23, 24, 25, 26, 27, 28, 29, 30})
    void noMoreStreamsAreOpenThanAllowedAndAllCanBeAgain(long seed) {
        random = new SplittableRandom(seed);
        loss = seed % 3 * 0.1;
        var gateways = List.of(gateway(), gateway(), gateway());
        var open = new ArrayList<Runnable>();
        int most = 0;
        for (int step = 0; step < 10_000; step++) {
            Leases one = gateways.get(random.nextInt(gateways.size()));
            switch (random.nextInt(10)) {
                case 0, 1, 2 ->
                    one.stream(CALLER, LIMITS).thenAccept(right -> {
                        if (right.granted()) {
                            open.add(right.giveBack());
                        }
                    });
                case 3, 4, 5, 6 -> deliverOne();
                case 7 -> {
                    if (!open.isEmpty()) {
                        open.remove(random.nextInt(open.size())).run();
                    }
                }
                default -> {
                    now += random.nextLong(SECOND);
                    gateways.forEach(Leases::tick);
                    deliverAll();
                }
            }
            assertThat(open).hasSizeLessThanOrEqualTo(STREAMS);
            most = Math.max(most, open.size());
        }
        assertThat(most).isEqualTo(STREAMS);
        loss = 0;
        deliverAll();
        open.forEach(Runnable::run);
        deliverAll();
        now += 60 * SECOND;
        for (int k = 0; k < STREAMS; k++) {
            var right = gateways.getLast().stream(CALLER, LIMITS).toCompletableFuture();
            deliverAll();
            assertThat(right.join().granted()).isTrue();
        }
    }

    @Test
    void mostRequestsAskNobody() {
        var limits = new CallerLimits(List.of(new Quota(1_000, 60)), STREAMS);
        Leases gateway = gateway();
        int asked = 0;
        for (int k = 0; k < 1_000; k++) {
            CompletableFuture<Standing> standing =
                    gateway.request(CALLER, limits).toCompletableFuture();
            asked += inFlight.size();
            deliverAll();
            assertThat(standing.join().passes()).isTrue();
        }
        assertThat(asked).isEqualTo(10);
        for (int k = 0; k < 1_000; k++) {
            gateway.request(CALLER, limits);
            asked += inFlight.size();
            deliverAll();
        }
        assertThat(asked).as("refusals are believed for a while").isEqualTo(11);
    }

    @Test
    void aCallerWhoHasNothingIsForgotten() {
        Leases gateway = gateway();
        gateway.request(CALLER, LIMITS);
        deliverAll();
        gateway.tick();
        assertThat(gateway.remembered()).isEqualTo(1);
        now += LimiterState.LEASE_NANOS;
        gateway.tick();
        deliverAll();
        gateway.tick();
        assertThat(gateway.remembered()).isZero();
    }

    @Test
    void aGatewayThatReachesNoLimiterCountsByItself() {
        var own = new OwnLimiters(() -> now);
        LimiterDoor gone = new LimiterDoor() {
            @Override
            public CompletionStage<TokenGrant> lease(String caller, TokenOrder order) {
                return CompletableFuture.failedStage(new TimeoutException());
            }

            @Override
            public CompletionStage<StreamGrant> hold(String caller, StreamOrder order) {
                return CompletableFuture.failedStage(new TimeoutException());
            }
        };
        var gateway = new Leases(gone, own, new UUID(3, 4), () -> now);
        int passed = 0;
        for (int k = 0; k < 2 * MINUTE.limit(); k++) {
            passed +=
                    gateway.request(CALLER, LIMITS).toCompletableFuture().join().passes() ? 1 : 0;
        }
        assertThat(passed).isEqualTo(MINUTE.limit());
        for (int k = 0; k <= STREAMS; k++) {
            assertThat(gateway.stream(CALLER, LIMITS)
                            .toCompletableFuture()
                            .join()
                            .granted())
                    .isEqualTo(k < STREAMS);
        }
    }
}
