// SPDX-License-Identifier: Apache-2.0
package io.rivulet.quic.cert;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.cert.CertPath;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/// Judges an agent's certificate while TLS shakes hands, in this order: it leads to one of our authorities (never the
/// system's), it is valid now and for clients, not revoked, with exactly one common name, and that is on the list.
/// **Thread** any.
public final class PeerCheck extends X509ExtendedTrustManager {
    /// Hears of each refusal: the reason, the certificate's subject, issuer and serial number.
    @FunctionalInterface
    public interface Listener {
        void refused(RefusalReason reason, X509Certificate certificate);
    }

    private static final class Refused extends Exception {
        private static final long serialVersionUID = 1;
        private final RefusalReason reason;

        private Refused(RefusalReason reason) {
            super(reason.wireName());
            this.reason = reason;
        }
    }

    private final Supplier<AdmissionRules> rules;
    private final InstantSource clock;
    private final Listener listener;

    public PeerCheck(Supplier<AdmissionRules> rules, InstantSource clock, Listener listener) {
        this.rules = rules;
        this.clock = clock;
        this.listener = listener;
    }

    private void check(X509Certificate @Nullable [] chain) throws CertificateException {
        if (chain == null || chain.length == 0) {
            throw new CertificateException("no certificate");
        }
        try {
            judge(List.of(chain));
        } catch (Refused refused) {
            listener.refused(refused.reason, chain[0]);
            throw switch (refused.reason) {
                case EXPIRED -> new CertificateExpiredException("expired");
                case NOT_YET_VALID -> new CertificateNotYetValidException("not yet valid");
                default -> new CertificateException("not admitted");
            };
        }
    }

    /// Why the holder of this certificate, which an authority of ours has signed, would not come in now.
    public Optional<RefusalReason> refusal(X509Certificate certificate) {
        try {
            judge(List.of(certificate));
            return Optional.empty();
        } catch (Refused refused) {
            return Optional.of(refused.reason);
        }
    }

    private void judge(List<X509Certificate> chain) throws Refused {
        AdmissionRules now = rules.get();
        X509Certificate own = chain.getFirst();
        Instant time = clock.instant();
        requirePath(chain, now.authorities(), time);
        if (time.isAfter(own.getNotAfter().toInstant())) {
            throw new Refused(RefusalReason.EXPIRED);
        }
        if (time.isBefore(own.getNotBefore().toInstant())) {
            throw new Refused(RefusalReason.NOT_YET_VALID);
        }
        if (!CertificateChecks.isFor(own, CertificateChecks.CLIENT)) {
            throw new Refused(RefusalReason.WRONG_USAGE);
        }
        if (now.revoked().contains(CertificateFolder.serial(own))) {
            throw new Refused(RefusalReason.REVOKED);
        }
        String name = CertificateChecks.commonName(own).orElseThrow(() -> new Refused(RefusalReason.BAD_NAME));
        if (!now.allowed().admits(name)) {
            throw new Refused(RefusalReason.NOT_LISTED);
        }
    }

    /// As of a time when the holder's own certificate was valid, so that one that has ended is told from one that
    /// nobody we know has signed.
    private static void requirePath(List<X509Certificate> chain, List<X509Certificate> authorities, Instant time)
            throws Refused {
        X509Certificate own = chain.getFirst();
        Instant at = time.isAfter(own.getNotAfter().toInstant())
                ? own.getNotAfter().toInstant()
                : time.isBefore(own.getNotBefore().toInstant())
                        ? own.getNotBefore().toInstant()
                        : time;
        try {
            Set<TrustAnchor> anchors = authorities.stream()
                    .map(each -> new TrustAnchor(each, null))
                    .collect(Collectors.toSet());
            var parameters = new PKIXParameters(anchors);
            parameters.setRevocationEnabled(false);
            parameters.setDate(Date.from(at));
            CertPath path = CertificateFactory.getInstance("X.509")
                    .generateCertPath(chain.stream()
                            .filter(each -> !authorities.contains(each))
                            .toList());
            CertPathValidator.getInstance("PKIX").validate(path, parameters);
        } catch (CertPathValidatorException | InvalidAlgorithmParameterException unknown) {
            throw new Refused(RefusalReason.UNKNOWN_AUTHORITY);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("this JVM checks no certificates", impossible);
        }
    }

    /// The name of whoever has passed. Empty where a session without a certificate was let in, which none is.
    public static String nameOf(Certificate[] chain) {
        return Arrays.stream(chain)
                .limit(1)
                .map(each ->
                        CertificateChecks.commonName((X509Certificate) each).orElse(""))
                .collect(Collectors.joining());
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        check(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, @Nullable Socket socket)
            throws CertificateException {
        check(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, @Nullable SSLEngine engine)
            throws CertificateException {
        check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw new CertificateException("a coordinator trusts no servers");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, @Nullable Socket socket)
            throws CertificateException {
        checkServerTrusted(chain, authType);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, @Nullable SSLEngine engine)
            throws CertificateException {
        checkServerTrusted(chain, authType);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return rules.get().authorities().toArray(X509Certificate[]::new);
    }
}
