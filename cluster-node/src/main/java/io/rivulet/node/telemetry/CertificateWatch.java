// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.telemetry;

import io.rivulet.actors.alert.core.Alert;
import io.rivulet.actors.telemetry.Telemetry;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/// Until when this node's certificates are good: a figure, and an alert in time to renew them.
/// **Thread** [#look] reads files, so it may block.
public final class CertificateWatch {
    /// How often to look.
    public static final Duration PERIOD = Duration.ofHours(1);

    static final Duration WARNED = Duration.ofDays(21);

    private static final long MILLIS_PER_SECOND = 1_000;

    private final Map<String, Path> files;
    private final Telemetry telemetry;
    private final InstantSource clock;
    private final Map<String, Long> ends = new ConcurrentHashMap<>();

    /// @param files PEM, the node's own certificate first, by what it is for
    public CertificateWatch(Map<String, Path> files, Telemetry telemetry, InstantSource clock) {
        this.files = new TreeMap<>(files);
        this.telemetry = telemetry;
        this.clock = clock;
        telemetry
                .meters()
                .gauges(
                        "rivulet_certificate_expiry_timestamp_seconds",
                        "When the certificate that this node shows ends, since 1970.",
                        "use",
                        () -> ends);
    }

    /// Reads them again.
    public void look() {
        files.forEach(this::look);
    }

    private void look(String use, Path file) {
        long end;
        try (InputStream in = Files.newInputStream(file)) {
            X509Certificate own =
                    (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
            end = own.getNotAfter().getTime();
        } catch (IOException | CertificateException unreadable) {
            raise(
                    Alert.CERTIFICATE_EXPIRED,
                    use,
                    "it can't be read: " + unreadable.getClass().getSimpleName());
            return;
        }
        ends.put(use, end / MILLIS_PER_SECOND);
        long left = end - clock.millis();
        if (left <= 0) {
            raise(
                    Alert.CERTIFICATE_EXPIRED,
                    use,
                    "hours=" + -Duration.ofMillis(left).toHours());
        } else if (left < WARNED.toMillis()) {
            raise(
                    Alert.CERTIFICATE_EXPIRES,
                    use,
                    "days=" + Duration.ofMillis(left).toDays());
        }
    }

    private void raise(Alert alert, String use, String detail) {
        telemetry.alerts().raise(alert, "certificate of " + use, detail);
    }
}
