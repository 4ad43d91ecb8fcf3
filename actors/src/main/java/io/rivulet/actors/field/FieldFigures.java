// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.field;

import io.prometheus.metrics.core.metrics.Counter;
import io.rivulet.actors.meter.Meters;
import java.util.concurrent.atomic.AtomicInteger;

/// What a node counts of its simulations.
/// **Thread** any.
final class FieldFigures {
    private final AtomicInteger running = new AtomicInteger();
    private final Counter steps;

    FieldFigures(Meters meters) {
        steps = meters.counter("rivulet_field_steps_total", "Steps of field simulations done at this node.");
        meters.gauge("rivulet_field_simulations", "Field simulations in memory at this node.", running::get);
    }

    void started() {
        running.incrementAndGet();
    }

    void stopped() {
        running.decrementAndGet();
    }

    void steps(long done) {
        steps.inc(done);
    }
}
