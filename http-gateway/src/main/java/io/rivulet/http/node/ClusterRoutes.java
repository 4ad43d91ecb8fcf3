// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.node;

import io.rivulet.actors.cluster.Membership;
import io.rivulet.actors.cluster.NodeVitals;
import io.rivulet.http.route.Access;
import io.rivulet.http.route.Answers;
import io.rivulet.http.route.Call;
import io.rivulet.http.route.Router;
import io.rivulet.serialization.json.Json;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.StatusCodes;

/// Members that leave, because an operator says so.
public final class ClusterRoutes {
    private final Membership membership;

    public ClusterRoutes(Membership membership) {
        this.membership = membership;
    }

    public void addTo(Router router) {
        router.post("/api/v1/cluster/members/{address}/leave", Access.ADMIN, this::leave)
                .post("/api/v1/cluster/members/{address}/down", Access.ADMIN, this::down)
                .post("/api/v1/cluster/drain", Access.ADMIN, this::drain);
    }

    private CompletionStage<HttpResponse> leave(Call call) {
        return membership.leave(call.capture(0)).thenApply(ClusterRoutes::accepted);
    }

    private CompletionStage<HttpResponse> down(Call call) {
        return CompletableFuture.completedStage(accepted(membership.down(call.capture(0))));
    }

    /// This node.
    private CompletionStage<HttpResponse> drain(Call call) {
        return membership.leave(membership.self().address()).thenApply(ClusterRoutes::accepted);
    }

    /// What was asked for goes on after the answer: `GET /api/v1/status` tells how far it is.
    private static HttpResponse accepted(Membership.View member) {
        return Answers.json(Json.encode(json -> {
                    json.writeStartObject();
                    json.writeBooleanField("accepted", true);
                    json.writeStringField(
                            "node", member.vitals().map(NodeVitals::name).orElse(""));
                    json.writeStringField("address", member.address());
                    json.writeStringField("state", member.state());
                    json.writeEndObject();
                }))
                .withStatus(StatusCodes.ACCEPTED);
    }
}
