// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rivulet.actors.alert.core.Alert;
import io.rivulet.actors.alert.core.Outbox;
import io.rivulet.actors.alert.core.Report;
import io.rivulet.actors.meter.Meters;
import io.rivulet.node.settings.TelemetrySettings.Webhook;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Over HTTP, to a server that keeps what it gets; time is the test's.
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AlertPostTest {
    private static final String TOKEN = "for-the-receiver-alone";

    private final AtomicLong millis = new AtomicLong(1_000_000);
    private final Meters meters = new Meters();
    private final Receiver receiver;
    private final AlertPost post;

    AlertPostTest() throws Exception {
        receiver = new Receiver();
        post = new AlertPost(
                new Webhook(receiver.url("/hook"), TOKEN), "node-1", meters, () -> Instant.ofEpochMilli(millis.get()));
    }

    @AfterEach
    void close() {
        post.close();
        receiver.close();
    }

    private void report(Alert alert, String about) {
        post.accept(new Report(alert, about, "lines=3", millis.get(), 2));
    }

    private JsonNode next() throws Exception {
        Receiver.Post got = receiver.next();
        assertThat(got.path()).isEqualTo("/hook");
        assertThat(got.token()).isEqualTo("Bearer " + TOKEN);
        return new ObjectMapper().readTree(got.body());
    }

    @Test
    void whatIsCriticalIsPostedAtOnceWithWhatWaits() throws Exception {
        report(Alert.STREAM_GAP, "session a");
        report(Alert.NODE_LOST, "node node-2");

        JsonNode got = next();
        assertThat(got.get("node").asText()).isEqualTo("node-1");
        assertThat(got.get("dropped").asLong()).isZero();
        assertThat(got.at("/alerts/0/alert").asText()).isEqualTo("stream_gap");
        JsonNode lost = got.at("/alerts/1");
        assertThat(lost.get("alert").asText()).isEqualTo("node_lost");
        assertThat(lost.get("severity").asText()).isEqualTo("critical");
        assertThat(lost.get("about").asText()).isEqualTo("node node-2");
        assertThat(lost.get("detail").asText()).isEqualTo("lines=3");
        assertThat(lost.get("count").asLong()).isEqualTo(2);
        assertThat(lost.get("first_at").asText())
                .isEqualTo(Instant.ofEpochMilli(1_000_000).toString());
    }

    @Test
    void theOthersOfAMinuteComeTogether() throws Exception {
        report(Alert.STREAM_GAP, "session a");
        report(Alert.SLOW_ITERATION, "session a");
        millis.addAndGet(Outbox.PERIOD_MILLIS - 1);
        report(Alert.NO_QUORUM, "session b");
        assertThat(receiver.waiting()).isZero();
        millis.addAndGet(1);
        assertThat(next().get("alerts")).hasSize(3);
    }

    @Test
    void whatDoesNotFitIsCountedAndToldAlsoAsAFigure() throws Exception {
        for (int k = 0; k < Outbox.KEPT + 7; k++) {
            report(Alert.STREAM_GAP, "session " + k);
        }
        millis.addAndGet(Outbox.PERIOD_MILLIS);
        JsonNode got = next();
        assertThat(got.get("alerts")).hasSize(Outbox.KEPT);
        assertThat(got.get("dropped").asLong()).isEqualTo(7);
        assertThat(meters.text()).contains("rivulet_alert_reports_dropped_total 7.0\n");
    }

    @Test
    void whatWasNotTakenComesAgainAfterAMinute() throws Exception {
        receiver.answers(500);
        report(Alert.NODE_LOST, "node node-2");
        next();
        while (!meters.text().contains("rivulet_alert_posts_failed_total 1.0\n")) {
            Thread.onSpinWait();
        }
        receiver.answers(204);
        millis.addAndGet(Outbox.PERIOD_MILLIS);
        assertThat(next().at("/alerts/0/about").asText()).isEqualTo("node node-2");
        while (!meters.text().contains("rivulet_alert_reports_sent_total 1.0\n")) {
            Thread.onSpinWait();
        }
    }

    @Test
    void closingSendsWhatWaits() throws Exception {
        report(Alert.STREAM_GAP, "session a");
        post.close();
        assertThat(next().at("/alerts/0/about").asText()).isEqualTo("session a");
    }
}
