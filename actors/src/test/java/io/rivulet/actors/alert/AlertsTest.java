// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.rivulet.actors.alert.core.Alert;
import io.rivulet.actors.alert.core.Quiet;
import io.rivulet.actors.alert.core.Report;
import io.rivulet.actors.meter.Meters;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class AlertsTest {
    private final Logger logger = (Logger) LoggerFactory.getLogger("io.rivulet.alert");
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final AtomicLong millis = new AtomicLong(1_000);
    private final List<Report> further = new ArrayList<>();
    private final Meters meters = new Meters();
    private final Alerts alerts = new Alerts(meters, () -> Instant.ofEpochMilli(millis.get()), further::add);

    @BeforeEach
    void listen() {
        lines.start();
        logger.addAppender(lines);
        logger.setAdditive(false);
    }

    @AfterEach
    void stopListening() {
        logger.detachAppender(lines);
        logger.setAdditive(true);
    }

    @Test
    void eachIsCountedAndOneAMinuteIsToldInTheLogAndFurther() {
        for (int k = 0; k < 10; k++) {
            alerts.raise(Alert.SLOW_ITERATION, "session s", "micros=" + k);
        }
        millis.addAndGet(Quiet.PAUSE_MILLIS);
        alerts.raise(Alert.SLOW_ITERATION, "session s", "micros=10");

        assertThat(meters.text()).contains("rivulet_alerts_total{alert=\"slow_iteration\"} 11.0\n");
        assertThat(further)
                .extracting(Report::detail, Report::count)
                .containsExactly(tuple("micros=0", 1L), tuple("micros=10", 10L));
        assertThat(lines.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .containsExactly(
                        "alert=slow_iteration about=session s count=1 micros=0",
                        "alert=slow_iteration about=session s count=10 micros=10");
    }

    @Test
    void aWarningIsLoggedAsOneAndTheOthersAsErrors() {
        alerts.raise(Alert.STREAM_GAP, "a", "");
        alerts.raise(Alert.NO_QUORUM, "a", "");
        alerts.raise(Alert.NODE_LOST, "a", "");
        assertThat(lines.list)
                .extracting(ILoggingEvent::getLevel)
                .containsExactly(Level.WARN, Level.ERROR, Level.ERROR);
    }

    @Test
    void everyAlertIsThereBeforeItFirstComes() {
        for (Alert alert : Alert.values()) {
            assertThat(meters.text()).contains("rivulet_alerts_total{alert=\"" + alert.wireName() + "\"} 0.0\n");
        }
    }
}
