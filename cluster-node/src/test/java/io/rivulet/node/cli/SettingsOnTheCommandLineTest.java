// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A setting that can't be used stops `serve` before it makes or binds anything, and `doctor` as well. Were it
/// accepted,
/// `serve` would run for ever.
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SettingsOnTheCommandLineTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "RIVULET_HTTP_HOST, 0.0.0.0, loopback",
        "RIVULET_CLUSTER_HOST, 192.0.2.1, loopback",
        "RIVULET_AUTH_JWKS_URL, http://idp.example/keys, https URL",
        "RIVULET_SEED_NODES, 127.0.0.1:2552, RIVULET_DATABASE_URL",
        "RIVULET_SEED_NODES, 127.0.0.1, host:port",
        "RIVULET_SEED_NODES, 127.0.0.1:99999, host:port",
        "RIVULET_CLUSTER_TRANSPORT, udp, aeron-udp",
        "RIVULET_CLUSTER_TRANSPORT, tls-tcp, cluster.tls.certificate",
        "RIVULET_CLUSTER_FAILURE_DETECTION, slow, cautious",
        "RIVULET_QUIC_PORT, 70000, quic.port",
        "RIVULET_NODE_NAME, two words, node.name",
        "RIVULET_DATABASE_URL, jdbc:oracle:thin, jdbc:postgresql",
        "RIVULET_DATABASE_URL_FILE, no-such-file, can't be read",
        "RIVULET_STORE_DATA, '', store.data",
        "RIVULET_DRAIN_SECONDS, 0, node.drain",
        "RIVULET_KEEP_ALIVE_SECONDS, ages, http.keep-alive",
        "RIVULET_ACTORS_COMPUTE_VERIFICATION_SHARE, 2, compute.verification-share",
        "RIVULET_ACTORS_SESSION_HEARTBEAT, [], rivulet.actors.session.heartbeat",
    })
    void isNamedWithWhatIsAllowedAndNothingIsLeftBehind(String name, String value, String said) {
        for (String command : new String[] {"serve", "doctor"}) {
            // An option would go before the variable.
            String[] words = name.equals("RIVULET_STORE_DATA")
                    ? new String[] {command, "--port", "0"}
                    : new String[] {command, "--port", "0", "--data", "data"};
            CliRun run = CliRun.of(folder, Map.of(name, value), false, words);
            assertThat(run.code()).as(command + ": " + run.err()).isEqualTo(2);
            assertThat(run.err()).contains(said).doesNotContain("internal error");
            assertThat(run.out()).isEmpty();
        }
        assertThat(folder.resolve("data")).doesNotExist();
    }

    @Test
    void settingsCanBeLookedAtWithoutANode() {
        CliRun run = CliRun.of(
                folder,
                Map.of(
                        "RIVULET_DRAIN_SECONDS", "7",
                        "RIVULET_ALERTS_WEBHOOK_URL", "https://hook.example/",
                        "RIVULET_ALERTS_WEBHOOK_TOKEN", "not-to-be-shown"),
                false,
                "serve",
                "--port",
                "0",
                "--data",
                "data",
                "--check-config");
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out().lines())
                .contains(
                        "rivulet.http.port=0  (command line)",
                        "rivulet.http.max-streams=1000  (default)",
                        "rivulet.alerts.webhook-token=(set)  (environment)",
                        "rivulet.fields.keys=  (default)")
                .anyMatch(line -> line.startsWith("rivulet.node.drain=7") && line.endsWith("(environment)"));
        assertThat(run.out()).doesNotContain("not-to-be-shown");
        assertThat(folder.resolve("data")).doesNotExist();
    }

    @Test
    void aKeysFileThatOthersMayReadStopsTheStart() throws IOException {
        Path keys = Files.writeString(
                folder.resolve("keys.json"),
                "{\"keys\":[{\"key\":\"0123456789abcdef\",\"principal\":\"ann\",\"roles\":[\"user\"]}]}");
        Files.setPosixFilePermissions(keys, PosixFilePermissions.fromString("rw-r-----"));
        CliRun run = CliRun.of(
                folder,
                Map.of("RIVULET_AUTH_KEYS_FILE", keys.toString()),
                false,
                "serve",
                "--port",
                "0",
                "--data",
                "data");
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("chmod 600 " + keys).doesNotContain("0123456789abcdef");
        assertThat(folder.resolve("data")).doesNotExist();
        CliRun doctor =
                CliRun.of(folder, Map.of("RIVULET_AUTH_KEYS_FILE", "none.json"), false, "doctor", "--port", "0");
        assertThat(doctor.out()).contains("FAIL  authentication: ").contains("can't be read");
    }

    @Test
    void aFileThatIsNoConfigurationIsNamed() throws IOException {
        Files.writeString(folder.resolve("bad.conf"), "rivulet { http {");
        CliRun broken = CliRun.of(folder, "serve", "--config", "bad.conf");
        assertThat(broken.code()).isEqualTo(2);
        assertThat(broken.err()).contains("bad.conf");
        Files.writeString(folder.resolve("lacking.conf"), "rivulet.node.name = ${no.such.value}");
        assertThat(CliRun.of(folder, "doctor", "--config", "lacking.conf").code())
                .isEqualTo(2);
        Files.write(folder.resolve("secret"), new byte[] {(byte) 0xff, (byte) 0xfe});
        CliRun unreadable = CliRun.of(
                folder,
                Map.of("RIVULET_DATABASE_URL_FILE", folder.resolve("secret").toString()),
                false,
                "serve");
        assertThat(unreadable.code()).isEqualTo(2);
        assertThat(unreadable.err()).contains("not UTF-8");
        Files.write(folder.resolve("secret"), new byte[70_000]);
        assertThat(CliRun.of(
                                folder,
                                Map.of(
                                        "RIVULET_DATABASE_URL_FILE",
                                        folder.resolve("secret").toString()),
                                false,
                                "serve")
                        .err())
                .contains("more than 65536 bytes");
    }
}
