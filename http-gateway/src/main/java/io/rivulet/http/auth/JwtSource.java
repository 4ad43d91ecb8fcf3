// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.auth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.JWTParser;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.jwt.proc.BadJWTException;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import com.nimbusds.jwt.proc.ExpiredJWTException;
import io.rivulet.http.route.Principal;
import io.rivulet.http.settings.SecuritySettings;
import java.text.ParseException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Date;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tokens that an issuer has signed. A key serves the algorithms of its own type only, so that nobody signs with a
/// public key as if it were a shared secret; a token without a signature is none. Issuer, audience, `sub` and `exp` are
/// demanded.
/// **Source** RFC 7519, RFC 8725 (2.1, 3.1, 3.8, 3.9), RFC 9068.
final class JwtSource implements TokenSource {
    static final Duration CLOCK_SKEW = Duration.ofSeconds(30);
    static final Set<JWSAlgorithm> ALGORITHMS = Set.of(JWSAlgorithm.RS256, JWSAlgorithm.ES256, JWSAlgorithm.HS256);

    /// RFC 9068, 2.1 and 4 take both.
    private static final JOSEObjectType ACCESS_TOKEN = new JOSEObjectType("at+jwt");

    private static final JOSEObjectType LONG_ACCESS_TOKEN = new JOSEObjectType("application/at+jwt");

    private static final Logger log = LoggerFactory.getLogger(JwtSource.class);
    private static final Verdict NOT_TAKEN = new Verdict.Unknown("The token is not one that is taken here.");

    private final SecuritySettings.Jwt settings;
    private final SigningKeys keys;
    private final InstantSource clock;

    JwtSource(SecuritySettings.Jwt settings, SigningKeys keys, InstantSource clock) {
        this.settings = settings;
        this.keys = keys;
        this.clock = clock;
    }

    /// Base64url of `{"` begins with `ey`; a signed token has three parts.
    @Override
    public boolean decides(String token) {
        return token.startsWith("ey") && token.chars().filter(c -> c == '.').count() >= 2;
    }

    @Override
    public CompletionStage<Verdict> judge(String token) {
        SignedJWT jwt;
        try {
            if (!(JWTParser.parse(token) instanceof SignedJWT signed)
                    || !ALGORITHMS.contains(signed.getHeader().getAlgorithm())) {
                return CompletableFuture.completedStage(NOT_TAKEN);
            }
            jwt = signed;
        } catch (ParseException | IllegalArgumentException _) {
            return CompletableFuture.completedStage(NOT_TAKEN);
        }
        return keys.now()
                .thenCompose(set -> hasKeyFor(jwt, set) ? CompletableFuture.completedStage(set) : keys.after(set))
                .thenApply(set -> verify(jwt, set));
    }

    private static JWSVerificationKeySelector<SecurityContext> selector(JWKSet set) {
        return new JWSVerificationKeySelector<>(ALGORITHMS, new ImmutableJWKSet<>(set));
    }

    private static boolean hasKeyFor(SignedJWT jwt, JWKSet set) {
        try {
            return !selector(set).selectJWSKeys(jwt.getHeader(), null).isEmpty();
        } catch (JOSEException _) {
            return false;
        }
    }

    private Verdict verify(SignedJWT jwt, JWKSet set) {
        var processor = new DefaultJWTProcessor<SecurityContext>();
        processor.setJWSKeySelector(selector(set));
        processor.setJWSTypeVerifier(
                new DefaultJOSEObjectTypeVerifier<>(JOSEObjectType.JWT, ACCESS_TOKEN, LONG_ACCESS_TOKEN, null));
        processor.setJWTClaimsSetVerifier(new ClaimsNow(settings, clock));
        try {
            return principal(processor.process(jwt, null));
        } catch (ExpiredJWTException _) {
            return new Verdict.Unknown("The token has expired.");
        } catch (BadJWTException wrong) {
            // What it claims: its own signature holds.
            log.info("a token of sub={} is refused: {}", subject(jwt), wrong.getMessage());
            return NOT_TAKEN;
        } catch (BadJOSEException | JOSEException wrong) {
            log.debug("a token is refused: {}", wrong.getMessage());
            return NOT_TAKEN;
        }
    }

    private static String subject(SignedJWT jwt) {
        try {
            String subject = jwt.getJWTClaimsSet().getSubject();
            return subject != null && PrincipalName.isValid(subject) ? subject : "?";
        } catch (ParseException _) {
            return "?";
        }
    }

    private Verdict principal(JWTClaimsSet claims) {
        String subject = claims.getSubject();
        return PrincipalName.isValid(subject)
                ? new Verdict.Known(
                        new Principal(subject, Claims.access(claims.getClaims(), settings.rolesClaim())),
                        claims.getExpirationTime().getTime() + CLOCK_SKEW.toMillis())
                : new Verdict.Unknown("The sub of the token has to have " + PrincipalName.ALLOWED + ".");
    }

    private static final class ClaimsNow extends DefaultJWTClaimsVerifier<SecurityContext> {
        private final InstantSource clock;

        ClaimsNow(SecuritySettings.Jwt settings, InstantSource clock) {
            super(
                    settings.audience(),
                    new JWTClaimsSet.Builder().issuer(settings.issuer()).build(),
                    Set.of("sub", "exp"));
            this.clock = clock;
            setMaxClockSkew((int) CLOCK_SKEW.toSeconds());
        }

        @Override
        protected Date currentTime() {
            return Date.from(clock.instant());
        }
    }
}
