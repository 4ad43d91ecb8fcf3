// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.auth;

import io.rivulet.http.body.Bodies;
import io.rivulet.http.route.Answers;
import io.rivulet.http.route.Call;
import io.rivulet.http.route.Negotiation;
import io.rivulet.http.route.Router;
import io.rivulet.serialization.json.Json;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.MediaTypes;

/// `POST /api/v1/tickets`: a word for `?ticket=`.
final class TicketRoutes {
    private static final int CREATED = 201;

    private final Bodies bodies;
    private final Tickets tickets;

    TicketRoutes(Bodies bodies, Tickets tickets) {
        this.bodies = bodies;
        this.tickets = tickets;
    }

    void addTo(Router router) {
        router.post("/api/v1/tickets", this::issue);
    }

    private CompletionStage<HttpResponse> issue(Call call) {
        Negotiation.choose(call.request(), MediaTypes.APPLICATION_JSON);
        // A body can take its time, in which the caller's key may be taken away.
        long judgedAt = tickets.age();
        return bodies.discard(call.request()).thenApply(_ -> {
            Tickets.Ticket ticket = tickets.issue(call.caller(), judgedAt);
            return Answers.json(CREATED, Json.encode(json -> {
                json.writeStartObject();
                json.writeStringField("ticket", ticket.word());
                Json.time(json, "expires_at", ticket.expiresAt().toEpochMilli());
                json.writeEndObject();
            }));
        });
    }
}
