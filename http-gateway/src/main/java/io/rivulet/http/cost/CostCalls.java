// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.cost;

import io.rivulet.actors.session.Sessions;
import io.rivulet.actors.session.core.Answer.UpdateResult;
import io.rivulet.http.route.AnswerTimeout;
import io.rivulet.serialization.problem.RivuletException;
import io.rivulet.serialization.request.CostMessage;
import io.rivulet.serialization.request.CostRequest;
import io.rivulet.serialization.request.ReportRequest;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// Updates and reports that come one by one.
/// **Thread** any.
public final class CostCalls {
    private final Sessions sessions;
    private final AnswerTimeout timeout;

    public CostCalls(Sessions sessions, AnswerTimeout timeout) {
        this.sessions = sessions;
        this.timeout = timeout;
    }

    /// The acknowledgement. What is refused fails the stage.
    ///
    /// @param waits whether it is to come when the solution follows
    public CompletionStage<byte[]> carryOut(CostMessage cost, String owner, boolean waits) {
        return carryOut(cost, owner, waits, null);
    }

    /// @param trace the `traceparent` of the request, null where it is not traced
    public CompletionStage<byte[]> carryOut(CostMessage cost, String owner, boolean waits, @Nullable String trace) {
        return timeout.on(
                        switch (cost) {
                            case CostRequest update ->
                                sessions.update(cost.sessionId(), owner, List.of(update.update()), waits, trace);
                            case ReportRequest report ->
                                sessions.swarm().report(cost.sessionId(), owner, List.of(report.report()), waits);
                        })
                .thenApply(results -> switch (results.getFirst()) {
                    case UpdateResult.Accepted accepted -> CostIntake.acknowledgement(accepted, cost);
                    case UpdateResult.Rejected rejected ->
                        throw new RivuletException(
                                rejected.problem().session(cost.sessionId().toString()));
                });
    }
}
