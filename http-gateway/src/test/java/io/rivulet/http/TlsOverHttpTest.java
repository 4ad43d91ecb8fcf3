// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rivulet.http.edge.TlsKeys;
import io.rivulet.http.settings.GatewaySettings;
import io.rivulet.http.settings.SecuritySettings;
import io.rivulet.http.settings.UnusableSettings;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// https, with certificates that the JDK's keytool makes.
class TlsOverHttpTest {
    private static final char[] PASSWORD = "changeit".toCharArray();
    private static final Base64.Encoder MIME = Base64.getMimeEncoder(64, new byte[] {'\n'});
    private static final long PATIENCE_NANOS = 10_000_000_000L;

    @TempDir
    Path folder;

    private KeyStore made(String name, String algorithm) throws Exception {
        return made(name, algorithm, "-1d");
    }

    private KeyStore made(String name, String algorithm, String start) throws Exception {
        Path store = folder.resolve(name + ".p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "node",
                        "-keyalg",
                        algorithm,
                        "-dname",
                        "CN=" + name,
                        "-ext",
                        "san=ip:127.0.0.1",
                        "-startdate",
                        start,
                        "-validity",
                        "3",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        new String(PASSWORD))
                .inheritIO()
                .start();
        assertThat(keytool.waitFor()).isZero();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD);
        }
        return keys;
    }

    private SecuritySettings.Tls write(KeyStore certificate, KeyStore key) throws Exception {
        var files = new SecuritySettings.Tls(folder.resolve("node.pem"), folder.resolve("node.key"));
        Files.writeString(
                files.certificate(),
                pem("CERTIFICATE", certificate.getCertificate("node").getEncoded()));
        Files.writeString(
                files.key(), pem("PRIVATE KEY", key.getKey("node", PASSWORD).getEncoded()));
        Files.setPosixFilePermissions(files.key(), PosixFilePermissions.fromString("rw-------"));
        return files;
    }

    private static String pem(String what, byte[] der) {
        return "-----BEGIN " + what + "-----\n" + MIME.encodeToString(der) + "\n-----END " + what + "-----\n";
    }

    private static HttpClient trusting(KeyStore... servers) throws Exception {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, PASSWORD);
        for (int k = 0; k < servers.length; k++) {
            trusted.setCertificateEntry("server" + k, servers[k].getCertificate("node"));
        }
        var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, factory.getTrustManagers(), null);
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .sslContext(context)
                .build();
    }

    private static HttpResponse<String> alive(HttpClient client, int port) throws Exception {
        return client.send(
                HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + port + "/alive"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void clientsSpeakHttpsAndSeeTheNewCertificateOnceItWasRenewed() throws Exception {
        KeyStore first = made("first", "RSA");
        KeyStore second = made("second", "EC");
        GatewaySettings settings = GatewaySettings.defaults()
                .secured(SecuritySettings.OFF.tls(write(first, first)).reload(Duration.ofMillis(50)));
        try (OneNode node = OneNode.start(settings)) {
            try (HttpClient client = trusting(first)) {
                HttpResponse<String> answer = alive(client, node.port());
                assertThat(answer.statusCode()).isEqualTo(200);
                assertThat(answer.headers()
                                .firstValue("Strict-Transport-Security")
                                .orElse(""))
                        .contains("max-age=31536000");
            }
            write(second, second);
            long begun = System.nanoTime();
            Certificate shown = null;
            while (!second.getCertificate("node").equals(shown)) {
                assertThat(System.nanoTime() - begun).isLessThan(PATIENCE_NANOS);
                LockSupport.parkNanos(20_000_000);
                try (HttpClient client = trusting(first, second)) {
                    shown = alive(client, node.port())
                            .sslSession()
                            .orElseThrow()
                            .getPeerCertificates()[0];
                }
            }
        }
    }

    @Test
    void aCertificateIsTakenUpOnceItIsValid() throws Exception {
        KeyStore first = made("first", "RSA");
        KeyStore second = made("second", "EC", "+1d");
        var clock = new AtomicReference<>(Instant.now());
        var keys = new TlsKeys(write(first, first), clock::get);
        write(second, second);
        keys.look();
        assertThat(keys.shown()).isEqualTo(first.getCertificate("node"));
        keys.look();
        assertThat(keys.shown()).isEqualTo(first.getCertificate("node"));
        clock.set(clock.get().plus(Duration.ofHours(25)));
        keys.look();
        assertThat(keys.shown()).isEqualTo(second.getCertificate("node"));
    }

    @Test
    void filesThatDoNotFitAreNamedAndNothingOfThemIsShown() throws Exception {
        KeyStore first = made("first", "RSA");
        KeyStore second = made("second", "RSA");
        assertThatThrownBy(() -> new TlsKeys(write(first, second), InstantSource.system()))
                .isInstanceOf(UnusableSettings.class)
                .hasMessageContaining("is not that of the certificate");
        SecuritySettings.Tls files = write(first, first);
        Files.setPosixFilePermissions(files.key(), PosixFilePermissions.fromString("rw-r--r--"));
        assertThatThrownBy(() -> new TlsKeys(files, InstantSource.system())).hasMessageContaining("chmod 600");
        Files.setPosixFilePermissions(files.key(), PosixFilePermissions.fromString("rw-------"));
        String key = Files.readString(files.key());
        for (String broken : new String[] {"", key.substring(0, 200), key.replace("PRIVATE", "RSA PRIVATE")}) {
            Files.writeString(files.key(), broken);
            assertThatThrownBy(() -> new TlsKeys(files, InstantSource.system()))
                    .isInstanceOf(UnusableSettings.class)
                    .hasMessageContaining("openssl pkcs8")
                    .hasMessageNotContaining(key.substring(40, 80));
        }
        Files.writeString(files.certificate(), "nothing");
        assertThatThrownBy(() -> new TlsKeys(files, InstantSource.system()))
                .hasMessageContaining("no certificate in PEM");
    }
}
