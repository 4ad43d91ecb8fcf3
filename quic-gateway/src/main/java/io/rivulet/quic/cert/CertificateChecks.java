// SPDX-License-Identifier: Apache-2.0
package io.rivulet.quic.cert;

import java.security.cert.CertificateException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import javax.naming.InvalidNameException;
import javax.naming.NamingException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;

/// What a certificate says of its holder.
/// **Thread** any.
final class CertificateChecks {
    /// Extended key usages, by their object identifiers.
    static final String SERVER = "1.3.6.1.5.5.7.3.1";

    static final String CLIENT = "1.3.6.1.5.5.7.3.2";

    private CertificateChecks() {}

    /// **Errors** [UnusableCertificates] for one that is another's kind, or not valid yet.
    static void require(X509Certificate certificate, String usage, Instant now) {
        if (!isFor(certificate, usage)) {
            throw new UnusableCertificates(certificate.getSubjectX500Principal() + ": its certificate is not for "
                    + (usage.equals(SERVER) ? "servers" : "clients"));
        }
        if (now.isBefore(certificate.getNotBefore().toInstant())) {
            throw new UnusableCertificates(certificate.getSubjectX500Principal() + ": its certificate is valid from "
                    + certificate.getNotBefore().toInstant() + " on");
        }
    }

    static void requireValid(X509Certificate certificate, Instant now) {
        if (now.isAfter(certificate.getNotAfter().toInstant())) {
            throw new UnusableCertificates(certificate.getSubjectX500Principal() + ": its certificate ended on "
                    + certificate.getNotAfter().toInstant() + "; put a new one in its place");
        }
    }

    /// Whether it names this usage, and is no authority's.
    static boolean isFor(X509Certificate certificate, String usage) {
        try {
            List<String> usages = certificate.getExtendedKeyUsage();
            return usages != null && usages.contains(usage) && certificate.getBasicConstraints() < 0;
        } catch (CertificateParsingException unreadable) {
            return false;
        }
    }

    /// The one common name; empty where there is none, or more than one, or one that no agent may have.
    static Optional<String> commonName(X509Certificate certificate) {
        try {
            List<String> names = new LdapName(
                            certificate.getSubjectX500Principal().getName())
                    .getRdns().stream().flatMap(rdn -> rdnNames(rdn).stream()).toList();
            return names.size() == 1 && names.getFirst().matches(AllowList.NAME)
                    ? Optional.of(names.getFirst())
                    : Optional.empty();
        } catch (InvalidNameException unreadable) {
            return Optional.empty();
        }
    }

    private static List<String> rdnNames(Rdn rdn) {
        try {
            var values = rdn.toAttributes().get("CN");
            if (values == null) {
                return List.of();
            }
            return IntStream.range(0, values.size())
                    .mapToObj(k -> {
                        try {
                            return String.valueOf(values.get(k));
                        } catch (NamingException unreadable) {
                            return "";
                        }
                    })
                    .toList();
        } catch (RuntimeException unreadable) {
            return List.of("");
        }
    }

    /// DNS names and addresses that it is valid for.
    static List<String> names(X509Certificate certificate) {
        try {
            Collection<List<?>> names = certificate.getSubjectAlternativeNames();
            return names == null
                    ? List.of()
                    : names.stream().map(name -> String.valueOf(name.get(1))).toList();
        } catch (CertificateException unreadable) {
            return List.of();
        }
    }
}
