// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SettingsLoaderTest {
    private static final Path REFERENCE =
            Path.of(System.getProperty("rivulet.root", ".."), "cluster-node/src/main/resources/reference.conf");

    @TempDir
    Path folder;

    private static NodeSettings withEnvironment(Map<String, String> environment) {
        return new SettingsLoader(environment).load(null, Map.of(), Map.of()).settings();
    }

    @Test
    void theDefaultsAreThoseOfTheContract() {
        NodeSettings settings = withEnvironment(Map.of());
        assertThat(settings.http().port()).isEqualTo(3000);
        assertThat(settings.http().host()).isEqualTo("127.0.0.1");
        assertThat(settings.http().bodyLimitBytes()).isEqualTo(50L << 20);
        assertThat(settings.http().maxStreams()).isEqualTo(1000);
        assertThat(settings.http().keepAlive()).isEqualTo(Duration.ofSeconds(60));
        assertThat(settings.actors().session().heartbeat()).isEqualTo(Duration.ofSeconds(15));
        assertThat(settings.http().maxStream()).isEqualTo(Duration.ofHours(1));
        assertThat(settings.node().drain()).isEqualTo(Duration.ofSeconds(30));
        assertThat(settings.store().databaseUrl()).isNull();
    }

    @Test
    void whatIsNearerToTheCallerWins() throws IOException {
        Path file = Files.writeString(
                folder.resolve("node.conf"),
                "rivulet.http { port = 1, max-streams = 1, max-stream = 1s, keep-alive = 31s }");
        Map<String, String> environment =
                Map.of("RIVULET_HTTP_PORT", "2", "RIVULET_MAX_STREAMS", "2", "RIVULET_MAX_STREAM_SECONDS", "2");
        Map<String, String> defines = Map.of("rivulet.http.port", "3", "rivulet.http.max-streams", "3");
        NodeSettings.Http http = new SettingsLoader(environment)
                .load(file, defines, Map.of("http.port", "4"))
                .settings()
                .http();
        assertThat(http.port()).as("command line").isEqualTo(4);
        assertThat(http.maxStreams()).as("-D").isEqualTo(3);
        assertThat(http.maxStream()).as("environment").isEqualTo(Duration.ofSeconds(2));
        assertThat(http.keepAlive()).as("file").isEqualTo(Duration.ofSeconds(31));
    }

    @ParameterizedTest
    @CsvSource({
        "RIVULET_BODY_LIMIT_BYTES, 1048576",
        "RIVULET_MAX_STREAMS, 7",
        "RIVULET_CLIENT_REQUESTS_PER_MINUTE, 20",
        "RIVULET_USER_STREAMS, 2",
        "RIVULET_TRUSTED_PROXIES, 10.0.0.0/8",
        "RIVULET_HTTP_LIMITS_ENTRIES_PER_SECOND, 1000",
        "RIVULET_HEARTBEAT_SECONDS, 0.5",
        "RIVULET_MAX_STREAM_SECONDS, 3",
        "RIVULET_KEEP_ALIVE_SECONDS, 40",
        "RIVULET_HTTP_LIMITS_PROXY_HEADER, forwarded",
        "RIVULET_DRAIN_SECONDS, 5",
        "RIVULET_NODE_MEMORY_MB, 512",
        "RIVULET_NODE_NAME, west-1",
        "RIVULET_DATABASE_URL, jdbc:postgresql://db/rivulet",
        "RIVULET_CLUSTER_PORT, 25520",
        "RIVULET_HTTP_ADMIN_PORT, 9090",
        "RIVULET_STORE_QUOTA_BYTES, 1000000",
        "RIVULET_STORE_DATA, /somewhere"
    })
    void eachVariableChangesItsSetting(String name, String value) {
        SettingsLoader.Loaded loaded = new SettingsLoader(Map.of(name, value)).load(null, Map.of(), Map.of());
        assertThat(loaded.settings()).isNotEqualTo(withEnvironment(Map.of()));
        assertThat(loaded.notices()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "RIVULET_HTTP_PORT, 70000, http.port, 65535",
        "RIVULET_HTTP_PORT, many, http.port, 65535",
        "RIVULET_MAX_STREAMS, 0, http.max-streams, 1",
        "RIVULET_HEARTBEAT_SECONDS, soon, actors.session.heartbeat, duration",
        "RIVULET_HEARTBEAT_SECONDS, 0, actors.session.heartbeat, more than 0",
        "RIVULET_HTTP_HOST, 0.0.0.0, http.host, loopback",
        "RIVULET_CLUSTER_BIND_HOST, 0.0.0.0, cluster.bind-host, loopback",
        "RIVULET_HTTP_ADMIN_PORT, on, http.admin-port, 65535",
        "RIVULET_HTTP_ADMIN_HOST, not an address, http.admin-host, an address",
        "RIVULET_USER_STREAMS, 0, http.limits.user-streams, 1",
        "RIVULET_USER_STREAMS, many, http.limits.user-streams, whole number",
        "RIVULET_KEEP_ALIVE_SECONDS, 20, http.keep-alive, at least 30s",
        "RIVULET_HEARTBEAT_SECONDS, 31, http.keep-alive, at least 62s",
        "RIVULET_HTTP_LIMITS_PROXY_HEADER, X-Real-IP, http.limits.proxy-header, Forwarded",
        "RIVULET_TRUSTED_PROXIES, proxy.example, http.limits.trusted-proxies, networks",
        "RIVULET_NODE_NAME, two words, node.name, letters",
        "RIVULET_DATABASE_URL, jdbc:oracle:thin, store.database-url, jdbc:postgresql"
    })
    void aBadValueIsNamedWithItsKeyAndRange(String name, String value, String key, String range) {
        assertThatThrownBy(() -> withEnvironment(Map.of(name, value)))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("rivulet." + key)
                .hasMessageContaining(range);
    }

    @Test
    void aNodeListensWhereItIsReachedUnlessItIsToldOtherwise() {
        ClusterSettings usual = withEnvironment(Map.of()).cluster();
        assertThat(usual.bindHost()).isEqualTo(usual.host());
        assertThat(withEnvironment(Map.of()).http().admin()).isNull();
        ClusterSettings open = withEnvironment(
                        Map.of("RIVULET_CLUSTER_BIND_HOST", "0.0.0.0", "RIVULET_CLUSTER_TRUSTED_NETWORK", "true"))
                .cluster();
        assertThat(open.host()).isEqualTo("127.0.0.1");
        assertThat(open.bindHost()).isEqualTo("0.0.0.0");
        assertThat(open.isOpenToItsNetwork()).isTrue();
    }

    @Test
    void aNodeListensBeyondLoopbackOnlyWithCertificatesOrWhereItIsToldToTrustItsNetwork() {
        assertThatThrownBy(() -> withEnvironment(Map.of("RIVULET_CLUSTER_HOST", "192.0.2.1")))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("rivulet.cluster.host")
                .hasMessageContaining("tls-tcp")
                .hasMessageContaining("trusted-network");
        for (String transport : List.of("tcp", "aeron-udp")) {
            NodeSettings trusting = withEnvironment(Map.of(
                    "RIVULET_CLUSTER_HOST", "192.0.2.1",
                    "RIVULET_CLUSTER_TRANSPORT", transport,
                    "RIVULET_CLUSTER_TRUSTED_NETWORK", "true"));
            assertThat(trusting.cluster().host()).isEqualTo("192.0.2.1");
            assertThat(trusting.cluster().isOpenToItsNetwork()).isTrue();
        }
        NodeSettings alone = withEnvironment(Map.of("RIVULET_CLUSTER_TRUSTED_NETWORK", "true"));
        assertThat(alone.cluster().isOpenToItsNetwork()).as("on loopback").isFalse();
    }

    @Test
    void aSecretIsReadFromItsFileAndNeverShown() throws IOException {
        Path file = Files.writeString(folder.resolve("url"), "jdbc:postgresql://db/rivulet?password=opensesame\n");
        NodeSettings settings = withEnvironment(Map.of("RIVULET_DATABASE_URL_FILE", file.toString()));
        assertThat(settings.store().databaseUrl()).isEqualTo("jdbc:postgresql://db/rivulet?password=opensesame");
        assertThat(settings.toString()).doesNotContain("opensesame");

        Files.writeString(file, "jdbc:mysql://db?password=opensesame");
        assertThatThrownBy(() -> withEnvironment(Map.of("RIVULET_DATABASE_URL_FILE", file.toString())))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("rivulet.store.database-url")
                .hasMessageNotContaining("opensesame");
        assertThatThrownBy(() -> withEnvironment(Map.of(
                        "RIVULET_DATABASE_URL_FILE", folder.resolve("none").toString())))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("RIVULET_DATABASE_URL_FILE");
    }

    @Test
    void twoNamesOfOneSettingHaveToAgree() throws IOException {
        assertThatThrownBy(() -> withEnvironment(Map.of("RIVULET_MAX_STREAMS", "7", "RIVULET_HTTP_MAX_STREAMS", "8")))
                .isInstanceOf(SettingsException.class)
                .hasMessageContainingAll("RIVULET_MAX_STREAMS", "RIVULET_HTTP_MAX_STREAMS", "rivulet.http.max-streams");
        assertThat(withEnvironment(Map.of("RIVULET_MAX_STREAMS", "7", "RIVULET_HTTP_MAX_STREAMS", "7"))
                        .http()
                        .maxStreams())
                .isEqualTo(7);
        Path file = Files.writeString(folder.resolve("url"), "jdbc:postgresql://db/one?password=opensesame");
        assertThatThrownBy(() -> withEnvironment(Map.of(
                        "RIVULET_DATABASE_URL",
                        "jdbc:postgresql://db/two",
                        "RIVULET_DATABASE_URL_FILE",
                        file.toString())))
                .hasMessageContainingAll("RIVULET_DATABASE_URL_FILE", "unset one")
                .hasMessageNotContaining("opensesame");
    }

    @Test
    void anUnknownNameIsReportedWithTheOneThatWasProbablyMeant() throws IOException {
        Path file = Files.writeString(folder.resolve("node.conf"), "rivulet.http.prot = 1");
        SettingsLoader.Loaded loaded = new SettingsLoader(Map.of("RIVULET_MAX_STREAMZ", "1", "RIVULET_SERVER", "x"))
                .load(file, Map.of("rivulet.http.hosst", "x"), Map.of());
        assertThat(loaded.notices())
                .hasSize(3)
                .anyMatch(notice -> notice.contains("RIVULET_MAX_STREAMZ") && notice.contains("RIVULET_MAX_STREAMS"))
                .anyMatch(notice -> notice.contains("http.prot") && notice.contains("http.port"))
                .anyMatch(notice -> notice.contains("http.hosst") && notice.contains("http.host"));
    }

    @Test
    void aNodeThatAsksWhoCallsMayListenAnywhere() {
        NodeSettings open =
                withEnvironment(Map.of("RIVULET_HTTP_HOST", "0.0.0.0", "RIVULET_AUTH_KEYS_FILE", "keys.json"));
        assertThat(open.http().host()).isEqualTo("0.0.0.0");
        assertThat(open.security().keysFile()).isEqualTo(Path.of("keys.json").toAbsolutePath());
        assertThat(open.security().authenticates()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "RIVULET_CORS_ORIGINS, *, http.cors-origins",
        "RIVULET_CORS_ORIGINS, https://app.example/, http.cors-origins",
        "RIVULET_AUTH_JWKS_URL, http://idp.example/keys, auth.jwks-url",
        "RIVULET_AUTH_JWKS_URL, https://idp.example/keys, auth.issuer",
        "RIVULET_AUTH_ISSUER, https://idp.example, auth.issuer",
        "RIVULET_AUTH_AUDIENCE, rivulet, auth.audience",
        "RIVULET_AUTH_INTROSPECTION_CLIENT_ID, rivulet, auth.introspection-client-id",
        "RIVULET_AUTH_INTROSPECTION_CLIENT_SECRET, opensesame, auth.introspection-client-secret",
        "RIVULET_AUTH_INTROSPECTION_URL, https://idp.example/tokens, auth.introspection-client-id",
        "RIVULET_HTTP_TLS_CERTIFICATE, node.pem, http.tls.key",
    })
    void securityThatIsHalfSaidIsNotTaken(String name, String value, String key) {
        assertThatThrownBy(() -> withEnvironment(Map.of(name, value)))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("rivulet." + key);
    }

    @Test
    void keysOfFieldStreamsComeFromAllTheirVariables() throws IOException {
        Path file = Files.writeString(folder.resolve("keys"), "f1\nf2\n");
        var loaded = new SettingsLoader(Map.of(
                        "RIVULET_FIELD_KEYS", "a, b",
                        "MFN_API_KEY", "c",
                        "MFN_API_KEYS", " d,,b ",
                        "MFN_API_KEYS_FILE", file.toString(),
                        "MFN_LOG_LEVEL", "DEBUG"))
                .load(null, Map.of(), Map.of());
        assertThat(loaded.settings().fields().keys()).containsExactly("a", "b", "c", "d", "b", "f1", "f2");
        assertThat(loaded.settings().fields().toString()).doesNotContain("f1");
        assertThat(loaded.notices()).singleElement().asString().contains("MFN_LOG_LEVEL");
        assertThat(withEnvironment(Map.of("RIVULET_FIELD_KEYS_FILE", file.toString()))
                        .fields()
                        .keys())
                .containsExactly("f1", "f2");
    }

    /// The word `production` once switched authentication off, where `prod` was meant.
    @ParameterizedTest
    @CsvSource({
        "MFN_ENV, production, true",
        "MFN_ENV, prod, true",
        "MFN_ENV, staging, true",
        "MFN_ENV, anything, true",
        "MFN_ENV, dev, false",
        "MFN_API_KEY_REQUIRED, yes, true",
        "MFN_API_KEY_REQUIRED, false, false",
        "RIVULET_FIELDS_KEY_REQUIRED, true, true",
    })
    void noWordForAnEnvironmentSwitchesAuthenticationOff(String name, String value, boolean required) {
        assertThat(withEnvironment(Map.of(name, value)).fields().keyRequired()).isEqualTo(required);
        // With a key it is demanded in any case.
        assertThat(withEnvironment(Map.of(name, value, "MFN_API_KEY", "k"))
                        .fields()
                        .keys())
                .containsExactly("k");
    }

    @ParameterizedTest
    @CsvSource({"fields.silence, 30s", "fields.backpressure, some", "fields.queue, 0", "fields.heartbeat, 1ms"})
    void fieldStreamsHaveTheirRanges(String key, String value) {
        assertThatThrownBy(() -> loadedWith("rivulet." + key + " = " + value))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("rivulet." + key);
    }

    @Test
    void aBrokenOrMissingFileIsNamed() throws IOException {
        Path broken = Files.writeString(folder.resolve("broken.conf"), "rivulet { http {");
        SettingsLoader loader = new SettingsLoader(Map.of());
        assertThatThrownBy(() -> loader.load(broken, Map.of(), Map.of()))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("broken.conf");
        assertThatThrownBy(() -> loader.load(folder.resolve("none.conf"), Map.of(), Map.of()))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("none.conf");
    }

    @Test
    void everyKeyHasAReaderThatChecksIt() {
        var own =
                ConfigFactory.parseFile(REFERENCE.toFile()).getConfig("rivulet").entrySet();
        assertThat(own).hasSizeGreaterThan(10).allSatisfy(entry -> {
            String key = "rivulet." + entry.getKey();
            assertThatThrownBy(() -> loadedWith(key + " = {}"))
                    .isInstanceOf(SettingsException.class)
                    .hasMessageContaining(key);
        });
    }

    private void loadedWith(String text) throws IOException {
        new SettingsLoader(Map.of()).load(Files.writeString(folder.resolve("one.conf"), text), Map.of(), Map.of());
    }

    @Test
    void everyKeyIsExplainedWhereItsDefaultStands() throws IOException {
        List<String> lines = Files.readAllLines(REFERENCE);
        assertThat(lines).hasSizeGreaterThan(20);
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).contains(" = ")) {
                assertThat(lines.subList(Math.max(0, i - 4), i))
                        .as(lines.get(i))
                        .anyMatch(line -> line.contains("#"));
            }
        }
    }
}
