// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.task;

import io.rivulet.actors.meter.Meters;
import io.rivulet.serialization.task.TaskEvent;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/// What has become of tasks on this node's board, since its start.
/// **Thread** any.
final class TaskCounters {
    private final LongAdder submitted = new LongAdder();
    private final LongAdder finished = new LongAdder();
    private final LongAdder redelivered = new LongAdder();
    private final LongAdder dead = new LongAdder();

    void count(List<TaskEvent> events) {
        for (TaskEvent event : events) {
            switch (event) {
                case TaskEvent.Submitted _ -> submitted.increment();
                case TaskEvent.Finished _ -> finished.increment();
                case TaskEvent.Returned r -> (r.dead() ? dead : redelivered).increment();
                case TaskEvent.Leased _, TaskEvent.Cancelled _ -> {}
            }
        }
    }

    void observe(Meters meters) {
        meters.total("rivulet_tasks_submitted_total", "Tasks that were taken.", submitted::sum);
        meters.total("rivulet_tasks_finished_total", "Tasks whose result counts.", finished::sum);
        meters.total(
                "rivulet_task_redeliveries_total",
                "Tasks that were taken from an agent without a result.",
                redelivered::sum);
        meters.total("rivulet_tasks_dead_letter_total", "Tasks whose every attempt was lost.", dead::sum);
    }
}
