// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.actors.alert.core.Alert;
import io.rivulet.actors.alert.core.Report;
import io.rivulet.actors.telemetry.Telemetry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificateWatchTest {
    private static final int DAYS = 90;

    @TempDir
    Path folder;

    /// A certificate of the JDK's keytool that is good for so many days from now.
    private Path certificate() throws Exception {
        Path store = folder.resolve("keys.p12");
        Path pem = folder.resolve("node.pem");
        keytool("-genkeypair", "-alias", "node", "-keyalg", "EC", "-dname", "CN=n", "-validity", "" + DAYS, store);
        keytool("-exportcert", "-alias", "node", "-rfc", "-file", pem.toString(), store);
        return pem;
    }

    private void keytool(Object... words) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        for (int k = 0; k < words.length - 1; k++) {
            command.add(words[k].toString());
        }
        command.addAll(List.of("-keystore", words[words.length - 1].toString(), "-storepass", "changeit"));
        Process keytool = new ProcessBuilder(command).inheritIO().start();
        assertThat(keytool.waitFor()).isZero();
    }

    private static List<Alert> raisedAt(Instant now, Path file) {
        List<Alert> raised = new ArrayList<>();
        Telemetry telemetry = Telemetry.of(InstantSource.fixed(now), report -> raised.add(report.alert()));
        new CertificateWatch(Map.of("clients", file), telemetry, InstantSource.fixed(now)).look();
        return raised;
    }

    @Test
    void anEndIsAlertedThreeWeeksBeforeAndWhenItHasCome() throws Exception {
        Path file = certificate();
        Instant now = Instant.now();
        Duration good = Duration.ofDays(DAYS).minusHours(1);
        assertThat(raisedAt(now, file)).isEmpty();
        assertThat(raisedAt(now.plus(good).minus(CertificateWatch.WARNED).minusSeconds(3_600), file))
                .isEmpty();
        assertThat(raisedAt(now.plus(good).minus(CertificateWatch.WARNED).plusSeconds(7_200), file))
                .containsExactly(Alert.CERTIFICATE_EXPIRES);
        assertThat(raisedAt(now.plus(good).plusSeconds(7_200), file)).containsExactly(Alert.CERTIFICATE_EXPIRED);
    }

    @Test
    void itsEndIsAFigureAndAFileThatIsNoneIsAlerted() throws Exception {
        Path file = certificate();
        List<Report> reports = new ArrayList<>();
        Telemetry telemetry = Telemetry.of(InstantSource.system(), reports::add);
        var watch = new CertificateWatch(Map.of("clients", file), telemetry, InstantSource.system());
        watch.look();
        long end = Instant.now().plus(Duration.ofDays(DAYS)).getEpochSecond();
        String line = telemetry
                .meters()
                .text()
                .lines()
                .filter(each -> each.startsWith("rivulet_certificate_expiry_timestamp_seconds{use=\"clients\"}"))
                .findFirst()
                .orElseThrow();
        assertThat(Double.parseDouble(line.substring(line.indexOf(' ') + 1))).isBetween(end - 60.0, end + 60.0);

        Files.writeString(file, "nothing of the kind");
        watch.look();
        assertThat(reports)
                .singleElement()
                .satisfies(report -> assertThat(report.alert()).isEqualTo(Alert.CERTIFICATE_EXPIRED));
    }
}
