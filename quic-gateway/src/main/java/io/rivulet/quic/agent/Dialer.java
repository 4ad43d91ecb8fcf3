// SPDX-License-Identifier: Apache-2.0
package io.rivulet.quic.agent;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicClientCodecBuilder;
import io.netty.handler.codec.quic.QuicConnectionCloseEvent;
import io.netty.handler.codec.quic.QuicSslContext;
import io.netty.handler.codec.quic.QuicSslContextBuilder;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.rivulet.quic.cert.CertificateFolder;
import io.rivulet.quic.cert.KeyPairFile;
import io.rivulet.quic.cert.UnusableCertificates;
import io.rivulet.quic.wire.FrameStream;
import io.rivulet.quic.wire.Quic;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.X509Certificate;

/// Opens QUIC connections to coordinators, each on a socket of its own.
/// **Thread** the event loop's.
final class Dialer {
    private static final int CONNECT_MILLIS = 3_000;

    /// Hears what becomes of a connection.
    interface Listener {
        /// TLS is done on this side; whether the agent is welcome is not known yet.
        void connected(QuicChannel connection);

        /// There is none.
        void failed(String cause);

        void ended(QuicChannel connection, String cause);

        /// For a stream that the coordinator opens.
        FrameStream.Listener stream();
    }

    private final EventLoopGroup group;
    private final QuicSslContext tls;

    /// @param certificates the folder with the authority that coordinators are certified by
    Dialer(EventLoopGroup group, Path certificates, KeyPairFile pair) {
        this.group = group;
        this.tls = tls(certificates, pair);
    }

    private static QuicSslContext tls(Path certificates, KeyPairFile pair) {
        try {
            return QuicSslContextBuilder.forClient()
                    .keyManager(pair.key(), null, pair.chain().toArray(X509Certificate[]::new))
                    .trustManager(KeyPairFile.certificates(certificates.resolve(CertificateFolder.AUTHORITY))
                            .toArray(X509Certificate[]::new))
                    .applicationProtocols(Quic.PROTOCOL)
                    .build();
        } catch (IOException unreadable) {
            throw new UnusableCertificates(certificates + " can't be read: " + unreadable, unreadable);
        }
    }

    /// The name is resolved anew each time. Exactly one of `connected` and `failed` follows.
    void dial(InetSocketAddress given, Listener listener) {
        var address = new InetSocketAddress(given.getHostString(), given.getPort());
        var codec = Quic.parameters(new QuicClientCodecBuilder(), Quic.AGENT_STREAMS)
                .sslEngineProvider(channel -> tls.newEngine(channel.alloc(), given.getHostString(), given.getPort()))
                .build();
        new Bootstrap()
                .group(group)
                .channel(NioDatagramChannel.class)
                .handler(codec)
                .bind(0)
                .addListener((ChannelFutureListener) bound -> {
                    if (bound.isSuccess()) {
                        connect(bound.channel(), address, listener);
                    } else {
                        listener.failed("no socket: " + bound.cause());
                    }
                });
    }

    private static void connect(Channel socket, InetSocketAddress address, Listener listener) {
        QuicChannel.newBootstrap(socket)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS)
                .handler(new Watch(socket, listener))
                .streamHandler(new ChannelInitializer<QuicStreamChannel>() {
                    @Override
                    protected void initChannel(QuicStreamChannel stream) {
                        stream.pipeline().addLast(new FrameStream(listener.stream()));
                    }
                })
                .remoteAddress(address)
                .connect()
                .addListener(future -> {
                    if (future.isSuccess()) {
                        listener.connected((QuicChannel) future.getNow());
                    } else {
                        socket.close();
                        listener.failed("no connection to " + address + ": "
                                + future.cause().getMessage());
                    }
                });
    }

    /// Notes why a connection ends, and that it has.
    private static final class Watch extends ChannelInboundHandlerAdapter {
        private final Channel socket;
        private final Listener listener;
        private String cause = "it ended";

        Watch(Channel socket, Listener listener) {
            this.socket = socket;
            this.listener = listener;
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) throws Exception {
            if (event instanceof QuicConnectionCloseEvent closed) {
                cause = closed.isApplicationClose()
                        ? "closed with code " + closed.error() + " "
                                + new String(closed.reason(), StandardCharsets.UTF_8)
                        : closed.toString();
            }
            super.userEventTriggered(context, event);
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) throws Exception {
            socket.close();
            listener.ended((QuicChannel) context.channel(), cause);
            super.channelInactive(context);
        }
    }
}
