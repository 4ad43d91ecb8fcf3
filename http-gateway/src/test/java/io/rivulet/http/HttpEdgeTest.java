// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.http.body.IntakeBudget;
import io.rivulet.http.settings.GatewaySettings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HttpEdgeTest {
    private static final int LIMIT = 1 << 20;

    private static EchoServer server;

    @BeforeAll
    static void start() throws Exception {
        server = new EchoServer(GatewaySettings.defaults().bodies(LIMIT, Duration.ofMillis(500)));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void aBodyIsReadWhole() throws Exception {
        assertThat(post(new byte[1000]).body()).isEqualTo("{\"bytes\":1000}");
        assertThat(post(new byte[LIMIT]).body()).isEqualTo("{\"bytes\":" + LIMIT + "}");
    }

    @Test
    void aGzippedBodyIsDecoded() throws Exception {
        HttpResponse<String> answer = server.send(echo(gzip(new byte[300_000])).header("Content-Encoding", "gzip"));
        assertThat(answer.body()).isEqualTo("{\"bytes\":300000}");
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /nothing, 404, route_not_found",
        "PUT, /hello, 405, method_not_allowed",
        "GET, /broken, 500, internal_error",
        "GET, /late, 503, storage_unavailable",
    })
    void everyFailureIsAProblem(String method, String path, int status, String code) throws Exception {
        HttpResponse<String> answer = server.send(server.request(path).method(method, BodyPublishers.noBody()));
        assertProblem(answer, status, code);
    }

    @Test
    void anUnexpectedFailureTellsAnIncidentAndNothingElse() throws Exception {
        HttpResponse<String> answer = server.send(server.request("/broken"));
        assertThat(answer.body()).doesNotContain(EchoServer.SECRET, "Exception").contains("urn:uuid:");
    }

    @Test
    void aRefusedMethodNamesTheAllowedOnes() throws Exception {
        HttpResponse<String> answer = server.send(server.request("/echo").DELETE());
        assertThat(answer.headers().firstValue("Allow")).contains("POST");
    }

    @Test
    void aRefusalThatPassesSaysWhenToComeBack() throws Exception {
        assertThat(server.send(server.request("/late")).headers().firstValue("Retry-After"))
                .contains("1");
    }

    @Test
    void twoOccurrencesHaveTwoInstances() throws Exception {
        assertThat(server.send(server.request("/nothing")).body())
                .isNotEqualTo(server.send(server.request("/nothing")).body());
    }

    @Test
    void aBodyOfAnotherTypeIsRefused() throws Exception {
        HttpRequest.Builder request = server.request("/echo")
                .header("Content-Type", "application/xml")
                .POST(BodyPublishers.ofString("<a/>"));
        assertProblem(server.send(request), 415, "unsupported_media_type");
    }

    @Test
    void anUnknownContentCodingIsRefused() throws Exception {
        assertProblem(server.send(echo(new byte[1]).header("Content-Encoding", "zzz")), 415, "unsupported_media_type");
    }

    @Test
    void gzipThatIsNoneIsMalformed() throws Exception {
        HttpRequest.Builder notGzip = echo(new byte[40]).header("Content-Encoding", "gzip");
        assertProblem(server.send(notGzip), 400, "malformed_body");
        byte[] cut = gzip("the end of this is missing".getBytes(StandardCharsets.UTF_8));
        HttpRequest.Builder tooShort =
                echo(java.util.Arrays.copyOf(cut, cut.length - 12)).header("Content-Encoding", "gzip");
        assertProblem(server.send(tooShort), 400, "malformed_body");
    }

    @Test
    void aBodyAboveTheLimitIsReadToItsEndAndRefused() throws Exception {
        assertProblem(post(new byte[LIMIT + 1]), 413, "body_too_large");
        assertProblem(post(new byte[20 * LIMIT]), 413, "body_too_large");
    }

    @Test
    void aBodyThatUnpacksAboveTheLimitIsRefused() throws Exception {
        byte[] packed = gzip(new byte[30 * LIMIT]);
        assertThat(packed.length).isLessThan(LIMIT);
        assertProblem(server.send(echo(packed).header("Content-Encoding", "gzip")), 413, "body_too_large");
    }

    @Test
    void anEndlessBodyIsRefusedWhileItIsStillSent() throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.setSoTimeout(20_000);
            OutputStream out = socket.getOutputStream();
            out.write(head("POST /echo", "Content-Type: application/json", "Content-Length: 8000000000"));
            byte[] block = new byte[1 << 16];
            try {
                for (int k = 0; k < 100; k++) {
                    out.write(block);
                }
            } catch (IOException refused) {
                // The server may stop reading once it has answered.
            }
            assertThat(EchoServer.readUntil(socket, "}"))
                    .startsWith("HTTP/1.1 413")
                    .contains("body_too_large");
        }
    }

    @Test
    void aClientThatAsksBeforeSendingIsToldAtOnce() throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.setSoTimeout(5_000);
            socket.getOutputStream()
                    .write(head(
                            "POST /nothing",
                            "Content-Type: application/json",
                            "Expect: 100-continue",
                            "Content-Length: 400000"));
            assertThat(EchoServer.readUntil(socket, "}")).startsWith("HTTP/1.1 404");
        }
    }

    @ParameterizedTest
    @CsvSource({"100", "400000"})
    void aBodyThatDoesNotArriveIsATimeout(int declared) throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream()
                    .write(head("POST /echo", "Content-Type: application/json", "Content-Length: " + declared));
            socket.getOutputStream().write(new byte[10]);
            assertThat(EchoServer.readUntil(socket, "}"))
                    .startsWith("HTTP/1.1 408")
                    .contains("request_timeout");
        }
    }

    @Test
    void slowSendersHoldUpNobody() throws Exception {
        try (var patient = new EchoServer(GatewaySettings.defaults().bodies(LIMIT, Duration.ofSeconds(30)))) {
            var slow = new ArrayList<Socket>();
            for (int k = 0; k < 40; k++) {
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), patient.port());
                socket.getOutputStream()
                        .write(head("POST /echo", "Content-Type: application/json", "Content-Length: 400000"));
                socket.getOutputStream().write(new byte[10]);
                slow.add(socket);
            }
            HttpRequest.Builder large = patient.request("/echo")
                    .timeout(Duration.ofSeconds(20))
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofByteArray(new byte[LIMIT]));
            assertThat(patient.send(large).body()).isEqualTo("{\"bytes\":" + LIMIT + "}");
            assertThat(patient.budget.taken()).isLessThan(40L << 20);
            for (Socket socket : slow) {
                socket.close();
            }
        }
    }

    @Test
    void aChunkThatTheParserWouldHaveToKeepIsTooLarge() throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream()
                    .write(head("POST /echo", "Content-Type: application/json", "Transfer-Encoding: chunked"));
            socket.getOutputStream().write("200001\r\n{".getBytes(StandardCharsets.US_ASCII));
            assertThat(EchoServer.readUntil(socket, "}"))
                    .startsWith("HTTP/1.1 413")
                    .contains("body_too_large", "smaller chunks");
        }
    }

    @Test
    void theNextRequestOnTheConnectionWorksAfterARefusedBody() throws Exception {
        String refused = new String(
                head("POST /nothing", "Content-Type: application/json", "Content-Length: 300000"),
                StandardCharsets.ISO_8859_1);
        String good = new String(head("GET /hello", "Connection: close"), StandardCharsets.ISO_8859_1);
        assertThat(server.raw(refused + "x".repeat(300_000) + good, "\r\n\r\n{}"))
                .contains("HTTP/1.1 404", "HTTP/1.1 200");
    }

    @Test
    void aBodyWhereNoneIsReadDoesNotStopTheConnection() throws Exception {
        String withBody = new String(
                head("GET /hello", "Content-Type: text/plain", "Content-Length: 300000"), StandardCharsets.ISO_8859_1);
        String next = new String(head("GET /nothing", "Connection: close"), StandardCharsets.ISO_8859_1);
        assertThat(server.raw(withBody + "x".repeat(300_000) + next, "}\0")).contains("HTTP/1.1 200", "HTTP/1.1 404");
    }

    @ParameterizedTest
    @CsvSource({
        "'GET /%zz HTTP/1.1\r\nHost: a\r\n\r\n', 400, malformed_body",
        "'GET /hello?a=%zz HTTP/1.1\r\nHost: a\r\n\r\n', 400, malformed_body",
        "'no http at all\r\n\r\n', 4, ",
        "'BREW /hello HTTP/1.1\r\nHost: a\r\n\r\n', 405, method_not_allowed",
        "'GET /hello HTTP/1.1\r\n\r\n', 400, malformed_body",
        "'POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n', 400, malformed_body",
    })
    void whatIsNoHttpIsAnsweredAsAProblem(String request, String status, String code) throws Exception {
        String answer = server.raw(request, "}");
        assertThat(answer).startsWith("HTTP/1.1 " + status).contains("application/problem+json");
        assertThat(answer).contains(code == null ? "\"code\"" : code);
    }

    @Test
    void aUriAndHeadersThatAreTooLongHaveTheirOwnProblems() throws Exception {
        assertThat(server.raw("GET /" + "a".repeat(5000) + " HTTP/1.1\r\nHost: a\r\n\r\n", "}"))
                .startsWith("HTTP/1.1 414")
                .contains("uri_too_long");
        assertThat(server.raw("GET /hello HTTP/1.1\r\nHost: a\r\nX-Long: " + "a".repeat(20_000) + "\r\n\r\n", "}"))
                .startsWith("HTTP/1.1 431")
                .contains("headers_too_large");
        assertThat(server.raw("GET /hello HTTP/1.1\r\nHost: a\r\n" + "X: a\r\n".repeat(200) + "\r\n", "}"))
                .startsWith("HTTP/1.1 431")
                .contains("headers_too_large");
    }

    @Test
    void memoryForBodiesIsGivenBack() throws Exception {
        post(new byte[LIMIT]);
        post(new byte[LIMIT + 1]);
        assertThat(server.budget.taken()).isZero();
    }

    @Test
    void manyBodiesAtOnceAreRefusedBeforeTheyFillTheMemory() throws Exception {
        IntakeBudget.Share other = server.budget.open();
        other.grow(GatewaySettings.defaults().intake().memoryBytes());
        try {
            assertProblem(post(new byte[LIMIT / 2]), 503, "capacity_exceeded");
        } finally {
            other.close();
        }
    }

    private static void assertProblem(HttpResponse<String> answer, int status, String code) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(answer.body())
                .contains("\"code\":\"" + code + "\"", "\"status\":" + status, "\"type\":\"/problems/" + code + "\"");
    }

    private static HttpResponse<String> post(byte[] body) throws IOException, InterruptedException {
        return server.send(echo(body));
    }

    private static HttpRequest.Builder echo(byte[] body) {
        return server.request("/echo")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(body));
    }

    private static byte[] head(String request, String... headers) {
        return (request + " HTTP/1.1\r\nHost: a\r\n" + String.join("\r\n", headers) + "\r\n\r\n")
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        var packed = new ByteArrayOutputStream();
        try (var out = new GZIPOutputStream(packed)) {
            out.write(bytes);
        }
        return packed.toByteArray();
    }
}
