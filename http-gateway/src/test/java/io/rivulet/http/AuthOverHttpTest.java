// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http;

import static io.rivulet.http.KnownCallers.ALICE;
import static io.rivulet.http.KnownCallers.BOB;
import static io.rivulet.http.KnownCallers.bearer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import io.rivulet.http.settings.GatewaySettings;
import io.rivulet.http.settings.SecuritySettings;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.WebSocketHandshakeException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Who gets in, over a real port: keys from a file, signed tokens, tokens that somebody else knows, tickets, and pages
/// of
/// one configured origin.
class AuthOverHttpTest {
    private static final String APP = "https://app.example";
    private static final String CAROL = "carol-key-0123456789abcdef";
    private static final long PATIENCE_NANOS = 10_000_000_000L;
    private static final RSAKey SIGNING = signingKey();
    private static final Path KEYS = KnownCallers.file(KnownCallers.ALL);
    private static final HttpServer ISSUER = issuer();

    @RegisterExtension
    static final OneNode node = OneNode.start(GatewaySettings.defaults()
            .secured(SecuritySettings.OFF
                    .keys(KEYS)
                    .reload(Duration.ofMillis(50))
                    .jwt(new SecuritySettings.Jwt(jwks(), null, "https://idp.example", "rivulet", "roles"))
                    .introspection(new SecuritySettings.Introspection(
                            URI.create("http://127.0.0.1:" + ISSUER.getAddress().getPort() + "/introspect"),
                            "rivulet",
                            "secret",
                            "scope"))
                    .origins(List.of(APP))));

    @AfterAll
    static void stop() {
        ISSUER.stop(0);
    }

    private static RSAKey signingKey() {
        try {
            return new RSAKeyGenerator(2048).keyID("one").generate();
        } catch (com.nimbusds.jose.JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Path jwks() {
        try {
            Path file = Files.createTempFile("jwks", ".json");
            file.toFile().deleteOnExit();
            return Files.writeString(file, new JWKSet(SIGNING).toString(true));
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /// Knows the token `dora`, refuses others, and is out of order for `outage`.
    private static HttpServer issuer() {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/introspect", exchange -> {
                String asked = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
                byte[] said = (asked.contains("token=dora&")
                                ? "{\"active\":true,\"sub\":\"dora\",\"scope\":\"openid user\"}"
                                : "{\"active\":false}")
                        .getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(asked.contains("token=outage&") ? 500 : 200, said.length);
                exchange.getResponseBody().write(said);
                exchange.close();
            });
            server.start();
            return server;
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static JWTClaimsSet.Builder claims(String subject) {
        return new JWTClaimsSet.Builder()
                .issuer("https://idp.example")
                .audience("rivulet")
                .subject(subject)
                .expirationTime(new Date(System.currentTimeMillis() + 600_000))
                .claim("roles", List.of("user"));
    }

    private static String signed(JWTClaimsSet claims) throws Exception {
        var jwt = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("one").build(), claims);
        jwt.sign(new RSASSASigner(SIGNING));
        return jwt.serialize();
    }

    private static HttpResponse<String> sessions(String token) throws Exception {
        return node.get("/api/v1/sessions", bearer(token));
    }

    private static String open(String token) throws Exception {
        HttpResponse<String> answer =
                node.post("/api/v1/solve-stream", "application/json", SmallSystem.SOLVE, bearer(token));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer.headers().firstValue("X-Session-Id").orElseThrow();
    }

    @Test
    void signedTokensOwnWhatTheyOpenAndForgedOnesNothing() throws Exception {
        String erin = signed(claims("erin").build());
        String session = open(erin);
        assertThat(sessions(erin).body()).contains(session);
        assertThat(sessions(signed(claims("frank").build())).body()).doesNotContain(session);
        OneNode.assertProblem(
                sessions(signed(claims("erin").claim("roles", List.of("guest")).build())), 403, "forbidden");
        for (String wrong : List.of(
                new PlainJWT(claims("erin").build()).serialize(),
                signed(claims("erin").audience("another").build()),
                signed(claims("erin").issuer("https://evil.example").build()),
                signed(claims("erin")
                        .expirationTime(new Date(System.currentTimeMillis() - 60_000))
                        .build()))) {
            HttpResponse<String> refused = sessions(wrong);
            OneNode.assertProblem(refused, 401, "unauthenticated");
            assertThat(refused.headers().firstValue("WWW-Authenticate").orElse(""))
                    .contains("error=\"invalid_token\"");
        }
    }

    @Test
    void tokensThatTheIssuerKnowsAreLetInAndItsOutageIsNoRefusal() throws Exception {
        assertThat(sessions("dora").statusCode()).isEqualTo(200);
        OneNode.assertProblem(sessions("opaque"), 401, "unauthenticated");
        HttpResponse<String> outage = sessions("outage");
        OneNode.assertProblem(outage, 503, "auth_unavailable");
        assertThat(outage.headers().firstValue("Retry-After")).isPresent();
        OneNode.assertProblem(node.get("/api/v1/cluster/drain", bearer("dora")), 405, "method_not_allowed");
        OneNode.assertProblem(
                node.post("/api/v1/cluster/drain", "application/json", "", bearer("dora")), 403, "forbidden");
    }

    @ParameterizedTest
    @CsvSource({"'', Bearer", "Bearer, Bearer", "'Bearer ', Bearer", "Basic YWxpY2U6eA==, Bearer"})
    void withoutATokenThereIsNoneThatIsInvalid(String authorization, String scheme) throws Exception {
        HttpResponse<String> refused = authorization.isEmpty()
                ? node.get("/api/v1/status")
                : node.get("/api/v1/status", "Authorization", authorization);
        OneNode.assertProblem(refused, 401, "unauthenticated");
        assertThat(refused.headers().firstValue("WWW-Authenticate").orElse(""))
                .startsWith(scheme)
                .doesNotContain("invalid_token");
    }

    @Test
    void aKeyThatIsTakenOutStopsWorkingAndABrokenFileChangesNothing() throws Exception {
        Map<String, String> more = new HashMap<>(KnownCallers.ALL);
        more.put(CAROL, "user");
        KnownCallers.write(KEYS, more);
        await(CAROL, 200);
        String ticket = ticket(CAROL);

        Files.writeString(KEYS, "{\"keys\":[");
        // A change after the broken one is the sign that it was looked at.
        assertThat(sessions(CAROL).statusCode()).isEqualTo(200);
        KnownCallers.write(KEYS, KnownCallers.ALL);
        await(CAROL, 401);
        assertThat(sessions(ALICE).statusCode()).isEqualTo(200);
        OneNode.assertProblem(node.get("/ws/solver?ticket=" + ticket), 401, "unauthenticated");
    }

    private static void await(String key, int status) throws Exception {
        long begun = System.nanoTime();
        while (sessions(key).statusCode() != status) {
            assertThat(System.nanoTime() - begun).isLessThan(PATIENCE_NANOS);
            LockSupport.parkNanos(20_000_000);
        }
    }

    private static String ticket(String key) throws Exception {
        HttpResponse<String> answer = node.post("/api/v1/tickets", "application/json", "", bearer(key));
        assertThat(answer.statusCode()).isEqualTo(201);
        JsonNode json = OneNode.JSON.readTree(answer.body());
        assertThat(java.time.Instant.parse(json.get("expires_at").asText()))
                .isBetween(
                        java.time.Instant.now().plusSeconds(20),
                        java.time.Instant.now().plusSeconds(31));
        return json.get("ticket").asText();
    }

    @Test
    void aTicketOpensOneStreamAndNothingElse() throws Exception {
        String session = open(ALICE);
        String stream = "/api/v1/sessions/" + session + "/stream?from=0&ticket=";
        String ticket = ticket(ALICE);
        assertThat(node.get(stream + ticket).body()).contains("session_opened");
        OneNode.assertProblem(node.get(stream + ticket), 401, "unauthenticated");
        OneNode.assertProblem(node.get(stream + ticket(BOB)), 404, "session_not_found");
        String other = ticket(ALICE);
        OneNode.assertProblem(node.get("/api/v1/status?ticket=" + other), 401, "unauthenticated");
        assertThat(node.get(stream + other).statusCode())
                .as("it was not used up elsewhere")
                .isEqualTo(200);
    }

    @Test
    void aResumeTokenReadsItsStreamWithoutAHeader() throws Exception {
        HttpResponse<String> solved =
                node.post("/api/v1/solve-stream", "application/json", SmallSystem.SOLVE, bearer(ALICE));
        JsonNode opened = OneNode.lines(solved.body()).getFirst();
        String token = opened.get("resume_token").asText();
        String session = opened.get("session_id").asText();
        String path = "/api/v1/sessions/" + session;
        assertThat(node.get(path + "/stream?from=0&resume_token=" + token).body())
                .contains("\"solution\"");
        OneNode.assertProblem(node.get(path + "/solution?resume_token=" + token), 401, "unauthenticated");
        OneNode.assertProblem(
                node.get("/api/v1/sessions/" + open(ALICE) + "/stream?resume_token=" + token), 401, "unauthenticated");
        OneNode.assertProblem(
                node.get("/api/v1/sessions/" + UUID.randomUUID() + "/stream?resume_token=" + token),
                401,
                "unauthenticated");
        OneNode.assertProblem(
                node.get(path + "/stream?from=0&resume_token=" + token, bearer(BOB)), 404, "session_not_found");
    }

    @Test
    void pagesOfTheConfiguredOriginMayAskAndReadAndOthersMayNot() throws Exception {
        HttpResponse<String> preflight = node.send(node.request("/api/v1/solve-stream")
                .method("OPTIONS", BodyPublishers.noBody())
                .headers("Origin", APP, "Access-Control-Request-Method", "POST"));
        assertThat(preflight.statusCode()).isEqualTo(204);
        assertThat(header(preflight, "Access-Control-Allow-Origin")).isEqualTo(APP);
        assertThat(header(preflight, "Access-Control-Allow-Credentials")).isEqualTo("true");
        assertThat(header(preflight, "Access-Control-Allow-Headers")).containsIgnoringCase("authorization");
        HttpResponse<String> answer = node.get("/api/v1/status", "Authorization", "Bearer " + ALICE, "Origin", APP);
        assertThat(header(answer, "Access-Control-Allow-Origin")).isEqualTo(APP);
        assertThat(header(answer, "Access-Control-Expose-Headers"))
                .contains("X-Session-Id", "Retry-After", "RateLimit", "Mcp-Session-Id");
        assertThat(answer.headers().allValues("Vary")).contains("Origin");
        assertThat(header(node.get("/api/v1/status", "Origin", APP), "Access-Control-Allow-Origin"))
                .as("a refusal is read too")
                .isEqualTo(APP);

        for (String evil : List.of("https://evil.example", "null", APP + ".evil.example", "http://app.example")) {
            HttpResponse<String> refused = node.send(node.request("/api/v1/solve-stream")
                    .method("OPTIONS", BodyPublishers.noBody())
                    .headers("Origin", evil, "Access-Control-Request-Method", "POST"));
            OneNode.assertProblem(refused, 403, "forbidden");
            assertThat(refused.headers().firstValue("Access-Control-Allow-Origin"))
                    .isEmpty();
            OneNode.assertProblem(
                    node.post(
                            "/api/v1/solve-stream",
                            "application/json",
                            SmallSystem.SOLVE,
                            "Authorization",
                            "Bearer " + ALICE,
                            "Origin",
                            evil),
                    403,
                    "forbidden");
        }
    }

    @Test
    void everyAnswerTellsBrowsersToBeCareful() throws Exception {
        assertThat(header(node.get("/nothing"), "Cache-Control")).contains("no-store");
        for (HttpResponse<String> answer : List.of(
                node.get("/alive"),
                node.get("/nothing"),
                node.get("/api/v1/status"),
                node.get("/problems/forbidden"))) {
            assertThat(header(answer, "X-Content-Type-Options")).isEqualTo("nosniff");
            assertThat(header(answer, "Referrer-Policy")).isEqualTo("no-referrer");
            assertThat(answer.headers().firstValue("Strict-Transport-Security")).isEmpty();
        }
    }

    private static String header(HttpResponse<String> answer, String name) {
        assertThat(answer.headers().allValues(name)).as(name).hasSize(1);
        return answer.headers().firstValue(name).orElseThrow();
    }

    private static void assertNoSocket(int status, String query, String... headers) {
        assertThatThrownBy(() -> SocketClient.open(node, query, headers))
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        WebSocketHandshakeException.class,
                        refused ->
                                assertThat(refused.getResponse().statusCode()).isEqualTo(status));
    }

    @Test
    void aSocketIsForThoseWhoSayWhoTheyAreAndForPagesThatMay() throws Exception {
        String own = "http://127.0.0.1:" + node.port();
        assertNoSocket(401, "");
        assertNoSocket(401, "?ticket=made-up");
        assertNoSocket(403, "", "Authorization", "Bearer " + ALICE, "Origin", "https://evil.example");
        assertNoSocket(403, "?ticket=" + ticket(ALICE), "Origin", "https://evil.example");
        String ticket = ticket(ALICE);
        for (String[] headers : new String[][] {bearer(ALICE), {"Authorization", "Bearer " + ALICE, "Origin", own}}) {
            SocketClient.open(node, "", headers).close();
        }
        try (SocketClient byTicket = SocketClient.open(node, "?ticket=" + ticket, "Origin", APP)) {
            byTicket.send("{\"type\":\"ping\",\"id\":1}").untilType("pong");
        }
        assertNoSocket(401, "?ticket=" + ticket, "Origin", APP);
    }

    @Test
    void noFrameReachesAnothersSession() throws Exception {
        String session = open(ALICE);
        String id = "\"session_id\":\"" + session + "\"";
        try (SocketClient bob = SocketClient.open(node, "", bearer(BOB))) {
            for (String frame : List.of(
                    "\"type\":\"subscribe\"",
                    "\"type\":\"subscribe\",\"from\":0",
                    "\"type\":\"cost_update\",\"delta_costs\":{\"indices\":[0],\"values\":[9]}",
                    "\"type\":\"cost_report\",\"node_id\":\"r\",\"local_costs\":{\"indices\":[0],\"values\":[9]},"
                            + "\"computation_confidence\":1",
                    "\"type\":\"verify\"",
                    "\"type\":\"join\",\"node_id\":\"r\",\"roles\":[\"reporter\"]",
                    "\"type\":\"ping\",\"node_id\":\"r\"")) {
                bob.send("{" + frame + "," + id + "}");
                assertThat(bob.next().toString()).as(frame).contains("\"session_not_found\"");
            }
            bob.send("{\"type\":\"solve_request\"," + id + "," + SmallSystem.MATRIX + "}");
            assertThat(bob.next().toString()).contains("\"session_exists\"");
        }
        JsonNode status = OneNode.JSON.readTree(
                node.get("/api/v1/status/" + session, bearer(ALICE)).body());
        assertThat(status.get("costs_applied").asInt()).isZero();
    }

    @Test
    void anUploadIsItsOwnersAndTellsNobodyWhatOthersHave() throws Exception {
        String matrix = "%%MatrixMarket matrix coordinate real general\n2 2 2\n1 1 3\n2 2 7\n";
        HttpResponse<String> first = node.post("/api/v1/problems", "text/plain", matrix, bearer(ALICE));
        assertThat(first.statusCode()).isEqualTo(201);
        String request =
                "{\"matrix\":{\"ref\":" + OneNode.JSON.readTree(first.body()).get("ref") + "},\"vector\":[1,1]}";
        OneNode.assertProblem(
                node.post("/api/v1/solve-stream", "application/json", request, bearer(BOB)), 404, "problem_not_found");
        HttpResponse<String> second = node.post("/api/v1/problems", "text/plain", matrix, bearer(BOB));
        assertThat(second.statusCode()).isEqualTo(first.statusCode());
        assertThat(second.body()).isEqualTo(first.body());
        assertThat(node.post("/api/v1/solve-stream", "application/json", request, bearer(BOB))
                        .statusCode())
                .isEqualTo(200);
    }
}
