// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.telemetry;

import io.rivulet.actors.alert.Alerts;
import io.rivulet.actors.alert.core.Report;
import io.rivulet.actors.meter.Meters;
import java.time.InstantSource;
import java.util.function.Consumer;

/// What all parts of one node share to count, to alert and to trace; several nodes of one process have one each.
public record Telemetry(Meters meters, Alerts alerts, Traces traces) {
    /// @param further gets the alerts that are told; it must not block
    public static Telemetry of(InstantSource clock, Consumer<Report> further, Traces traces) {
        var meters = new Meters();
        return new Telemetry(meters, new Alerts(meters, clock, further), traces);
    }

    /// Nothing is traced.
    public static Telemetry of(InstantSource clock, Consumer<Report> further) {
        return of(clock, further, Traces.OFF);
    }

    /// Alerts go to the log alone, and nothing is traced.
    public static Telemetry of(InstantSource clock) {
        return of(clock, _ -> {});
    }
}
