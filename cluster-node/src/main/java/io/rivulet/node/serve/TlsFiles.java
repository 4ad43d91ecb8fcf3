// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.serve;

import io.rivulet.node.console.CommandFailure;
import io.rivulet.node.settings.ClusterSettings.Tls;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;

/// The certificates of the transport `tls-tcp`, looked at before the start: found later, they would show as a node that
/// does not join.
final class TlsFiles {
    private static final String OLD_HEADER = "-----BEGIN RSA ";

    private TlsFiles() {}

    /// **Errors** a [CommandFailure] that names the file and what is wrong with it.
    static void check(Tls tls) {
        X509Certificate authority = certificate(tls.authority());
        X509Certificate own = certificate(tls.certificate());
        key(tls.key());
        try {
            own.checkValidity();
            own.verify(authority.getPublicKey());
        } catch (GeneralSecurityException wrong) {
            throw CommandFailure.badInput(
                    "the certificate " + tls.certificate() + " can't be used: " + wrong.getMessage()
                            + "\n  hint: it has to be valid today and signed by the authority of " + tls.authority());
        }
    }

    private static X509Certificate certificate(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
        } catch (IOException | GeneralSecurityException | ClassCastException wrong) {
            throw CommandFailure.badInput(file + " is no certificate in PEM: " + wrong.getMessage());
        }
    }

    private static void key(Path file) {
        try {
            String text = Files.readString(file);
            if (text.contains(OLD_HEADER)) {
                return;
            }
            String body = text.replaceAll("-----[A-Z ]+-----", "").replaceAll("\\s", "");
            KeyFactory.getInstance("RSA")
                    .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(body)));
        } catch (IOException | GeneralSecurityException | IllegalArgumentException wrong) {
            // What is wrong may hold parts of it.
            throw CommandFailure.badInput(file + " is no RSA key in PEM without a password"
                    + "\n  hint: openssl genrsa -out node.key 3072; keys of other kinds are not read by the transport");
        }
    }
}
