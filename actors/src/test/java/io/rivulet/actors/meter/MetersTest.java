// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.meter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class MetersTest {
    private final Meters meters = new Meters();

    @Test
    void whatIsCountedIsScrapedUnderItsNameAndType() {
        Counter calls = meters.counter("rivulet_calls_total", "Calls.", "route", "status");
        calls.labelValues("/a", "200").inc(3);
        calls.labelValues("/a", "200").inc();
        meters.gauge("rivulet_room_bytes", "Room.", () -> 1.5);
        meters.counter("rivulet_none_total", "None.");

        assertThat(meters.text()).isEqualTo("""
                        # HELP rivulet_calls_total Calls.
                        # TYPE rivulet_calls_total counter
                        rivulet_calls_total{route="/a",status="200"} 4.0
                        # HELP rivulet_none_total None.
                        # TYPE rivulet_none_total counter
                        rivulet_none_total 0.0
                        # HELP rivulet_room_bytes Room.
                        # TYPE rivulet_room_bytes gauge
                        rivulet_room_bytes 1.5
                        """);
    }

    @Test
    void timesAndResidualsHaveTheirOwnBuckets() {
        Histogram seconds = meters.seconds("rivulet_wait_seconds", "Wait.");
        seconds.observe(0.001);
        seconds.observe(1000);
        meters.residuals("rivulet_residual", "Residual.").observe(1e-9);

        assertThat(meters.text().lines())
                .contains(
                        "rivulet_wait_seconds_bucket{le=\"5.0E-4\"} 0",
                        "rivulet_wait_seconds_bucket{le=\"0.001\"} 1",
                        "rivulet_wait_seconds_bucket{le=\"60.0\"} 1",
                        "rivulet_wait_seconds_bucket{le=\"+Inf\"} 2",
                        "rivulet_wait_seconds_count 2",
                        "rivulet_residual_bucket{le=\"1.0E-10\"} 0",
                        "rivulet_residual_bucket{le=\"1.0E-9\"} 1");
    }

    @Test
    void declaredAgainACounterGoesOnAndAGaugeIsReadAnew() {
        meters.counter("rivulet_rises_total", "Rises.").inc(2);
        meters.counter("rivulet_rises_total", "Rises.").inc();
        meters.gauge("rivulet_open", "Open.", () -> 1);
        meters.gauge("rivulet_open", "Open.", () -> 2);
        var elsewhere = new AtomicLong(7);
        meters.total("rivulet_elsewhere_total", "Elsewhere.", elsewhere::get);
        elsewhere.incrementAndGet();

        assertThat(meters.text())
                .contains("rivulet_rises_total 3.0\n", "rivulet_open 2.0\n", "rivulet_elsewhere_total 8.0\n");
        assertThatThrownBy(() -> meters.gauge("rivulet_open", "Something else.", () -> 3))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("rivulet_open");
    }

    @Test
    void namesSayWhatTheyCount() {
        assertThatThrownBy(() -> meters.counter("rivulet_calls", "Calls."))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> meters.gauge("rivulet_calls_total", "Calls.", () -> 1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> meters.counter("calls_total", "Calls.")).isInstanceOf(IllegalArgumentException.class);
    }
}
