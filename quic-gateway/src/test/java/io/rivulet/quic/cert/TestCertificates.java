// SPDX-License-Identifier: Apache-2.0
package io.rivulet.quic.cert;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;

/// Certificates that nobody should have.
public final class TestCertificates {
    private TestCertificates() {}

    /// @param from when it begins to be valid, but for a few minutes
    /// @param client for clients, or for servers
    public static void issue(CertificateFolder node, Path into, Instant from, boolean client, String commonName)
            throws Exception {
        PrivateFiles.folder(into);
        KeyPairFile authority =
                KeyPairFile.read(node.path().resolve("ca.pem"), node.path().resolve("ca-key.pem"));
        new Issuer(new SecureRandom())
                .issue(
                        authority,
                        client ? Issuer.Use.AGENT : Issuer.Use.COORDINATOR,
                        commonName,
                        List.of(),
                        from,
                        Issuer.LIFE)
                .write(into.resolve(CertificateFolder.AGENT), into.resolve(CertificateFolder.AGENT_KEY));
        Files.copy(node.path().resolve("ca.pem"), into.resolve(CertificateFolder.AUTHORITY));
    }
}
