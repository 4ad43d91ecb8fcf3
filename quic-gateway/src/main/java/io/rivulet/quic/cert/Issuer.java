// SPDX-License-Identifier: Apache-2.0
package io.rivulet.quic.cert;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.util.IPAddress;
import org.jspecify.annotations.Nullable;

/// Makes certificates: P-256 with SHA-256, random serial numbers of 128 bits.
/// **Thread** any.
final class Issuer {
    static final Duration AUTHORITY_LIFE = Duration.ofDays(3_650);
    static final Duration LIFE = Duration.ofDays(365);

    /// Clocks of other machines may be behind.
    private static final Duration BACKDATED = Duration.ofMinutes(5);

    private static final int SERIAL_BITS = 128;
    private static final String SIGNATURE = "SHA256withECDSA";

    /// What the holder of a certificate is.
    enum Use {
        COORDINATOR(KeyPurposeId.id_kp_serverAuth),
        AGENT(KeyPurposeId.id_kp_clientAuth);

        private final KeyPurposeId purpose;

        Use(KeyPurposeId purpose) {
            this.purpose = purpose;
        }
    }

    private final SecureRandom random;

    Issuer(SecureRandom random) {
        this.random = random;
    }

    /// An authority of its own.
    KeyPairFile authority(String name, Instant now) {
        return make(() -> {
            KeyPair keys = keys();
            X500Name subject = subject(name);
            X509v3CertificateBuilder builder = builder(subject, subject, keys, now, AUTHORITY_LIFE)
                    .addExtension(Extension.basicConstraints, true, new BasicConstraints(0))
                    .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
            return new KeyPairFile(List.of(signed(builder, keys.getPrivate())), keys.getPrivate());
        });
    }

    /// A certificate under `authority`, or without one signed by itself.
    ///
    /// @param name its common name
    /// @param names DNS names and addresses that it is valid for; none for an agent
    KeyPairFile issue(
            @Nullable KeyPairFile authority, Use use, String name, List<String> names, Instant now, Duration life) {
        return make(() -> {
            KeyPair keys = keys();
            X500Name subject = subject(name);
            X500Name issuer = authority == null
                    ? subject
                    : X500Name.getInstance(
                            authority.certificate().getSubjectX500Principal().getEncoded());
            X509v3CertificateBuilder builder = builder(issuer, subject, keys, now, life)
                    .addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
                    .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
                    .addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(use.purpose));
            if (!names.isEmpty()) {
                builder.addExtension(Extension.subjectAlternativeName, false, alternatives(names));
            }
            List<X509Certificate> chain = new ArrayList<>();
            chain.add(signed(builder, authority == null ? keys.getPrivate() : authority.key()));
            if (authority != null) {
                chain.add(authority.certificate());
            }
            return new KeyPairFile(chain, keys.getPrivate());
        });
    }

    private static GeneralNames alternatives(List<String> names) {
        return new GeneralNames(names.stream()
                .map(name ->
                        new GeneralName(IPAddress.isValid(name) ? GeneralName.iPAddress : GeneralName.dNSName, name))
                .toArray(GeneralName[]::new));
    }

    private static X500Name subject(String name) {
        return new X500NameBuilder(BCStyle.INSTANCE).addRDN(BCStyle.CN, name).build();
    }

    private KeyPair keys() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"), random);
        return generator.generateKeyPair();
    }

    private X509v3CertificateBuilder builder(
            X500Name issuer, X500Name subject, KeyPair keys, Instant now, Duration life) {
        return new JcaX509v3CertificateBuilder(
                issuer,
                new BigInteger(SERIAL_BITS, random).setBit(0),
                Date.from(now.minus(BACKDATED)),
                Date.from(now.plus(life)),
                subject,
                keys.getPublic());
    }

    private static X509Certificate signed(X509v3CertificateBuilder builder, PrivateKey key)
            throws OperatorCreationException, GeneralSecurityException {
        return new JcaX509CertificateConverter()
                .getCertificate(builder.build(new JcaContentSignerBuilder(SIGNATURE).build(key)));
    }

    private interface Making {
        KeyPairFile make() throws GeneralSecurityException, OperatorCreationException, CertIOException;
    }

    private static KeyPairFile make(Making making) {
        try {
            return making.make();
        } catch (GeneralSecurityException | OperatorCreationException | CertIOException impossible) {
            throw new IllegalStateException("this JVM makes no certificates", impossible);
        }
    }
}
