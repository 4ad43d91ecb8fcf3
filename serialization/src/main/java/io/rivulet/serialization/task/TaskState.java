// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.task;

import java.util.Locale;

/// Where a task is: queued → leased → done, failed, queued again, or a dead letter.
public enum TaskState {
    QUEUED,
    LEASED,
    DONE,
    /// An agent has said why it can't be done.
    FAILED,
    /// Every attempt was lost.
    DEAD_LETTER,
    CANCELLED;

    public boolean isOver() {
        return this != QUEUED && this != LEASED;
    }

    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
