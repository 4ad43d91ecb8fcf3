// SPDX-License-Identifier: Apache-2.0
package io.rivulet.quic.cert;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Set;

/// Who may come in at this moment.
///
/// @param revoked serial numbers, in hexadecimal digits
public record AdmissionRules(List<X509Certificate> authorities, AllowList allowed, Set<String> revoked) {
    public AdmissionRules {
        authorities = List.copyOf(authorities);
        revoked = Set.copyOf(revoked);
    }

    public static AdmissionRules of(CertificateFolder folder) {
        return new AdmissionRules(folder.authorities(), AllowList.read(folder.agentsFile()), folder.revoked());
    }
}
