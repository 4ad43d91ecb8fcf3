// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.task.core;

import java.time.Duration;

/// What bounds tasks.
///
/// @param open tasks that are queued or leased at one time
/// @param openBytes of JSON that these hold
/// @param taskBytes of JSON of one task, and of its result
/// @param attempts of a task before it is a dead letter
/// @param lease how long an agent keeps a task without a sign of life
/// @param silence an agent of which its coordinator says nothing for so long is gone
/// @param ageing a queued task rises by one priority in this time
public record TaskLimits(
        int open, long openBytes, int taskBytes, int attempts, Duration lease, Duration silence, Duration ageing) {
    public static final TaskLimits USUAL = new TaskLimits(
            10_000, 16L << 20, 96 << 10, 3, Duration.ofSeconds(40), Duration.ofSeconds(15), Duration.ofSeconds(30));
}
