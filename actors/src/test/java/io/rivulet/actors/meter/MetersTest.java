// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.meter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class MetersTest {
    private final Meters meters = new Meters();

    @Test
    void whatIsCountedIsScrapedUnderItsNameAndType() {
        Family<Counter> calls = meters.counters("rivulet_calls_total", "Calls.", "route", "status");
        calls.with("/a", "200").add(3);
        calls.with("/a", "200").increment();
        meters.gauge("rivulet_room_bytes", "Room.", () -> 1.5);
        meters.counter("rivulet_none_total", "None.");

        assertThat(meters.text()).isEqualTo("""
                        # HELP rivulet_calls_total Calls.
                        # TYPE rivulet_calls_total counter
                        rivulet_calls_total{route="/a",status="200"} 4
                        # HELP rivulet_none_total None.
                        # TYPE rivulet_none_total counter
                        rivulet_none_total 0
                        # HELP rivulet_room_bytes Room.
                        # TYPE rivulet_room_bytes gauge
                        rivulet_room_bytes 1.5
                        """);
    }

    @Test
    void bucketsOfAHistogramRiseToItsCount() {
        Histogram seconds = meters.seconds("rivulet_wait_seconds", "Wait.");
        seconds.observeNanos(1_000_000);
        seconds.observe(0.001);
        seconds.observe(0.0010001);
        seconds.observe(1000);
        seconds.observe(Double.NaN);

        List<String> lines = meters.text().lines().toList();
        assertThat(lines)
                .contains(
                        "rivulet_wait_seconds_bucket{le=\"5.0E-4\"} 0",
                        "rivulet_wait_seconds_bucket{le=\"0.001\"} 2",
                        "rivulet_wait_seconds_bucket{le=\"0.0025\"} 3",
                        "rivulet_wait_seconds_bucket{le=\"60\"} 3",
                        "rivulet_wait_seconds_bucket{le=\"+Inf\"} 4",
                        "rivulet_wait_seconds_count 4");
        assertThat(seconds.count()).isEqualTo(4);
    }

    @Test
    void whatALabelSaysCannotBreakALine() {
        meters.gauges("rivulet_states", "States.", "state", () -> Map.of("a\"b\\c\nd", 1));
        assertThat(meters.text()).contains("rivulet_states{state=\"a\\\"b\\\\c\\nd\"} 1\n");
    }

    @Test
    void aFamilyHasABoundAndCountsWhatIsBeyondItTogether() {
        Family<Counter> many = meters.counters("rivulet_many_total", "Many.", "which");
        for (int k = 0; k < Family.MAX_SERIES + 50; k++) {
            many.with("k" + k).increment();
        }
        assertThat(many.with("k0").value()).isEqualTo(1);
        assertThat(many.with(Family.OTHER).value()).isEqualTo(50);
        assertThat(meters.text().lines().filter(line -> line.startsWith("rivulet_many_total")))
                .hasSize(Family.MAX_SERIES + 1);
    }

    @Test
    void declaredAgainACounterGoesOnAndAGaugeIsReadAnew() {
        meters.counter("rivulet_rises_total", "Rises.").add(2);
        meters.counter("rivulet_rises_total", "Rises.").increment();
        meters.gauge("rivulet_open", "Open.", () -> 1);
        meters.gauge("rivulet_open", "Open.", () -> 2);
        var elsewhere = new AtomicLong(7);
        meters.total("rivulet_elsewhere_total", "Elsewhere.", elsewhere::get);
        elsewhere.incrementAndGet();

        assertThat(meters.text())
                .contains("rivulet_rises_total 3\n", "rivulet_open 2\n", "rivulet_elsewhere_total 8\n");
        assertThatThrownBy(() -> meters.gauge("rivulet_open", "Something else.", () -> 3))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("rivulet_open");
    }

    @Test
    void namesSayWhatTheyCountAndCountersDoNotFall() {
        assertThatThrownBy(() -> meters.counter("rivulet_calls", "Calls."))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> meters.gauge("rivulet_calls_total", "Calls.", () -> 1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> meters.counter("calls_total", "Calls.")).isInstanceOf(IllegalArgumentException.class);
        Counter counter = meters.counter("rivulet_calls_total", "Calls.");
        assertThatThrownBy(() -> counter.add(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() ->
                        meters.counters("rivulet_two_total", "Two.", "a", "b").with("a"))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
