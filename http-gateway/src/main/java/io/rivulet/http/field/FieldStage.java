// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.field;

import io.rivulet.http.field.core.CloseCode;
import io.rivulet.http.field.core.Endpoint;
import io.rivulet.http.stream.StreamSlots;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.apache.pekko.http.javadsl.model.ws.Message;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.FlowShape;
import org.apache.pekko.stream.Inlet;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.stage.GraphStage;
import org.apache.pekko.stream.stage.GraphStageLogic;
import org.jspecify.annotations.Nullable;

/// One field connection as a stage: messages of the client in, messages to it out.
final class FieldStage extends GraphStage<FlowShape<FieldStage.Arrived, Message>> {
    /// A message of the client as it came.
    record Arrived(byte[] bytes, boolean text) {}

    private final Inlet<Arrived> in = Inlet.create("client");
    private final Outlet<Message> out = Outlet.create("server");
    private final FieldDesk desk;
    private final Endpoint endpoint;
    private final StreamSlots.Slot slot;
    private final Supplier<CompletionStage<StreamSlots.Slot>> more;
    private final AtomicReference<@Nullable CloseCode> code;
    private final AtomicBoolean begun = new AtomicBoolean();

    /// @param slot of the connection and its first stream; released with it
    /// @param more takes one for each further stream
    /// @param code set to why it ends, before it does
    FieldStage(
            FieldDesk desk,
            Endpoint endpoint,
            StreamSlots.Slot slot,
            Supplier<CompletionStage<StreamSlots.Slot>> more,
            AtomicReference<@Nullable CloseCode> code) {
        this.desk = desk;
        this.endpoint = endpoint;
        this.slot = slot;
        this.more = more;
        this.code = code;
    }

    @Override
    public FlowShape<Arrived, Message> shape() {
        return FlowShape.of(in, out);
    }

    /// Ends what never became a socket.
    void endUnlessBegun() {
        if (begun.compareAndSet(false, true)) {
            slot.release();
        }
    }

    @Override
    public GraphStageLogic createLogic(Attributes attributes) {
        return new FieldLogic(this, begun.compareAndSet(false, true));
    }

    Inlet<Arrived> in() {
        return in;
    }

    Outlet<Message> out() {
        return out;
    }

    FieldDesk desk() {
        return desk;
    }

    Endpoint endpoint() {
        return endpoint;
    }

    StreamSlots.Slot slot() {
        return slot;
    }

    CompletionStage<StreamSlots.Slot> takeSlot() {
        return more.get();
    }

    void endsWith(CloseCode why) {
        code.set(why);
    }
}
