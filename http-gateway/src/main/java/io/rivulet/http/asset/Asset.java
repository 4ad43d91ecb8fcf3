// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.asset;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.HttpCharsets;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.MediaTypes;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.util.ByteString;

/// One file of the class path, read once, under a type that is said and not guessed.
public final class Asset {
    /// What a page of ours may do: its own scripts and styles, and calls to the server that it came from.
    private static final RawHeader POLICY = RawHeader.create(
            "Content-Security-Policy",
            "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src data:;"
                    + " connect-src 'self';"
                    + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
    /// It is asked for again each time, and sent again only where it has changed.
    private static final RawHeader REVALIDATED = RawHeader.create("Cache-Control", "no-cache");

    private static final int TAG_CHARACTERS = 32;

    private final ContentType type;
    private final ByteString content;
    private final String tag;

    private Asset(ContentType type, byte[] content) {
        this.type = type;
        this.content = ByteString.fromArrayUnsafe(content);
        this.tag = '"' + sha256(content).substring(0, TAG_CHARACTERS) + '"';
    }

    /// @param subtype of `text/…`, in UTF-8
    /// @param resource an absolute name on the class path. **Errors** one that is not there is a broken build.
    public static Asset text(String subtype, String resource) {
        try (InputStream in = Asset.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException(resource + " is missing from the class path");
            }
            return new Asset(
                    MediaTypes.customWithOpenCharset("text", subtype, Map.of(), false)
                            .toContentType(HttpCharsets.UTF_8),
                    in.readAllBytes());
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /// The file, or 304 to whoever has it.
    public HttpResponse answer(HttpRequest request) {
        HttpResponse answer = HttpResponse.create().addHeader(REVALIDATED).addHeader(RawHeader.create("ETag", tag));
        return has(request)
                ? answer.withStatus(StatusCodes.NOT_MODIFIED)
                : answer.addHeader(POLICY).withEntity(type, content);
    }

    /// RFC 9110, 13.1.2: compared weakly, `*` is any.
    private boolean has(HttpRequest request) {
        return request.getHeader("If-None-Match")
                .map(known -> {
                    for (String each : known.value().split(",")) {
                        String bare = each.strip();
                        if (bare.equals("*") || bare.equals(tag) || bare.equals("W/" + tag)) {
                            return true;
                        }
                    }
                    return false;
                })
                .orElse(false);
    }

    private static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
