// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.asset;

import io.rivulet.http.route.Answers;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.model.headers.ETag;
import org.apache.pekko.http.javadsl.model.headers.EntityTag;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;

/// Contents that stay as they are while the server runs.
/// **Thread** any.
public final class WebFile {
    /// A piece of what goes out at once.
    private static final int PIECE_BYTES = 64 << 10;
    /// Of the digest, for the tag.
    private static final int TAG_CHARACTERS = 32;
    /// To be asked for each time whether it is still the same: a new version of the server has others.
    private static final HttpHeader ASK_AGAIN = RawHeader.create("Cache-Control", "no-cache");

    private final ContentType type;
    private final List<ByteString> pieces;
    private final String tag;

    /// @param path an absolute name on the class path. **Errors** one that is not there is a broken build.
    public static WebFile resource(ContentType type, String path) {
        try (InputStream in = WebFile.class.getResourceAsStream(path)) {
            if (in == null) {
                throw new IllegalStateException(path + " is missing from the program");
            }
            return of(type, in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private WebFile(ContentType type, List<ByteString> pieces, String tag) {
        this.type = type;
        this.pieces = pieces;
        this.tag = tag;
    }

    public static WebFile of(ContentType type, byte[] bytes) {
        var pieces = new ArrayList<ByteString>();
        for (int from = 0; from < bytes.length; from += PIECE_BYTES) {
            pieces.add(ByteString.fromArray(bytes, from, Math.min(PIECE_BYTES, bytes.length - from)));
        }
        String digest = HexFormat.of().formatHex(sha256().digest(bytes));
        return new WebFile(type, List.copyOf(pieces), digest.substring(0, TAG_CHARACTERS));
    }

    /// Compressed where the client takes that; nothing where it has the same already.
    public HttpResponse answer(HttpRequest request, HttpHeader... more) {
        boolean known = request.getHeader("If-None-Match")
                .map(HttpHeader::value)
                .filter(tags -> tags.equals("*") || tags.contains("\"" + tag + "\""))
                .isPresent();
        HttpResponse answer = known
                ? HttpResponse.create().withStatus(StatusCodes.NOT_MODIFIED)
                : Answers.streamed(request, type, Source.from(pieces));
        // Weak: the same contents, compressed or not.
        return answer.addHeader(ETag.create(EntityTag.create(tag, true)))
                .addHeader(ASK_AGAIN)
                .addHeaders(List.of(more));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
