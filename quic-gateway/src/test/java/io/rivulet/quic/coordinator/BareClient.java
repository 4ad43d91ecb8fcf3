// SPDX-License-Identifier: Apache-2.0
package io.rivulet.quic.coordinator;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicClientCodecBuilder;
import io.netty.handler.codec.quic.QuicSslContext;
import io.rivulet.quic.wire.Quic;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;

/// A client that shakes hands as it is told, and says nothing.
final class BareClient implements AutoCloseable {
    private final EventLoopGroup group = Quic.loop("bare-client");

    /// Completes a handshake, or tries to: what the coordinator makes of it, only the coordinator knows.
    void dial(InetSocketAddress address, QuicSslContext tls) throws Exception {
        var codec = Quic.parameters(new QuicClientCodecBuilder(), 1)
                .sslEngineProvider(channel -> tls.newEngine(channel.alloc(), "localhost", address.getPort()))
                .build();
        Channel socket = new Bootstrap()
                .group(group)
                .channel(NioDatagramChannel.class)
                .handler(codec)
                .bind(0)
                .sync()
                .channel();
        QuicChannel.newBootstrap(socket)
                .handler(new ChannelInboundHandlerAdapter())
                .remoteAddress(address)
                .connect()
                .await(10, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }
}
