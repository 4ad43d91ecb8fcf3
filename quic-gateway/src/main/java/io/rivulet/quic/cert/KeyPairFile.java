// SPDX-License-Identifier: Apache-2.0
package io.rivulet.quic.cert;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;

/// A certificate with those that lead to its authority, and its key; two PEM files.
///
/// @param chain the holder's own first
public record KeyPairFile(List<X509Certificate> chain, PrivateKey key) {
    private static final String KEY_TYPE = "PRIVATE KEY-----";
    private static final String KEY_HEAD = "-----BEGIN " + KEY_TYPE;
    private static final String KEY_END = "-----END " + KEY_TYPE;
    private static final int NONCE_BYTES = 32;
    private static final int LINE = 64;

    public KeyPairFile {
        chain = List.copyOf(chain);
    }

    public X509Certificate certificate() {
        return chain.getFirst();
    }

    /// **Errors** [UnusableCertificates] where a file can't be read or used, the key is not the certificate's, or
    /// others
    /// may read the key.
    public static KeyPairFile read(Path certificate, Path keyFile) {
        try {
            PrivateFiles.require(keyFile, "600");
            List<X509Certificate> chain = certificates(certificate);
            X509Certificate own = chain.getFirst();
            PrivateKey key = key(keyFile, own.getPublicKey().getAlgorithm());
            if (!fits(key, own.getPublicKey())) {
                throw new UnusableCertificates(keyFile + " is not the key of " + certificate);
            }
            return new KeyPairFile(chain, key);
        } catch (IOException | GeneralSecurityException unreadable) {
            throw new UnusableCertificates(
                    certificate + " with " + keyFile + " can't be read: " + unreadable, unreadable);
        }
    }

    public static List<X509Certificate> certificates(Path file) throws IOException {
        try (var in = new ByteArrayInputStream(Files.readAllBytes(file))) {
            List<X509Certificate> all = CertificateFactory.getInstance("X.509").generateCertificates(in).stream()
                    .map(each -> (X509Certificate) each)
                    .toList();
            if (all.isEmpty()) {
                throw new UnusableCertificates(file + " holds no certificate");
            }
            return all;
        } catch (GeneralSecurityException unreadable) {
            throw new UnusableCertificates(file + " holds no certificate that can be read", unreadable);
        }
    }

    private static PrivateKey key(Path file, String algorithm) throws IOException, GeneralSecurityException {
        String text = Files.readString(file, StandardCharsets.US_ASCII);
        int begin = text.indexOf(KEY_HEAD);
        int end = text.indexOf(KEY_END);
        if (begin < 0 || end < begin) {
            throw new UnusableCertificates(file + " holds no key in PKCS #8 PEM");
        }
        byte[] der = Base64.getMimeDecoder().decode(text.substring(begin + KEY_HEAD.length(), end));
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
    }

    private static boolean fits(PrivateKey key, PublicKey of) throws GeneralSecurityException {
        byte[] nonce = new byte[NONCE_BYTES];
        new SecureRandom().nextBytes(nonce);
        String algorithm = key.getAlgorithm().equals("EC") ? "SHA256withECDSA" : "SHA256withRSA";
        Signature signature = Signature.getInstance(algorithm);
        signature.initSign(key);
        signature.update(nonce);
        byte[] signed = signature.sign();
        signature.initVerify(of);
        signature.update(nonce);
        return signature.verify(signed);
    }

    /// The key first: whoever reads between the two writes finds a pair that doesn't fit, and says so.
    void write(Path certificate, Path keyFile) throws IOException {
        PrivateFiles.write(keyFile, pem("PRIVATE KEY", key.getEncoded()).getBytes(StandardCharsets.US_ASCII));
        PrivateFiles.write(certificate, pem(chain).getBytes(StandardCharsets.US_ASCII));
    }

    static String pem(List<X509Certificate> chain) {
        var text = new StringBuilder();
        try {
            for (X509Certificate each : chain) {
                text.append(pem("CERTIFICATE", each.getEncoded()));
            }
        } catch (CertificateEncodingException impossible) {
            throw new UnusableCertificates("a certificate has no bytes", impossible);
        }
        return text.toString();
    }

    private static String pem(String what, byte[] der) {
        String body = Base64.getMimeEncoder(LINE, new byte[] {'\n'}).encodeToString(der);
        return "-----BEGIN " + what + "-----\n" + body + "\n-----END " + what + "-----\n";
    }

    /// Without the key.
    @Override
    public String toString() {
        return "KeyPairFile[" + certificate().getSubjectX500Principal() + "]";
    }
}
