// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.edge;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.pekko.japi.function.Function;
import org.apache.pekko.util.ByteString;

/// Takes the wish for HTTP/2 out of a connection's first request where that has a body: Pekko answers such an
/// upgrade in a way that clients, the JDK's first, don't take, while a server may go on with HTTP/1.1 without a
/// word. All else passes as it came, and after the first head at once.
/// **Bounded by** [#MOST_BYTES].
final class UpgradeHead implements Function<ByteString, Iterable<ByteString>> {
    private static final long serialVersionUID = 1L;

    /// A longer head passes as it is.
    static final int MOST_BYTES = 16 << 10;

    private static final String HEAD_END = "\r\n\r\n";
    private static final Pattern UPGRADE = header("upgrade:[^\r\n]*\\bh2c\\b");
    private static final Pattern BODY = header("(transfer-encoding:|content-length:[ \t]*0*[1-9])");
    private static final Pattern SETTINGS = header("http2-settings:");
    private static final ByteString UNKNOWN = ByteString.fromString("\r\nunused-settings:");

    private ByteString held = ByteString.emptyByteString();
    private boolean passed;

    private static Pattern header(String begin) {
        return Pattern.compile("\r\n" + begin, Pattern.CASE_INSENSITIVE);
    }

    @Override
    public Iterable<ByteString> apply(ByteString bytes) {
        if (passed) {
            return List.of(bytes);
        }
        held = held.concat(bytes);
        String text = held.decodeString(StandardCharsets.ISO_8859_1);
        int end = text.indexOf(HEAD_END);
        if (end < 0 && held.size() < MOST_BYTES && mayBeHead()) {
            return List.of();
        }
        ByteString all = held;
        passed = true;
        held = ByteString.emptyByteString();
        return List.of(end < 0 || end > MOST_BYTES ? all : withoutUpgrade(all, text.substring(0, end)));
    }

    /// What does not begin with a method, as TLS, is not waited for.
    private boolean mayBeHead() {
        byte first = held.apply(0);
        return first >= 'A' && first <= 'Z';
    }

    private static ByteString withoutUpgrade(ByteString all, String head) {
        var settings = SETTINGS.matcher(head);
        if (!settings.find()
                || !UPGRADE.matcher(head).find()
                || !BODY.matcher(head).find()) {
            return all;
        }
        return all.take(settings.start()).concat(UNKNOWN).concat(all.drop(settings.end()));
    }
}
