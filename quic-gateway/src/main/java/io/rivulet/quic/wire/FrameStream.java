// SPDX-License-Identifier: Apache-2.0
package io.rivulet.quic.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.ChannelInputShutdownReadComplete;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.util.ReferenceCountUtil;
import io.rivulet.serialization.agent.AgentJson;
import io.rivulet.serialization.agent.CloseCode;
import io.rivulet.serialization.agent.Envelope;
import io.rivulet.serialization.agent.FrameDecoder;
import io.rivulet.serialization.agent.ProtocolException;
import org.jspecify.annotations.Nullable;

/// The messages of one QUIC stream, in order. One that breaks the protocol ends the stream with its code, and what it
/// says is heard by the listener.
/// **Thread** the connection's own.
public final class FrameStream extends ChannelInboundHandlerAdapter {
    /// Hears what comes; each call is on the connection's thread.
    public interface Listener {
        /// It can be sent on from now.
        default void opened(FrameStream stream) {}

        void message(FrameStream stream, Envelope message);

        /// The other end sent what it may not; the stream is being reset.
        default void broken(FrameStream stream, ProtocolException why) {}

        /// Nothing comes any more.
        default void closed(FrameStream stream) {}
    }

    private final FrameDecoder decoder = new FrameDecoder(FrameDecoder.GREETING_BYTES);
    private final Listener listener;
    private @Nullable QuicStreamChannel channel;
    private boolean over;

    public FrameStream(Listener listener) {
        this.listener = listener;
    }

    /// The most bytes of a frame from now on, once it was agreed.
    public void allow(int mostBytes) {
        decoder.allow(mostBytes);
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        channel = (QuicStreamChannel) context.channel();
        listener.opened(this);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object read) {
        try {
            if (over) {
                return;
            }
            ByteBuf bytes = (ByteBuf) read;
            decoder.feed(bytes.nioBuffer(), frame -> {
                if (!over) {
                    listener.message(this, AgentJson.decode(frame));
                }
            });
        } catch (ProtocolException broken) {
            reset(broken);
        } finally {
            ReferenceCountUtil.release(read);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event == ChannelInputShutdownEvent.INSTANCE || event == ChannelInputShutdownReadComplete.INSTANCE) {
            end();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        end();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        context.close();
    }

    private void end() {
        if (over) {
            return;
        }
        try {
            decoder.end();
        } catch (ProtocolException truncated) {
            reset(truncated);
            return;
        }
        over = true;
        listener.closed(this);
        // A stream counts against the other end's limit until both directions have ended.
        finish();
    }

    private void reset(ProtocolException why) {
        over = true;
        listener.broken(this, why);
        reset(why.code());
        listener.closed(this);
    }

    /// Ends both directions with this code.
    public void reset(CloseCode code) {
        over = true;
        QuicStreamChannel open = channel;
        if (open != null) {
            open.shutdown(code.code(), open.newPromise());
        }
    }

    public void send(Envelope message) {
        QuicStreamChannel open = channel;
        if (open != null && open.isActive()) {
            open.writeAndFlush(Unpooled.wrappedBuffer(FrameDecoder.frame(AgentJson.encode(message))));
        }
    }

    /// Sends no more, after what was sent. The stream is over when the other end has done the same: only then does it
    /// not count against the limit of streams any more, which closing it alone would not bring about.
    public void finish() {
        QuicStreamChannel open = channel;
        if (open != null && open.isActive()) {
            open.shutdownOutput();
        }
    }
}
