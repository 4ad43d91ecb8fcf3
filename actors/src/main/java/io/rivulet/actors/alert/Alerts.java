// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.alert;

import io.prometheus.metrics.core.metrics.Counter;
import io.rivulet.actors.alert.core.Alert;
import io.rivulet.actors.alert.core.Quiet;
import io.rivulet.actors.alert.core.Report;
import io.rivulet.actors.alert.core.Severity;
import io.rivulet.actors.meter.Meters;
import java.time.InstantSource;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/// Counts every alert, and tells one a minute of each thing it is about: in the log, under `io.rivulet.alert`, and to
/// whoever sends them on.
/// **Thread** any; never blocks. **Bounded by** [Quiet#REMEMBERED].
/// **More** docs/operating/alerts.md
public final class Alerts {
    private static final Logger log = LoggerFactory.getLogger("io.rivulet.alert");

    private final InstantSource clock;
    private final Counter counted;
    private final Consumer<Report> further;
    private final Quiet quiet = new Quiet();

    /// @param further gets what is told; it must not block
    public Alerts(Meters meters, InstantSource clock, Consumer<Report> further) {
        this.clock = clock;
        this.further = further;
        this.counted = meters.counter("rivulet_alerts_total", "Alerts, told or not, by their names.", "alert");
        for (Alert alert : Alert.values()) {
            counted.initLabelValues(alert.wireName());
        }
    }

    /// @param about see [Report#about]
    /// @param detail see [Report#detail]
    public void raise(Alert alert, String about, String detail) {
        counted.labelValues(alert.wireName()).inc();
        long now = clock.millis();
        OptionalLong count;
        synchronized (quiet) {
            count = quiet.tells(alert, about, now);
        }
        if (count.isPresent()) {
            log.atLevel(alert.severity() == Severity.WARNING ? Level.WARN : Level.ERROR)
                    .log("alert={} about={} count={} {}", alert.wireName(), about, count.getAsLong(), detail);
            further.accept(new Report(alert, about, detail, now, count.getAsLong()));
        }
    }
}
