// SPDX-License-Identifier: Apache-2.0
package io.rivulet.quic.cert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CertificateFolderTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    @TempDir
    Path root;

    private Path folder;
    private CertificateFolder certificates;

    @BeforeEach
    void init() {
        folder = root.resolve("quic");
        certificates = CertificateFolder.at(folder);
        certificates.init(List.of("node.example", "127.0.0.1"), NOW);
    }

    @Test
    void keysAreTheirOwnersAlone() throws Exception {
        assertThat(mode(folder)).isEqualTo("rwx------");
        assertThat(mode(folder.resolve("ca-key.pem"))).isEqualTo("rw-------");
        assertThat(mode(folder.resolve("coordinator-key.pem"))).isEqualTo("rw-------");
    }

    @Test
    void aKeyThatOthersMayReadIsRefusedWithTheCommandThatMendsIt() throws Exception {
        Path key = folder.resolve("coordinator-key.pem");
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r-----"));
        assertThatThrownBy(() -> certificates.coordinator(NOW))
                .isInstanceOf(UnusableCertificates.class)
                .hasMessageContaining("chmod 600 " + key);
    }

    @Test
    void theCoordinatorsCertificateIsForItsNames() {
        KeyPairFile pair = certificates.coordinator(NOW);
        assertThat(CertificateChecks.names(pair.certificate())).containsExactly("node.example", "127.0.0.1");
        assertThat(CertificateChecks.isFor(pair.certificate(), CertificateChecks.SERVER))
                .isTrue();
        assertThat(CertificateChecks.isFor(pair.certificate(), CertificateChecks.CLIENT))
                .isFalse();
    }

    @Test
    void itIsUsedWhileMoreThanThirtyDaysAreLeftAndRenewedFromThenOn() {
        KeyPairFile first = certificates.coordinator(NOW);
        Instant end = first.certificate().getNotAfter().toInstant();
        Instant before = end.minus(CertificateFolder.RENEWED_BEFORE).minusSeconds(1);
        assertThat(certificates.coordinator(before).certificate()).isEqualTo(first.certificate());
        KeyPairFile second = certificates.coordinator(before.plusSeconds(1));
        assertThat(second.certificate()).isNotEqualTo(first.certificate());
        assertThat(CertificateChecks.names(second.certificate())).containsExactly("node.example", "127.0.0.1");
        assertThat(certificates.coordinator(before.plusSeconds(2)).certificate())
                .isEqualTo(second.certificate());
    }

    @Test
    void anothersCertificateIsNeverReplacedAndRefusedOnceItHasEnded() throws Exception {
        KeyPairFile first = certificates.coordinator(NOW);
        Files.delete(folder.resolve("ca-key.pem"));
        Instant end = first.certificate().getNotAfter().toInstant();
        assertThat(certificates.coordinator(end.minus(Duration.ofDays(1))).certificate())
                .isEqualTo(first.certificate());
        assertThatThrownBy(() -> certificates.coordinator(end.plusSeconds(1)))
                .isInstanceOf(UnusableCertificates.class)
                .hasMessageContaining("ended on");
    }

    @Test
    void aKeyOfAnotherCertificateIsRefused() throws Exception {
        Path own = certificates.issue("a1", NOW);
        Path other = certificates.issue("a2", NOW);
        Files.copy(other.resolve("agent-key.pem"), own.resolve("agent-key.pem"), StandardCopyOption.REPLACE_EXISTING);
        assertThatThrownBy(() -> KeyPairFile.read(own.resolve("agent.pem"), own.resolve("agent-key.pem")))
                .isInstanceOf(UnusableCertificates.class)
                .hasMessageContaining("is not the key of");
    }

    @Test
    void whoIsIssuedIsAdmittedAndWhoIsRevokedIsNot() {
        certificates.issue("a1", NOW);
        assertThat(AllowList.read(certificates.agentsFile()).admits("a1")).isTrue();
        certificates.revoke("a1");
        assertThat(AllowList.read(certificates.agentsFile()).admits("a1")).isFalse();
        assertThat(certificates.list()).singleElement().satisfies(each -> {
            assertThat(each.revoked()).isTrue();
            assertThat(each.admitted()).isFalse();
        });
        assertThatThrownBy(() -> certificates.revoke("nobody")).isInstanceOf(UnusableCertificates.class);
    }

    @Test
    void anAuthorityIsNeverReplaced() {
        assertThatThrownBy(() -> certificates.init(List.of("localhost"), NOW)).isInstanceOf(UnusableCertificates.class);
    }

    @Test
    void aListIsReadWholeOrNotAtAll() {
        AllowList list = AllowList.parse("# people\na1\na2 PatternMatcher, Worker # two\n\n", "agents");
        assertThat(list.types()).isEqualTo(Map.of("a1", Set.of(), "a2", Set.of("PatternMatcher", "Worker")));
        assertThat(list.admits("a2", "FeatureEngineer")).isFalse();
        for (String bad : List.of("a b", "a1\na1", "a1 Dancer", "ä")) {
            assertThatThrownBy(() -> AllowList.parse(bad, "agents"))
                    .as(bad)
                    .isInstanceOf(UnusableCertificates.class)
                    .hasMessageContaining("agents, line");
        }
        assertThat(AllowList.parse("", "agents").admits("")).isFalse();
    }

    private static String mode(Path path) throws Exception {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
