// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.request;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What opens a session: a whole request, or one that names an uploaded matrix or a workflow.
public sealed interface OpenRequest permits SolveRequest, SolveOnUpload, SolveUnder {
    /// The client's choice, null for none.
    @Nullable
    UUID sessionId();
}
