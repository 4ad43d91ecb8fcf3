// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.OctetSequenceKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import io.rivulet.http.route.Access;
import io.rivulet.http.route.Principal;
import io.rivulet.http.settings.SecuritySettings;
import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import io.rivulet.serialization.problem.RivuletException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.apache.pekko.Done;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Tokens of an issuer, good and forged, with keys made here and servers that answer as the test wants.
class TokensTest {
    private static final String ISSUER = "https://idp.example";
    private static final String AUDIENCE = "rivulet";
    private static final long START = 1_800_000_000_000L;
    private static final long SECOND_NANOS = 1_000_000_000L;

    private static final Supplier<CompletionStage<Done>> FREE =
            () -> CompletableFuture.completedStage(Done.getInstance());

    private static RSAKey rsa;
    private static RSAKey next;
    private static ECKey ec;
    private static OctetSequenceKey shared;

    private final AtomicLong nanos = new AtomicLong();
    private final AtomicInteger questions = new AtomicInteger();
    private final AtomicReference<String> answer = new AtomicReference<>("");
    private final AtomicReference<String> asked = new AtomicReference<>("");
    private volatile int status = 200;
    private HttpServer server;
    private AuthServer client;
    private TokenCache cache;

    @BeforeAll
    static void keys() throws JOSEException {
        rsa = new RSAKeyGenerator(2048).keyID("rsa").generate();
        next = new RSAKeyGenerator(2048).keyID("next").generate();
        ec = new ECKeyGenerator(Curve.P_256).keyID("ec").generate();
        shared = new OctetSequenceKeyGenerator(256).keyID("shared").generate();
    }

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            questions.incrementAndGet();
            asked.set(exchange.getRequestHeaders().getFirst("Authorization") + " "
                    + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            byte[] body = answer.get().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        client = new AuthServer(Runnable::run);
        cache = new TokenCache(this::now, nanos::get);
    }

    @AfterEach
    void stop() {
        client.close();
        server.stop(0);
    }

    private Instant now() {
        return Instant.ofEpochMilli(START + nanos.get() / 1_000_000);
    }

    private URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
    }

    private static SecuritySettings.Jwt settings() {
        return new SecuritySettings.Jwt(null, URI.create("http://127.0.0.1/"), ISSUER, AUDIENCE, "realm_access.roles");
    }

    private static SigningKeys fixed(JWK... keys) {
        var set = new JWKSet(List.of(keys));
        return new SigningKeys() {
            @Override
            public CompletionStage<JWKSet> now() {
                return CompletableFuture.completedStage(set);
            }

            @Override
            public CompletionStage<JWKSet> after(JWKSet seen) {
                return now();
            }
        };
    }

    private Authenticator jwts(SigningKeys keys) {
        return new Authenticator(() -> StaticKeys.NONE, List.of(new JwtSource(settings(), keys, this::now)), cache);
    }

    private JWTClaimsSet.Builder claims() {
        return new JWTClaimsSet.Builder()
                .issuer(ISSUER)
                .audience(AUDIENCE)
                .subject("ann")
                .expirationTime(new Date(now().toEpochMilli() + 600_000))
                .claim("realm_access", Map.of("roles", List.of("user", "somebody-elses", "operator")));
    }

    private static String signed(JWSAlgorithm algorithm, String kid, JWSSigner signer, JWTClaimsSet claims)
            throws JOSEException {
        var jwt = new SignedJWT(
                new JWSHeader.Builder(algorithm)
                        .keyID(kid)
                        .type(JOSEObjectType.JWT)
                        .build(),
                claims);
        jwt.sign(signer);
        return jwt.serialize();
    }

    private static String byRsa(JWTClaimsSet claims) throws JOSEException {
        return signed(JWSAlgorithm.RS256, "rsa", new RSASSASigner(rsa), claims);
    }

    private static Principal get(CompletionStage<Principal> stage) {
        return stage.toCompletableFuture().join();
    }

    private static void assertRefused(CompletionStage<Principal> stage, ProblemCode code) {
        assertThatThrownBy(() -> get(stage)).satisfies(failure -> {
            Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
            assertThat(cause)
                    .isInstanceOfSatisfying(
                            RivuletException.class,
                            refused -> assertThat(refused.problem().code()).isEqualTo(code));
        });
    }

    @Test
    void aTokenOfEachAlgorithmNamesItsPrincipalAndTheMostOfItsRoles() throws Exception {
        Authenticator all = jwts(fixed(rsa.toPublicJWK(), ec.toPublicJWK(), shared));
        JWTClaimsSet claims = claims().build();
        for (String token : List.of(
                byRsa(claims),
                signed(JWSAlgorithm.ES256, "ec", new ECDSASigner(ec), claims),
                signed(JWSAlgorithm.HS256, "shared", new MACSigner(shared), claims))) {
            assertThat(get(all.identify(token, FREE))).isEqualTo(new Principal("ann", Access.OPERATOR));
        }
        String roleless = byRsa(claims().claim("realm_access", null).build());
        assertThat(get(all.identify(roleless, FREE)).access()).isEqualTo(Access.PUBLIC);
    }

    @Test
    void anAccessTokenMayCallItselfOneInBothWays() throws Exception {
        Authenticator known = jwts(fixed(rsa.toPublicJWK()));
        for (String type : List.of("at+jwt", "application/at+jwt")) {
            assertThat(get(known.identify(typed(type), FREE)).name()).as(type).isEqualTo("ann");
        }
        assertRefused(known.identify(typed("logout+jwt"), FREE), ProblemCode.UNAUTHENTICATED);
    }

    private String typed(String type) throws JOSEException {
        var header = new JWSHeader.Builder(JWSAlgorithm.RS256)
                .keyID("rsa")
                .type(new JOSEObjectType(type))
                .build();
        var jwt = new SignedJWT(header, claims().build());
        jwt.sign(new RSASSASigner(rsa));
        return jwt.serialize();
    }

    @Test
    void aForgedTokenIsNobodys() throws Exception {
        JWTClaimsSet claims = claims().build();
        Authenticator known = jwts(fixed(rsa.toPublicJWK()));
        byte[] publicKey = rsa.toRSAPublicKey().getEncoded();
        String good = byRsa(claims);
        RSAKey another = new RSAKeyGenerator(2048).keyID("rsa").generate();
        for (String token : List.of(
                new PlainJWT(claims).serialize(),
                // The public key as a shared secret, with its id and without one.
                signed(JWSAlgorithm.HS256, "rsa", new MACSigner(publicKey), claims),
                signed(JWSAlgorithm.HS256, null, new MACSigner(publicKey), claims),
                signed(JWSAlgorithm.HS256, null, new MACSigner(rsa.toPublicJWK().toJSONString()), claims),
                signed(JWSAlgorithm.RS256, "rsa", new RSASSASigner(another), claims),
                signed(JWSAlgorithm.RS512, "rsa", new RSASSASigner(rsa), claims),
                good.substring(0, good.lastIndexOf('.') + 1),
                good.substring(0, good.lastIndexOf('.')) + "." + "AAAA",
                "ey.ey.ey",
                "ey..")) {
            assertRefused(known.identify(token, FREE), ProblemCode.UNAUTHENTICATED);
        }
        assertThat(get(known.identify(good, FREE)).name()).isEqualTo("ann");
    }

    @Test
    void whatATokenHasToClaimIsDemanded() throws Exception {
        Authenticator known = jwts(fixed(rsa.toPublicJWK()));
        long millis = now().toEpochMilli();
        for (JWTClaimsSet.Builder wrong : List.of(
                claims().issuer("https://other.example"),
                claims().issuer(null),
                claims().audience("another"),
                claims().audience((String) null),
                claims().subject(null),
                claims().subject("two\nlines"),
                claims().expirationTime(null),
                claims().expirationTime(new Date(millis - 31_000)),
                claims().notBeforeTime(new Date(millis + 31_000)))) {
            assertRefused(known.identify(byRsa(wrong.build()), FREE), ProblemCode.UNAUTHENTICATED);
        }
        JWTClaimsSet skewed = claims().audience(List.of("another", AUDIENCE))
                .notBeforeTime(new Date(millis + 29_000))
                .expirationTime(new Date(millis - 29_000))
                .build();
        assertThat(get(known.identify(byRsa(skewed), FREE)).name()).isEqualTo("ann");
    }

    @Test
    void aTokenIsKnownNoLongerThanItLasts() throws Exception {
        Authenticator known = jwts(fixed(rsa.toPublicJWK()));
        String token = byRsa(
                claims().expirationTime(new Date(now().toEpochMilli() + 60_000)).build());
        assertThat(get(known.identify(token, FREE)).name()).isEqualTo("ann");
        nanos.set(89 * SECOND_NANOS);
        assertThat(get(known.identify(token, FREE)).name())
                .as("clocks may differ by 30 s")
                .isEqualTo("ann");
        nanos.set(91 * SECOND_NANOS);
        assertRefused(known.identify(token, FREE), ProblemCode.UNAUTHENTICATED);
    }

    @Test
    void anUnknownKeyIsLookedForOnceAndNotAgainAtOnce() throws Exception {
        answer.set(new JWKSet(rsa).toString(true));
        Authenticator known = jwts(new JwkSetUrl(url(), client, nanos::get, cache::forget));
        assertThat(get(known.identify(byRsa(claims().build()), FREE)).name()).isEqualTo("ann");
        assertThat(questions).hasValue(1);

        answer.set(new JWKSet(List.of(rsa, next)).toString(true));
        String early = signed(JWSAlgorithm.RS256, "next", new RSASSASigner(next), claims().build());
        assertRefused(known.identify(early, FREE), ProblemCode.UNAUTHENTICATED);
        assertThat(questions).as("so soon after the last time").hasValue(1);

        nanos.set(JwkSetUrl.PAUSE.toNanos() + 1);
        assertThat(get(known.identify(early, FREE)).name()).isEqualTo("ann");
        assertThat(questions).hasValue(2);
        for (int k = 0; k < 20; k++) {
            String forged = signed(JWSAlgorithm.RS256, "made-up-" + k, new RSASSASigner(next), claims().build());
            assertRefused(known.identify(forged, FREE), ProblemCode.UNAUTHENTICATED);
        }
        assertThat(questions).hasValue(2);
    }

    @Test
    void keysThatAreTakenBackAreForgottenAndSecretsAtAUrlAreNone() throws Exception {
        answer.set(new JWKSet(List.of(rsa, shared)).toString(false));
        Authenticator known = jwts(new JwkSetUrl(url(), client, nanos::get, cache::forget));
        String token = byRsa(claims().build());
        assertThat(get(known.identify(token, FREE)).name()).isEqualTo("ann");
        assertRefused(
                known.identify(signed(JWSAlgorithm.HS256, "shared", new MACSigner(shared), claims().build()), FREE),
                ProblemCode.UNAUTHENTICATED);
        answer.set(new JWKSet(next).toString(true));
        nanos.set(JwkSetUrl.PAUSE.toNanos() + 1);
        String by = signed(JWSAlgorithm.RS256, "next", new RSASSASigner(next), claims().build());
        assertThat(get(known.identify(by, FREE)).name()).isEqualTo("ann");
        assertRefused(known.identify(token, FREE), ProblemCode.UNAUTHENTICATED);
    }

    @Test
    void withoutTheIssuersKeysNobodyKnowsWhoseATokenIs() throws Exception {
        status = 500;
        Authenticator known = jwts(new JwkSetUrl(url(), client, nanos::get, cache::forget));
        assertRefused(known.identify(byRsa(claims().build()), FREE), ProblemCode.AUTH_UNAVAILABLE);
        status = 200;
        answer.set("not json");
        nanos.set(JwkSetUrl.PAUSE.toNanos() + 1);
        assertRefused(known.identify(byRsa(claims().build()), FREE), ProblemCode.AUTH_UNAVAILABLE);
    }

    @Test
    void aKeyThatWasTakenBackIsTrustedNoLongerThanItsAge() throws Exception {
        answer.set(new JWKSet(rsa).toString(true));
        Authenticator known = jwts(new JwkSetUrl(url(), client, nanos::get, cache::forget));
        assertThat(get(known.identify(byRsa(claims().build()), FREE)).name()).isEqualTo("ann");
        answer.set(new JWKSet(next).toString(true));
        nanos.set(JwkSetUrl.AGE.toNanos() + 1);
        assertRefused(known.identify(byRsa(claims().subject("eve").build()), FREE), ProblemCode.UNAUTHENTICATED);
    }

    @Test
    void oldKeysAreTrustedForAWhileWithoutTheirUrlAndItIsAskedAgain() throws Exception {
        answer.set(new JWKSet(rsa).toString(true));
        Authenticator known = jwts(new JwkSetUrl(url(), client, nanos::get, cache::forget));
        assertThat(get(known.identify(byRsa(claims().build()), FREE)).name()).isEqualTo("ann");
        status = 500;
        nanos.set(JwkSetUrl.AGE.toNanos() + 1);
        assertThat(get(known.identify(byRsa(claims().subject("bob").build()), FREE))
                        .name())
                .isEqualTo("bob");
        assertThat(questions).hasValue(2);
        nanos.addAndGet(JwkSetUrl.PAUSE.toNanos() + 1);
        assertThat(get(known.identify(byRsa(claims().subject("cid").build()), FREE))
                        .name())
                .isEqualTo("cid");
        assertThat(questions).as("soon again after a failure").hasValue(3);
        nanos.set(JwkSetUrl.TRUSTED.toNanos() + 1);
        assertRefused(known.identify(byRsa(claims().subject("dan").build()), FREE), ProblemCode.AUTH_UNAVAILABLE);
        status = 200;
        nanos.addAndGet(JwkSetUrl.PAUSE.toNanos() + 1);
        assertThat(get(known.identify(byRsa(claims().subject("dan").build()), FREE))
                        .name())
                .isEqualTo("dan");
    }

    @Test
    void aTokenThatNobodyKnowsIsJudgedOnlyWhereThatMayBe() {
        answer.set("{\"active\":true,\"sub\":\"bob\"}");
        Authenticator known = introspecting();
        Supplier<CompletionStage<Done>> never = () -> CompletableFuture.failedStage(
                Problem.of(ProblemCode.RATE_LIMITED, "Too many.").exception());
        assertRefused(known.identify("opaque", never), ProblemCode.RATE_LIMITED);
        assertThat(questions).hasValue(0);
        assertThat(get(known.identify("opaque", FREE)).name()).isEqualTo("bob");
        assertThat(get(known.identify("opaque", never)).name())
                .as("known already")
                .isEqualTo("bob");
    }

    private Authenticator introspecting() {
        var settings = new SecuritySettings.Introspection(url(), "rivulet", "p w&", "scope");
        return new Authenticator(
                () -> StaticKeys.NONE, List.of(new IntrospectionSource(settings, client, this::now)), cache);
    }

    @Test
    void theIssuerIsAskedOnceForAWhile() {
        Authenticator known = introspecting();
        answer.set("{\"active\":true,\"sub\":\"bob\",\"scope\":\"openid admin\"}");
        assertThat(get(known.identify("opaque&token", FREE))).isEqualTo(new Principal("bob", Access.ADMIN));
        assertThat(get(known.identify("opaque&token", FREE)).name()).isEqualTo("bob");
        assertThat(questions).hasValue(1);
        // rivulet:p+w%26
        assertThat(asked.get())
                .isEqualTo("Basic cml2dWxldDpwK3clMjY= token=opaque%26token&token_type_hint=access_token");

        answer.set("{\"active\":false}");
        nanos.addAndGet(TokenCache.LONGEST.toNanos() + SECOND_NANOS);
        assertRefused(known.identify("opaque&token", FREE), ProblemCode.UNAUTHENTICATED);
        assertThat(questions).hasValue(2);
    }

    @Test
    void aRefusalIsKeptForTenSecondsOnly() {
        Authenticator known = introspecting();
        answer.set("{\"active\":false}");
        assertRefused(known.identify("opaque", FREE), ProblemCode.UNAUTHENTICATED);
        answer.set("{\"active\":true,\"sub\":\"bob\",\"exp\":" + (START / 1000 + 3600) + "}");
        assertRefused(known.identify("opaque", FREE), ProblemCode.UNAUTHENTICATED);
        assertThat(questions).hasValue(1);
        nanos.set(TokenCache.REFUSED.toNanos() + 1);
        assertThat(get(known.identify("opaque", FREE))).isEqualTo(new Principal("bob", Access.PUBLIC));
    }

    @Test
    void anOutageIsNoRefusalAndIsNotRemembered() {
        Authenticator known = introspecting();
        status = 503;
        assertRefused(known.identify("opaque", FREE), ProblemCode.AUTH_UNAVAILABLE);
        status = 200;
        for (String nonsense : List.of("", "null", "[]", "{\"sub\":\"bob\"}", "{\"active\":\"yes\"}")) {
            answer.set(nonsense);
            assertRefused(known.identify("opaque", FREE), ProblemCode.AUTH_UNAVAILABLE);
        }
        answer.set("{\"active\":true,\"sub\":\"bob\"}");
        assertThat(get(known.identify("opaque", FREE)).name()).isEqualTo("bob");
        server.stop(0);
        assertRefused(known.identify("another", FREE), ProblemCode.AUTH_UNAVAILABLE);
        assertThat(get(known.identify("opaque", FREE)).name())
                .as("known already")
                .isEqualTo("bob");
    }

    @Test
    void whatIsForgottenIsAskedForAgain() {
        Authenticator known = introspecting();
        answer.set("{\"active\":true,\"sub\":\"bob\"}");
        get(known.identify("opaque", FREE));
        cache.forget();
        answer.set("{\"active\":false}");
        assertRefused(known.identify("opaque", FREE), ProblemCode.UNAUTHENTICATED);
    }
}
