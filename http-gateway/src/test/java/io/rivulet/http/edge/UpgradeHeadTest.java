// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UpgradeHeadTest {
    private static final String WISH =
            "POST / HTTP/1.1\r\nConnection: Upgrade, HTTP2-Settings\r\nHTTP2-Settings: AAEAAEAA\r\nUpgrade: h2c\r\n";
    private static final String WITH_BODY = WISH + "Content-Length: 10\r\n\r\n0123456789";

    private static String passed(String text, int packet) {
        var head = new UpgradeHead();
        var all = new StringBuilder();
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        for (int from = 0; from < bytes.length; from += packet) {
            head.apply(ByteString.fromArray(bytes, from, Math.min(packet, bytes.length - from)))
                    .forEach(piece -> all.append(piece.decodeString(StandardCharsets.ISO_8859_1)));
        }
        return all.toString();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 1_000})
    void theWishGoesWhereTheRequestHasABody(int packet) {
        assertThat(passed(WITH_BODY, packet)).isEqualTo(WITH_BODY.replace("HTTP2-Settings: ", "unused-settings: "));
        assertThat(passed(WISH + "transfer-encoding: chunked\r\n\r\n0\r\n\r\n", packet))
                .doesNotContain("HTTP2-Settings: ");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 1_000})
    void allElsePassesAsItCame(int packet) {
        for (String text : new String[] {
            WISH + "\r\n",
            WISH + "Content-Length: 0\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: a\r\n\r\n" + WITH_BODY,
            "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
            "\u0016\u0003\u0001 bytes of TLS",
            "POST /" + "x".repeat(UpgradeHead.MOST_BYTES) + WITH_BODY
        }) {
            assertThat(passed(text, packet)).isEqualTo(text);
        }
    }
}
