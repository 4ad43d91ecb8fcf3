// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.field;

import io.rivulet.http.field.core.CloseCode;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.event.Logging;
import org.apache.pekko.http.impl.engine.ws.FrameEvent;
import org.apache.pekko.http.impl.engine.ws.FrameStart;
import org.apache.pekko.http.impl.engine.ws.Protocol;
import org.apache.pekko.http.impl.engine.ws.UpgradeToWebSocketLowLevel;
import org.apache.pekko.http.impl.engine.ws.WebSocket;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.ws.Message;
import org.apache.pekko.http.javadsl.model.ws.WebSocketUpgrade;
import org.apache.pekko.http.javadsl.settings.WebSocketSettings;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.stream.scaladsl.BidiFlow;
import org.jspecify.annotations.Nullable;
import scala.Option;
import scala.concurrent.duration.FiniteDuration;
import scala.jdk.javaapi.DurationConverters;

/// Upgrades a request to a socket that ends with a code of our choice. Pekko's public interface always says
/// 1000, so the close frame is written anew below it: internal classes, which a test over a socket holds on
/// to.
final class ClosingFrames {
    private static final FiniteDuration CLOSE_PATIENCE = DurationConverters.toScala(Duration.ofSeconds(3));

    private ClosingFrames() {}

    /// @param code what the flow's end is to be called, set before it ends
    static HttpResponse upgrade(
            ActorSystem<?> system,
            WebSocketSettings settings,
            WebSocketUpgrade upgrade,
            Flow<Message, Message, NotUsed> messages,
            AtomicReference<@Nullable CloseCode> code) {
        BidiFlow<
                        FrameEvent,
                        org.apache.pekko.http.scaladsl.model.ws.Message,
                        org.apache.pekko.http.scaladsl.model.ws.Message,
                        FrameEvent,
                        NotUsed>
                stack = WebSocket.stack(
                        true,
                        (org.apache.pekko.http.scaladsl.settings.WebSocketSettings) settings,
                        CLOSE_PATIENCE,
                        Logging.getLogger(system.classicSystem(), ClosingFrames.class));
        var handler = Flow.of(org.apache.pekko.http.scaladsl.model.ws.Message.class)
                .map(message -> (Message) message)
                .via(messages)
                .map(ClosingFrames::asScala);
        var frames = Flow.fromGraph(stack.join(handler.asScala())).map(frame -> named(frame, code.get()));
        return (HttpResponse) ((UpgradeToWebSocketLowLevel) upgrade).handleFrames(cast(frames), Option.empty());
    }

    private static org.apache.pekko.http.scaladsl.model.ws.Message asScala(Message message) {
        return message.isText()
                ? message.asTextMessage().asScala()
                : message.asBinaryMessage().asScala();
    }

    @SuppressWarnings("unchecked")
    private static org.apache.pekko.stream.Graph<org.apache.pekko.stream.FlowShape<FrameEvent, FrameEvent>, Object>
            cast(Flow<FrameEvent, FrameEvent, NotUsed> flow) {
        return (org.apache.pekko.stream.Graph<org.apache.pekko.stream.FlowShape<FrameEvent, FrameEvent>, Object>)
                (org.apache.pekko.stream.Graph<?, ?>) flow;
    }

    private static FrameEvent named(FrameEvent frame, @Nullable CloseCode code) {
        boolean closes = frame instanceof FrameStart start
                && start.header().opcode() == Protocol.Opcode$.MODULE$.forCode((byte) 8);
        return closes && code != null ? FrameEvent.closeFrame(code.number(), code.reason(), Option.empty()) : frame;
    }
}
