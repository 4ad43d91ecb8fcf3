// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.stream;

import io.rivulet.actors.session.core.Output.EncodedLine;
import io.rivulet.http.route.Answers;
import io.rivulet.http.route.Negotiation;
import io.rivulet.serialization.line.LineEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.MediaType;
import org.apache.pekko.http.javadsl.model.MediaTypes;
import org.apache.pekko.util.ByteString;

/// How the lines of a session are written on a connection.
/// **Thread** any.
public enum StreamForm {
    /// As they are.
    NDJSON(Answers.NDJSON, Answers.NDJSON.toContentType()) {
        @Override
        ByteString opening() {
            return ByteString.emptyByteString();
        }

        @Override
        ByteString written(EncodedLine line) {
            return ByteString.fromArrayUnsafe(line.bytes());
        }

        @Override
        public ByteString written(ByteString unnumbered) {
            return unnumbered;
        }
    },

    /// Server-sent events: the type as `event`, the number as `id`, the line as `data`. A line without a number leaves
    /// the reader's last id as it is, so that it comes back to the right place.
    EVENTS(MediaTypes.TEXT_EVENT_STREAM, MediaTypes.TEXT_EVENT_STREAM.toContentType()) {
        @Override
        ByteString opening() {
            return RETRY;
        }

        @Override
        ByteString written(EncodedLine line) {
            String head = "event: " + LineEncoder.typeOf(line.bytes()) + "\n";
            String id = line.seq() == EncodedLine.NO_SEQ ? "" : "id: " + line.seq() + "\n";
            byte[] field = (head + id + "data: ").getBytes(StandardCharsets.UTF_8);
            return ByteString.fromArrayUnsafe(field)
                    .concat(ByteString.fromArrayUnsafe(line.bytes()))
                    .concat(EVENT_END);
        }

        @Override
        public ByteString written(ByteString unnumbered) {
            byte[] bytes = unnumbered.toArrayUnsafe();
            ByteString events = ByteString.emptyByteString();
            int from = 0;
            for (int k = 0; k < bytes.length; k++) {
                if (bytes[k] == '\n') {
                    byte[] line = Arrays.copyOfRange(bytes, from, k + 1);
                    events = events.concat(written(new EncodedLine(EncodedLine.NO_SEQ, false, line)));
                    from = k + 1;
                }
            }
            return events;
        }
    };

    /// So long a browser waits before it comes back.
    private static final int RETRY_MILLIS = 1_000;

    private static final ByteString RETRY = ByteString.fromString("retry: " + RETRY_MILLIS + "\n\n");

    /// The line's own break ends its field, this one the event.
    private static final ByteString EVENT_END = ByteString.fromString("\n");

    private final MediaType mediaType;
    private final ContentType contentType;

    StreamForm(MediaType mediaType, ContentType contentType) {
        this.mediaType = mediaType;
        this.contentType = contentType;
    }

    /// The one that the client likes best. **Errors** `not_acceptable` when it takes none.
    public static StreamForm wantedBy(HttpRequest request) {
        MediaType chosen = Negotiation.choose(request, NDJSON.mediaType, EVENTS.mediaType);
        return chosen.equals(EVENTS.mediaType) ? EVENTS : NDJSON;
    }

    public ContentType contentType() {
        return contentType;
    }

    /// What stands before the first line.
    abstract ByteString opening();

    abstract ByteString written(EncodedLine line);

    /// Whole lines without numbers.
    public abstract ByteString written(ByteString unnumbered);
}
