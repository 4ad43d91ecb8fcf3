// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.session;

import io.rivulet.actors.session.Sessions;
import io.rivulet.http.route.AnswerTimeout;
import io.rivulet.http.route.Answers;
import io.rivulet.http.route.Call;
import io.rivulet.http.route.Negotiation;
import io.rivulet.http.route.Router;
import io.rivulet.numerics.classify.Portrait;
import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import io.rivulet.serialization.view.ViewJson;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.MediaTypes;

/// What a session's matrix looks like.
/// **Bounded by** [#AT_ONCE] matrices that are looked at at a time.
public final class PortraitRoutes {
    private static final int AT_ONCE = 2;
    private static final long RETRY_MILLIS = 1_000;
    private static final long SIDE = 64;
    private static final long MOST_SIDE = 256;

    private final Sessions sessions;
    private final AnswerTimeout timeout;
    private final Executor executor;
    private final Semaphore room = new Semaphore(AT_ONCE);

    /// @param executor for a pass over a matrix
    public PortraitRoutes(Sessions sessions, AnswerTimeout timeout, Executor executor) {
        this.sessions = sessions;
        this.timeout = timeout;
        this.executor = executor;
    }

    public void addTo(Router router) {
        router.get("/api/v1/sessions/{id}/portrait", this::portrait);
    }

    private CompletionStage<HttpResponse> portrait(Call call) {
        UUID session = call.session();
        int side = (int) call.number("side", 1, MOST_SIDE, SIDE);
        Negotiation.choose(call.request(), MediaTypes.APPLICATION_JSON);
        if (!room.tryAcquire()) {
            throw Problem.of(ProblemCode.CAPACITY_EXCEEDED, AT_ONCE + " matrices are being looked at at this node.")
                    .retryAfter(RETRY_MILLIS)
                    .exception();
        }
        CompletionStage<byte[]> drawn = sessions.reads()
                .problem(session, call.owner(), -1)
                .thenApplyAsync(
                        at -> ViewJson.portrait(
                                session,
                                at.revision(),
                                at.system().a().nnz(),
                                Portrait.of(at.system().a(), side)),
                        executor);
        // Not when the caller has been answered: a pass goes on after its caller's patience has ended.
        CompletionStage<byte[]> freed = drawn.whenComplete((_, _) -> room.release());
        return timeout.on(freed).thenApply(Answers::json);
    }
}
