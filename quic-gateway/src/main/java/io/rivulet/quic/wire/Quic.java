// SPDX-License-Identifier: Apache-2.0
package io.rivulet.quic.wire;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.handler.codec.quic.QuicCodecBuilder;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.TimeUnit;

/// What both ends of a connection set: QUIC version 1 with TLS 1.3.
public final class Quic {
    /// The name of the protocol in the TLS handshake (ALPN).
    public static final String PROTOCOL = "rivulet-agent/1";

    public static final int COORDINATOR_STREAMS = 1_000;
    public static final int AGENT_STREAMS = 100;

    private static final long IDLE_SECONDS = 300;
    private static final long STREAM_WINDOW = 1 << 20;
    private static final long CONNECTION_WINDOW = 16 << 20;

    private Quic() {}

    /// @param streams that the other end may have open at one time
    public static <B extends QuicCodecBuilder<B>> B parameters(B builder, int streams) {
        return builder.maxIdleTimeout(IDLE_SECONDS, TimeUnit.SECONDS)
                .initialMaxData(CONNECTION_WINDOW)
                .initialMaxStreamDataBidirectionalLocal(STREAM_WINDOW)
                .initialMaxStreamDataBidirectionalRemote(STREAM_WINDOW)
                .initialMaxStreamsBidirectional(streams)
                .initialMaxStreamsUnidirectional(0)
                .activeMigration(true);
    }

    /// One thread: what a connection's handlers share needs no locks.
    public static EventLoopGroup loop(String name) {
        return new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory(name, true), NioIoHandler.newFactory());
    }
}
