// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.edge;

import io.rivulet.http.settings.SecuritySettings;
import io.rivulet.http.settings.UnusableSettings;
import io.rivulet.http.watch.WatchedFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The certificate and the key that this node shows to clients, as of the last time that both fitted.
/// **Thread** [#now] any; [#look] reads files, so it may block.
public final class TlsKeys {
    /// The label of such a key (RFC 7468, 10).
    private static final String PKCS8 = "PRIVATE KEY";

    private static final Logger log = LoggerFactory.getLogger(TlsKeys.class);
    private static final int MAX_BYTES = 1 << 20;
    private static final char[] NO_PASSWORD = {};
    private static final List<String> KINDS = List.of("RSA", "EC");
    private static final byte[] PROBE = "do they fit?".getBytes(StandardCharsets.US_ASCII);

    private final WatchedFile<List<X509Certificate>> certificates;
    private final WatchedFile<PrivateKey> key;
    private final InstantSource clock;
    private volatile X509ExtendedKeyManager now;
    private volatile Certificate shown;
    /// What was read last is not shown yet: its other half may be missing, or its time not have come.
    private boolean pending;

    private @Nullable String complaint;

    /// **Errors** [UnusableSettings], which shows nothing of the key.
    public TlsKeys(SecuritySettings.Tls files, InstantSource clock) {
        this.clock = clock;
        this.certificates = new WatchedFile<>(files.certificate(), MAX_BYTES, TlsKeys::certificates);
        this.key = new WatchedFile<>(files.key(), MAX_BYTES, TlsKeys::key);
        this.now = manager();
        this.shown = certificates.now().getFirst();
    }

    X509ExtendedKeyManager now() {
        return now;
    }

    /// The certificate that new connections see.
    public Certificate shown() {
        return shown;
    }

    /// Files that were replaced one after the other fit again once both are there, and a certificate may not be valid
    /// yet; until then the old ones hold.
    public synchronized void look() {
        boolean changed = certificates.look();
        changed |= key.look();
        if (!changed && !pending) {
            return;
        }
        try {
            now = manager();
            shown = certificates.now().getFirst();
            pending = false;
            complaint = null;
            log.info("connections from now on show the new certificate");
        } catch (UnusableSettings wrong) {
            pending = true;
            String message = String.valueOf(wrong.getMessage());
            if (!message.equals(complaint)) {
                complaint = message;
                log.warn("the former certificate is still shown: {}", message);
            }
        }
    }

    private X509ExtendedKeyManager manager() {
        try {
            List<X509Certificate> chain = certificates.now();
            chain.getFirst().checkValidity(Date.from(clock.instant()));
            requireFit(chain.getFirst().getPublicKey(), key.now());
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, NO_PASSWORD);
            store.setKeyEntry("gateway", key.now(), NO_PASSWORD, chain.toArray(Certificate[]::new));
            var factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            factory.init(store, NO_PASSWORD);
            return (X509ExtendedKeyManager) factory.getKeyManagers()[0];
        } catch (CertificateException outdated) {
            throw new UnusableSettings(
                    "the certificate " + certificates.file() + " is not valid today: " + outdated.getMessage());
        } catch (GeneralSecurityException | IOException wrong) {
            throw new UnusableSettings("the certificate " + certificates.file() + " and the key " + key.file()
                    + " can't be used together");
        }
    }

    private void requireFit(PublicKey theirs, PrivateKey ours) throws GeneralSecurityException {
        if (!theirs.getAlgorithm().equals(ours.getAlgorithm()) || !signs(theirs, ours)) {
            throw new UnusableSettings(
                    "the key " + key.file() + " is not that of the certificate " + certificates.file());
        }
    }

    private static boolean signs(PublicKey theirs, PrivateKey ours) throws GeneralSecurityException {
        Signature signature = Signature.getInstance(ours instanceof ECPrivateKey ? "SHA256withECDSA" : "SHA256withRSA");
        signature.initSign(ours);
        signature.update(PROBE);
        byte[] signed = signature.sign();
        signature.initVerify(theirs);
        signature.update(PROBE);
        return signature.verify(signed);
    }

    private static List<X509Certificate> certificates(WatchedFile.Content content) {
        try {
            List<X509Certificate> chain =
                    CertificateFactory.getInstance("X.509")
                            .generateCertificates(new ByteArrayInputStream(content.bytes()))
                            .stream()
                            .map(X509Certificate.class::cast)
                            .toList();
            if (!chain.isEmpty()) {
                return chain;
            }
        } catch (CertificateException _) {
            // As a file without any.
        }
        throw new UnusableSettings(content.file() + " is no certificate in PEM");
    }

    private static PrivateKey key(WatchedFile.Content content) {
        content.requireOwnersOnly();
        String text = new String(content.bytes(), StandardCharsets.US_ASCII);
        if (text.contains("-----BEGIN " + PKCS8 + "-----")) {
            try {
                byte[] der = Base64.getDecoder()
                        .decode(text.replaceAll("-----[A-Z ]+-----", "").replaceAll("\\s", ""));
                return key(new PKCS8EncodedKeySpec(der));
            } catch (IllegalArgumentException | GeneralSecurityException _) {
                // What is wrong may hold parts of it.
            }
        }
        throw new UnusableSettings(content.file() + " is no RSA or EC key in PEM (PKCS #8) without a password"
                + "\n  hint: openssl pkcs8 -topk8 -nocrypt -in old.key -out new.key");
    }

    private static PrivateKey key(PKCS8EncodedKeySpec encoded) throws GeneralSecurityException {
        for (String kind : KINDS) {
            try {
                return KeyFactory.getInstance(kind).generatePrivate(encoded);
            } catch (InvalidKeySpecException _) {
                // Of the other kind.
            }
        }
        throw new InvalidKeySpecException("of no kind that is known");
    }
}
