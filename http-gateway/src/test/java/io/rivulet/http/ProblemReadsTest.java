// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.http.session.CheckRoutes;
import io.rivulet.http.settings.GatewaySettings;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Who reads problems and stands still holds up no short one, and no long one for good.
class ProblemReadsTest {
    @RegisterExtension
    static final OneNode node = OneNode.start(GatewaySettings.defaults());

    @Test
    @Timeout(120)
    void readersThatStandStillHoldUpNoShortProblemAndNoLongOneForGood() throws Exception {
        String small = matrixOf("grid_plus_leak", 4);
        String large = matrixOf("grid_plus_leak", 600);
        List<Socket> standing = new ArrayList<>();
        try {
            for (int k = 0; k < CheckRoutes.AT_ONCE; k++) {
                standing.add(beginToRead(large));
            }
            HttpResponse<String> refused = node.get(large, "Accept", "text/plain");
            while (refused.statusCode() == 200) {
                // The first of them have lost their places already: it is a slow machine.
                standing.add(beginToRead(large));
                refused = node.get(large, "Accept", "text/plain");
            }
            assertThat(refused.statusCode()).as(refused.body()).isEqualTo(503);
            assertThat(refused.body()).contains("capacity_exceeded");
            assertThat(refused.headers().firstValue("Retry-After")).isPresent();
            assertThat(node.get(small).statusCode()).isEqualTo(200);
            assertThat(untilItIsRead(large)).startsWith("%%MatrixMarket");
        } finally {
            for (Socket each : standing) {
                each.close();
            }
        }
    }

    private static String matrixOf(String gallery, int side) throws Exception {
        String session = node.solve("{\"matrix\":{\"data\":{\"gallery\":{\"name\":\"" + gallery + "\",\"nx\":" + side
                        + ",\"ny\":" + side + ",\"leak\":1}}},\"options\":{\"stream\":{\"x\":\"none\"}}}")
                .getFirst()
                .get("session_id")
                .asText();
        return "/api/v1/sessions/" + session + "/matrix";
    }

    /// Reads that it is answered, and no more.
    private static Socket beginToRead(String path) throws Exception {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(4_096);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), node.port()));
        socket.getOutputStream()
                .write(("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nAccept: text/plain\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        socket.getInputStream().readNBytes(12);
        return socket;
    }

    private static String untilItIsRead(String path) throws Exception {
        while (true) {
            HttpResponse<String> answer = node.get(path, "Accept", "text/plain");
            if (answer.statusCode() == 200) {
                return answer.body();
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
        }
    }
}
