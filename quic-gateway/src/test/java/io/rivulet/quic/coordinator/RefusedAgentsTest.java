// SPDX-License-Identifier: Apache-2.0
package io.rivulet.quic.coordinator;

import static io.rivulet.quic.coordinator.TestCoordinator.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.quic.QuicSslContext;
import io.netty.handler.codec.quic.QuicSslContextBuilder;
import io.rivulet.quic.agent.Agent;
import io.rivulet.quic.cert.CertificateFolder;
import io.rivulet.quic.cert.KeyPairFile;
import io.rivulet.quic.cert.RefusalReason;
import io.rivulet.quic.cert.TestCertificates;
import io.rivulet.quic.wire.Quic;
import io.rivulet.serialization.task.TaskKind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Each reason for which an agent isn't let in, by a real handshake over loopback.
final class RefusedAgentsTest {
    @TempDir
    static Path folder;

    private static TestCoordinator node;

    @BeforeAll
    static void start() throws Exception {
        node = new TestCoordinator(folder);
    }

    @AfterAll
    static void stop() throws Exception {
        node.close();
    }

    @Test
    void ofAnotherAuthority() throws Exception {
        CertificateFolder other = CertificateFolder.at(folder.resolve("other"));
        other.init(List.of("localhost", "127.0.0.1"), Instant.now());
        Path own = other.issue("stranger", Instant.now());
        trustTheNode(own);
        refused(own, TaskKind.WORKER, RefusalReason.UNKNOWN_AUTHORITY);
    }

    @Test
    void whoShowsNoCertificate() throws Exception {
        long before = count(RefusalReason.NO_CERTIFICATE);
        dial(QuicSslContextBuilder.forClient()
                .trustManager(authority())
                .applicationProtocols(Quic.PROTOCOL)
                .build());
        until("it is refused", () -> count(RefusalReason.NO_CERTIFICATE) > before);
    }

    @Test
    void whoSpeaksAnotherProtocol() throws Exception {
        long before = count(RefusalReason.OTHER_PROTOCOL);
        KeyPairFile pair = pairOf("alpn");
        dial(QuicSslContextBuilder.forClient()
                .keyManager(pair.key(), null, pair.chain().toArray(X509Certificate[]::new))
                .trustManager(authority())
                .applicationProtocols("h3")
                .build());
        until("it is refused", () -> count(RefusalReason.OTHER_PROTOCOL) > before);
    }

    private static X509Certificate[] authority() throws Exception {
        return KeyPairFile.certificates(node.certificates.path().resolve(CertificateFolder.AUTHORITY))
                .toArray(X509Certificate[]::new);
    }

    private static KeyPairFile pairOf(String name) {
        Path own = node.certificates.issue(name, Instant.now());
        return KeyPairFile.read(own.resolve(CertificateFolder.AGENT), own.resolve(CertificateFolder.AGENT_KEY));
    }

    private static void dial(QuicSslContext tls) throws Exception {
        try (var client = new BareClient()) {
            client.dial(node.coordinator.address(), tls);
        }
    }

    @Test
    void whoseCertificateHasEnded() throws Exception {
        refused(
                issued("ended", Instant.now().minus(Duration.ofDays(400)), true, "ended"),
                TaskKind.WORKER,
                RefusalReason.EXPIRED);
    }

    @Test
    void whoseCertificateIsNotValidYet() throws Exception {
        refused(
                issued("early", Instant.now().plus(Duration.ofDays(2)), true, "early"),
                TaskKind.WORKER,
                RefusalReason.NOT_YET_VALID);
    }

    @Test
    void whoseCertificateIsForServers() throws Exception {
        refused(issued("server", Instant.now(), false, "server"), TaskKind.WORKER, RefusalReason.WRONG_USAGE);
    }

    @Test
    void whoseNameIsNoName() throws Exception {
        refused(issued("bad", Instant.now(), true, "bad name"), TaskKind.WORKER, RefusalReason.BAD_NAME);
    }

    @Test
    void whoIsNotOnTheList() throws Exception {
        refused(issued("unlisted", Instant.now(), true, "unlisted"), TaskKind.WORKER, RefusalReason.NOT_LISTED);
    }

    @Test
    void whoIsOfATypeThatTheListDoesNotAllow() throws Exception {
        Path own = issued("features", Instant.now(), true, "features");
        Path list = node.certificates.agentsFile();
        Files.writeString(list, Files.readString(list) + "features FeatureEngineer\n");
        refused(own, "PatternMatcher", RefusalReason.TYPE_NOT_ALLOWED);
    }

    @Test
    void whoIsConnectedAlready() throws Exception {
        Path own = node.certificates.issue("twin", Instant.now());
        Agent first = node.agent(own, TaskKind.WORKER);
        until("the first is welcome", () -> first.state().connected());
        refused(own, TaskKind.WORKER, RefusalReason.DUPLICATE_AGENT);
        assertThat(first.state().connected()).isTrue();
        end(first);
    }

    @Test
    void whoIsRevokedLosesItsConnectionAndIsRefused() throws Exception {
        Agent agent = node.agent("passing");
        until("it is welcome", () -> agent.state().connected());
        long before = count(RefusalReason.REVOKED);
        node.certificates.revoke("passing");
        until("it has lost its connection", () -> !agent.state().connected());
        until("it is refused", () -> count(RefusalReason.REVOKED) > before);
        end(agent);
    }

    /// A folder with a certificate under the node's authority.
    private static Path issued(String folderName, Instant from, boolean client, String commonName) throws Exception {
        Path own = folder.resolve("agents-" + folderName);
        TestCertificates.issue(node.certificates, own, from, client, commonName);
        return own;
    }

    private static void trustTheNode(Path own) throws Exception {
        Files.copy(
                node.certificates.path().resolve(CertificateFolder.AUTHORITY),
                own.resolve(CertificateFolder.AUTHORITY),
                StandardCopyOption.REPLACE_EXISTING);
    }

    private static void refused(Path certificates, String type, RefusalReason reason) throws Exception {
        long before = count(reason);
        Agent agent = node.agent(certificates, type);
        until("it is refused for " + reason, () -> count(reason) > before);
        until("it knows that it is", () -> !agent.state().lastFailure().isEmpty());
        assertThat(agent.state().connected()).isFalse();
        end(agent);
    }

    private static long count(RefusalReason reason) {
        return node.coordinator.refusals().of(reason);
    }

    private static void end(Agent agent) throws Exception {
        agent.drain(1_000).get(30, TimeUnit.SECONDS);
    }
}
