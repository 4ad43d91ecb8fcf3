// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.edge;

import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.http.impl.engine.http2.TelemetrySpi;
import org.apache.pekko.http.scaladsl.model.HttpRequest;
import org.apache.pekko.http.scaladsl.model.HttpResponse;
import org.apache.pekko.stream.scaladsl.BidiFlow;
import org.apache.pekko.stream.scaladsl.Flow;
import org.apache.pekko.stream.scaladsl.Tcp;

/// Lets each connection begin with [UpgradeHead]. Pekko has no public place for that where it speaks HTTP/2;
/// this one is made for telemetry and internal, so a test holds that it is called.
public final class ConnectionBytes implements TelemetrySpi {
    /// As the setting `pekko.http.http2-telemetry-class` wants it.
    public ConnectionBytes(ActorSystem system) {}

    @Override
    public Flow<Tcp.IncomingConnection, Tcp.IncomingConnection, NotUsed> serverBinding() {
        return org.apache.pekko.stream.javadsl.Flow.of(Tcp.IncomingConnection.class)
                .map(ConnectionBytes::watched)
                .asScala();
    }

    private static Tcp.IncomingConnection watched(Tcp.IncomingConnection connection) {
        return new Tcp.IncomingConnection(
                connection.localAddress(),
                connection.remoteAddress(),
                connection.flow().asJava().statefulMapConcat(UpgradeHead::new).asScala());
    }

    @Override
    public BidiFlow<HttpResponse, HttpResponse, HttpRequest, HttpRequest, NotUsed> serverConnection() {
        return BidiFlow.identity();
    }

    @Override
    public BidiFlow<HttpRequest, HttpRequest, HttpResponse, HttpResponse, NotUsed> client() {
        return BidiFlow.identity();
    }
}
