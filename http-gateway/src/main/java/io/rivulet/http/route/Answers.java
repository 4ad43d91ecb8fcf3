// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.route;

import java.util.Arrays;
import java.util.List;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpCharsets;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.MediaType;
import org.apache.pekko.http.javadsl.model.MediaTypes;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.model.headers.ContentEncoding;
import org.apache.pekko.http.javadsl.model.headers.HttpEncodings;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;

/// The forms that good answers take.
public final class Answers {
    public static final MediaType.WithFixedCharset NDJSON =
            MediaTypes.applicationWithFixedCharset("x-ndjson", HttpCharsets.UTF_8);
    public static final HttpHeader NO_STORE = RawHeader.create("Cache-Control", "no-store, no-transform");

    /// The connection ends with this answer, in order: an idle one is cut after a while, and a client that has not read
    /// to the end by then would lose what is on its way.
    public static final HttpHeader LAST = HttpHeader.parse("Connection", "close");

    /// For proxies, that each piece is passed on as it comes.
    public static final HttpHeader UNBUFFERED = RawHeader.create("X-Accel-Buffering", "no");

    private static final HttpHeader VARY = RawHeader.create("Vary", "Accept, Accept-Encoding");

    private Answers() {}

    public static HttpResponse json(byte[] body) {
        return json(200, body);
    }

    public static HttpResponse json(int status, byte[] body) {
        return HttpResponse.create()
                .withStatus(StatusCodes.get(status))
                .addHeader(NO_STORE)
                .withEntity(ContentTypes.APPLICATION_JSON, body);
    }

    /// Lines that leave as they come, compressed where the client takes that.
    public static HttpResponse lines(
            HttpRequest request, ContentType form, Source<ByteString, ?> lines, HttpHeader... more) {
        return streamed(request, form, lines)
                .addHeaders(List.of(NO_STORE, UNBUFFERED))
                .addHeaders(Arrays.asList(more));
    }

    /// A long body made piece by piece.
    public static HttpResponse streamed(HttpRequest request, ContentType type, Source<ByteString, ?> pieces) {
        HttpResponse response = HttpResponse.create().addHeader(VARY);
        if (Negotiation.takesGzip(request)) {
            return response.addHeader(ContentEncoding.create(HttpEncodings.GZIP))
                    .withEntity(HttpEntities.createChunked(type, pieces.via(Negotiation.gzip())));
        }
        return response.withEntity(HttpEntities.createChunked(type, pieces));
    }
}
