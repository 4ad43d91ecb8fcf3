// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.request;

import io.rivulet.serialization.task.TaskKind;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A task as a caller sends it.
///
/// @param taskId chosen by the caller, so that it may send the task again
/// @param data JSON, as `context`
public record TaskRequest(
        @Nullable UUID taskId,
        TaskKind kind,
        byte[] data,
        byte @Nullable [] context,
        int priority,
        int timeoutSeconds,
        List<String> warnings) {}
