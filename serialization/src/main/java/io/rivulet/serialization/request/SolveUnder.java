// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.request;

import io.rivulet.serialization.event.SessionSettings;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A `solve_request` under a workflow, which has to be looked up for its defaults.
public final class SolveUnder implements OpenRequest {
    private final @Nullable UUID sessionId;
    private final String workflow;
    private final Function<SessionSettings, OpenRequest> completion;

    SolveUnder(@Nullable UUID sessionId, String workflow, Function<SessionSettings, OpenRequest> completion) {
        this.sessionId = sessionId;
        this.workflow = workflow;
        this.completion = completion;
    }

    @Override
    public @Nullable UUID sessionId() {
        return sessionId;
    }

    /// Its name; nobody has looked yet whether there is such a one.
    public String workflow() {
        return workflow;
    }

    /// The request with these defaults, no other [SolveUnder]. To be called once.
    /// **Errors** [io.rivulet.serialization.problem.RivuletException] where what was asked does
    /// not go together with them.
    public OpenRequest over(SessionSettings defaults) {
        return completion.apply(defaults);
    }
}
