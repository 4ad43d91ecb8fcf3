// SPDX-License-Identifier: Apache-2.0
package io.rivulet.quic.coordinator;

import io.netty.handler.codec.quic.QuicSslContext;
import io.netty.handler.codec.quic.QuicSslContextBuilder;
import io.netty.handler.ssl.ClientAuth;
import io.rivulet.quic.cert.AdmissionRules;
import io.rivulet.quic.cert.CertificateFolder;
import io.rivulet.quic.cert.KeyPairFile;
import io.rivulet.quic.cert.PeerCheck;
import io.rivulet.quic.cert.UnusableCertificates;
import io.rivulet.quic.wire.Quic;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What a coordinator shows, and whom it lets in, as its folder says at this moment. What can't be read leaves what was
/// read before in force.
/// **Thread** any; [#reload] blocks.
final class Admission {
    private static final Logger log = LoggerFactory.getLogger(Admission.class);

    private final CertificateFolder folder;
    private final InstantSource clock;
    private final PeerCheck check;
    private volatile AdmissionRules rules;
    private volatile X509Certificate shown;
    private volatile QuicSslContext context;
    private String lastFault = "";

    /// **Errors** [UnusableCertificates].
    Admission(CertificateFolder folder, InstantSource clock, Refusals refusals) {
        this.folder = folder;
        this.clock = clock;
        this.check = new PeerCheck(this::rules, clock, refusals);
        this.rules = AdmissionRules.of(folder);
        KeyPairFile pair = folder.coordinator(clock.instant());
        this.shown = pair.certificate();
        this.context = context(pair);
    }

    private QuicSslContext context(KeyPairFile pair) {
        return QuicSslContextBuilder.forServer(pair.key(), null, pair.chain().toArray(X509Certificate[]::new))
                .trustManager(check)
                .clientAuth(ClientAuth.REQUIRE)
                .applicationProtocols(Quic.PROTOCOL)
                .earlyData(false)
                .sessionCacheSize(1)
                .build();
    }

    PeerCheck check() {
        return check;
    }

    AdmissionRules rules() {
        return rules;
    }

    /// For the next connection; those that there are keep theirs.
    QuicSslContext context() {
        return context;
    }

    /// When what it shows ends.
    Instant notAfter() {
        return shown.getNotAfter().toInstant();
    }

    /// Reads the folder again.
    void reload() {
        try {
            rules = AdmissionRules.of(folder);
            KeyPairFile pair = folder.coordinator(clock.instant());
            if (!pair.certificate().equals(shown)) {
                context = context(pair);
                shown = pair.certificate();
                log.info("new connections see a certificate that ends on {}", notAfter());
            }
        } catch (UnusableCertificates unusable) {
            String fault = String.valueOf(unusable.getMessage());
            if (!fault.equals(lastFault)) {
                log.error("what was read of {} before holds: {}", folder.path(), fault);
            }
            lastFault = fault;
            return;
        }
        lastFault = "";
    }
}
