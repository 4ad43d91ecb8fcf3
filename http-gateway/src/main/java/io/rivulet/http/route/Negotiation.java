// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.route;

import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.apache.pekko.NotUsed;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.MediaRange;
import org.apache.pekko.http.javadsl.model.MediaType;
import org.apache.pekko.http.javadsl.model.headers.Accept;
import org.apache.pekko.http.javadsl.model.headers.AcceptEncoding;
import org.apache.pekko.http.javadsl.model.headers.HttpEncodingRange;
import org.apache.pekko.http.javadsl.model.headers.HttpEncodings;
import org.apache.pekko.stream.javadsl.Compression;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.util.ByteString;

/// What the client accepts, by RFC 9110 §12.5: the most specific range decides, then the higher weight, then our order.
public final class Negotiation {
    private Negotiation() {}

    /// The offer that the client likes best. **Errors** `not_acceptable` when it takes none.
    public static MediaType choose(HttpRequest request, MediaType... offers) {
        List<MediaRange> ranges = headers(request, Accept.class)
                .flatMap(accept -> StreamSupport.stream(accept.getMediaRanges().spliterator(), false))
                .toList();
        if (ranges.isEmpty()) {
            return offers[0];
        }
        MediaType best = null;
        float bestWeight = 0;
        for (MediaType offer : offers) {
            float weight = weight(ranges, offer);
            if (weight > bestWeight) {
                best = offer;
                bestWeight = weight;
            }
        }
        if (best == null) {
            String given = Arrays.stream(offers).map(Object::toString).collect(Collectors.joining(", "));
            throw Problem.of(
                            ProblemCode.NOT_ACCEPTABLE,
                            "The answer can be given as " + given + "; Accept takes none of it.")
                    .hint("Send Accept: " + offers[0] + ", or no Accept header.")
                    .exception();
        }
        return best;
    }

    public static boolean takesGzip(HttpRequest request) {
        List<HttpEncodingRange> ranges = headers(request, AcceptEncoding.class)
                .flatMap(accept -> StreamSupport.stream(accept.getEncodings().spliterator(), false))
                .toList();
        return ranges.stream()
                .filter(range -> range.matches(HttpEncodings.GZIP))
                .min((a, b) -> Boolean.compare(a.matches(HttpEncodings.IDENTITY), b.matches(HttpEncodings.IDENTITY)))
                .filter(range -> range.qValue() > 0)
                .isPresent();
    }

    /// Compresses and flushes each element, so that a line leaves when it is there.
    static Flow<ByteString, ByteString, NotUsed> gzip() {
        return Compression.gzip();
    }

    private static float weight(List<MediaRange> ranges, MediaType offer) {
        float weight = 0;
        int closest = -1;
        for (MediaRange range : ranges) {
            int closeness = range.mainType().equals("*") ? 0 : range.toString().contains("/*") ? 1 : 2;
            if (closeness > closest && range.matches(offer)) {
                closest = closeness;
                weight = range.qValue();
            }
        }
        return weight;
    }

    private static <T> java.util.stream.Stream<T> headers(HttpRequest request, Class<T> kind) {
        return StreamSupport.stream(request.getHeaders().spliterator(), false)
                .filter(kind::isInstance)
                .map(kind::cast);
    }
}
