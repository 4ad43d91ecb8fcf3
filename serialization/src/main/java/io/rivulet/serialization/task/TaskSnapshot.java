// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.task;

import java.util.List;

/// All tasks that are known, in the order of their submission; those that are over in the order in which they ended.
public record TaskSnapshot(List<StoredTask> open, List<StoredTask> over) {
    public TaskSnapshot {
        open = List.copyOf(open);
        over = List.copyOf(over);
    }
}
