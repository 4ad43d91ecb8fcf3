// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.actors.session.core.IterationWatch.Ended;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class IterationWatchTest {
    private static final double NANOS_PER_UNIT = 2;

    private final IterationWatch watch = new IterationWatch(NANOS_PER_UNIT);

    /// @param iterations since the engine began
    private static Slices.SliceResult slice(long iterations, long millis, long work, boolean waiting) {
        return new Slices.SliceResult(
                true,
                waiting,
                0,
                0,
                iterations,
                0.1,
                0.1,
                List.of(),
                List.of(),
                null,
                "cg",
                "none",
                work,
                TimeUnit.MILLISECONDS.toNanos(millis),
                0,
                null);
    }

    @Test
    void theIterationsOfASliceShareItsTimeAndItsWork() {
        assertThat(watch.slice(slice(5, 5, 1_000_000, false))).contains(new Ended(5, 1_000_000, 400_000));
    }

    @Test
    void anIterationOverSeveralSlicesIsMeasuredWhole() {
        assertThat(watch.slice(slice(0, 5, 1_000_000, false))).isEmpty();
        assertThat(watch.slice(slice(0, 5, 1_000_000, false))).isEmpty();
        assertThat(watch.slice(slice(1, 5, 1_000_000, false))).contains(new Ended(1, 15_000_000, 6_000_000));
    }

    @Test
    void slowIsOverTenMillisecondsAndOverThreeTimesTheModel() {
        assertThat(new Ended(1, 10_000_001, 3_000_000)).matches(Ended::slow);
        assertThat(new Ended(1, 10_000_000, 3_000_000)).matches(ended -> !ended.slow());
        assertThat(new Ended(1, 9_000_000, 1)).matches(ended -> !ended.slow());
        assertThat(new Ended(1, 30_000_000, 10_000_000)).matches(ended -> !ended.slow());
        assertThat(new Ended(1, 30_000_001, 10_000_000)).matches(Ended::slow);
    }

    @Test
    void whatIsWaitedForAndWhatAnotherEngineDidIsNoIterationHere() {
        assertThat(watch.slice(slice(0, 500, 0, true))).isEmpty();
        assertThat(watch.slice(slice(1, 5, 1_000_000, false))).contains(new Ended(1, 5_000_000, 2_000_000));
        watch.restarted();
        assertThat(watch.slice(slice(1, 4, 1_000_000, false))).contains(new Ended(1, 4_000_000, 2_000_000));
    }
}
