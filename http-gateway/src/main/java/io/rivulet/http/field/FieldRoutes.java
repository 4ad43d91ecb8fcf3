// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.field;

import io.rivulet.actors.field.Fields;
import io.rivulet.actors.session.Sessions;
import io.rivulet.http.field.core.CloseCode;
import io.rivulet.http.field.core.Endpoint;
import io.rivulet.http.field.core.FieldAuth;
import io.rivulet.http.field.core.FieldKeys;
import io.rivulet.http.route.Access;
import io.rivulet.http.route.Call;
import io.rivulet.http.route.Origins;
import io.rivulet.http.route.Router;
import io.rivulet.http.settings.FieldStreamSettings;
import io.rivulet.http.settings.GatewaySettings;
import io.rivulet.http.stream.StreamSlots;
import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.model.AttributeKeys;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.ws.Message;
import org.apache.pekko.http.javadsl.model.ws.WebSocketUpgrade;
import org.apache.pekko.http.javadsl.settings.WebSocketSettings;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/// `/ws/stream_features`, `/ws/simulation_live`, `/ws/stream` and `/ws/heartbeat`. Who calls says so in a message, so
/// that the handshake is everybody's; pages of others get none.
public final class FieldRoutes {
    private static final Duration UPGRADE_TIME = Duration.ofSeconds(20);
    private static final int TOKEN_BYTES = 16;

    private final ActorSystem<?> system;
    private final StreamSlots slots;
    private final Origins origins;
    private final WebSocketSettings sockets;
    private final FieldDesk desk;

    private FieldRoutes(
            ActorSystem<?> system, StreamSlots slots, Origins origins, WebSocketSettings sockets, FieldDesk desk) {
        this.system = system;
        this.sockets = sockets;
        this.slots = slots;
        this.origins = origins;
        this.desk = desk;
    }

    public static FieldRoutes of(
            ActorSystem<?> system,
            Sessions sessions,
            StreamSlots slots,
            Origins origins,
            WebSocketSettings sockets,
            GatewaySettings settings) {
        FieldStreamSettings field = settings.fields();
        var keys = new FieldKeys(field.keys());
        // Where nobody has to say who they are, this node listens on loopback only.
        boolean keyRequired =
                !keys.isEmpty() || field.keyRequired() || settings.security().authenticates();
        var random = new SecureRandom();
        Fields fields = sessions.fields();
        var desk = new FieldDesk(
                fields,
                new FieldAuth(keys, keyRequired, field.signatureRequired()),
                field.limits(),
                new FieldMeters(sessions.telemetry().meters()),
                new AtomicInteger(),
                () -> {
                    byte[] bytes = new byte[TOKEN_BYTES];
                    random.nextBytes(bytes);
                    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
                },
                InstantSource.system(),
                settings.connections().maxStreamTime());
        return new FieldRoutes(system, slots, origins, sockets, desk);
    }

    public void addTo(Router router) {
        for (Endpoint endpoint : Endpoint.values()) {
            router.get(endpoint.path(), Access.PUBLIC, call -> open(call, endpoint));
        }
    }

    private CompletionStage<HttpResponse> open(Call call, Endpoint endpoint) {
        origins.refuse(call.request());
        WebSocketUpgrade upgrade = call.request()
                .getAttribute(AttributeKeys.webSocketUpgrade)
                .orElseThrow(() -> Problem.of(ProblemCode.NOT_ACCEPTABLE, "This address speaks WebSocket only.")
                        .hint("Send Upgrade: websocket; docs/reference/field-streaming.md says what follows.")
                        .exception());
        return slots.take(call).thenApply(slot -> {
            AtomicReference<@Nullable CloseCode> code = new AtomicReference<>();
            var stage = new FieldStage(desk, endpoint, slot, () -> slots.take(call), code);
            // A client that is gone before its connection becomes a socket keeps no place.
            system.scheduler().scheduleOnce(UPGRADE_TIME, stage::endUnlessBegun, system.executionContext());
            return ClosingFrames.upgrade(system, sockets, upgrade, flow(stage), code);
        });
    }

    private Flow<Message, Message, NotUsed> flow(FieldStage stage) {
        return Flow.of(Message.class).mapAsync(1, this::whole).via(stage);
    }

    /// All of a message, or one byte more than is allowed of it.
    private CompletionStage<FieldStage.Arrived> whole(Message message) {
        int most = FieldFrames.MOST_BYTES + 1;
        return message.isText()
                ? message.asTextMessage()
                        .getStreamedText()
                        .runFold(
                                new StringBuilder(),
                                (all, more) -> all.length() > most ? all : all.append(more),
                                system)
                        .thenApply(all -> new FieldStage.Arrived(all.toString().getBytes(StandardCharsets.UTF_8), true))
                : message.asBinaryMessage()
                        .getStreamedData()
                        .runFold(
                                ByteString.emptyByteString(),
                                (all, more) -> all.size() > most ? all : all.concat(more),
                                system)
                        .thenApply(all -> new FieldStage.Arrived(all.toArrayUnsafe(), false));
    }
}
