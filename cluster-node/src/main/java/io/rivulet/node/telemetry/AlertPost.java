// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.telemetry;

import io.prometheus.metrics.core.metrics.Counter;
import io.rivulet.actors.alert.core.Outbox;
import io.rivulet.actors.alert.core.Report;
import io.rivulet.actors.meter.Meters;
import io.rivulet.node.settings.TelemetrySettings.Webhook;
import io.rivulet.serialization.json.Json;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Posts alerts to a webhook: a critical one at once, the others of a minute together. What a node says
/// there is what it has in its log, without stacks.
/// **Owns** one thread, which sends. **Thread** [#accept] any, and does not block.
/// **Bounded by** [Outbox#KEPT] reports; one request at a time, of [#PATIENCE].
/// **Survives** a receiver that is away: the reports wait for the next minute, as far as there is room.
public final class AlertPost implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final Logger log = LoggerFactory.getLogger(AlertPost.class);
    private static final long LOOK_NANOS = 1_000_000_000;
    private static final Duration LAST_WORDS = Duration.ofSeconds(2);
    private static final int GOOD = 2;
    private static final int HUNDRED = 100;

    private final Webhook receiver;
    private final String node;
    private final InstantSource clock;
    private final Outbox outbox;
    private final HttpClient client;
    private final Counter sent;
    private final Counter dropped;
    private final Counter failures;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition wanted = lock.newCondition();
    private final Thread sender;
    private volatile boolean closed;

    public AlertPost(Webhook receiver, String node, Meters meters, InstantSource clock) {
        this.receiver = receiver;
        this.node = node;
        this.clock = clock;
        this.outbox = new Outbox(clock.millis());
        this.sent = meters.counter("rivulet_alert_reports_sent_total", "Reports that the webhook took.");
        this.dropped = meters.counter(
                "rivulet_alert_reports_dropped_total", "Reports that waited for the webhook and had no room.");
        this.failures = meters.counter("rivulet_alert_posts_failed_total", "Posts that the webhook did not take.");
        this.client = HttpClient.newBuilder()
                .connectTimeout(PATIENCE)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
        this.sender = Thread.ofPlatform().name("rivulet-alerts").daemon(true).start(this::run);
    }

    /// Takes a report to be sent.
    public void accept(Report report) {
        lock.lock();
        try {
            if (!outbox.add(report)) {
                dropped.inc();
            }
            wanted.signal();
        } finally {
            lock.unlock();
        }
    }

    /// Once it is closed, one batch more.
    private void run() {
        try {
            boolean last;
            do {
                last = closed;
                Outbox.Batch batch = next();
                if (!batch.isEmpty()) {
                    post(batch);
                }
            } while (!last);
        } catch (InterruptedException _) {
            // Closed while it sent or waited.
        }
    }

    /// Waits for what is due; does not wait once it is closed.
    private Outbox.Batch next() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (true) {
                Outbox.Batch due = closed ? outbox.all(clock.millis()) : outbox.due(clock.millis());
                if (closed || !due.isEmpty()) {
                    return due;
                }
                // The time may also be right without a report that comes.
                long _ = wanted.awaitNanos(LOOK_NANOS);
            }
        } finally {
            lock.unlock();
        }
    }

    private void post(Outbox.Batch batch) throws InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(receiver.url())
                .timeout(PATIENCE)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(json(batch)));
        if (!receiver.token().isEmpty()) {
            request.header("Authorization", "Bearer " + receiver.token());
        }
        try {
            HttpResponse<Void> answer = client.send(request.build(), BodyHandlers.discarding());
            if (answer.statusCode() / HUNDRED == GOOD) {
                sent.inc(batch.reports().size());
            } else {
                failed(batch, "status " + answer.statusCode());
            }
        } catch (IOException away) {
            // Its text may have the address, and that a secret.
            failed(batch, away.getClass().getSimpleName());
        }
    }

    private void failed(Outbox.Batch batch, String why) {
        log.warn(
                "alerts could not be posted, {} wait for a minute: {}",
                batch.reports().size(),
                why);
        lock.lock();
        try {
            outbox.back(batch, clock.millis());
        } finally {
            lock.unlock();
        }
        failures.inc();
    }

    private byte[] json(Outbox.Batch batch) {
        return Json.encode(json -> {
            json.writeStartObject();
            json.writeStringField("node", node);
            json.writeStringField(
                    "sent_at", Instant.ofEpochMilli(clock.millis()).toString());
            json.writeNumberField("dropped", batch.dropped());
            json.writeArrayFieldStart("alerts");
            for (Report report : batch.reports()) {
                json.writeStartObject();
                json.writeStringField("alert", report.alert().wireName());
                json.writeStringField("severity", report.alert().severity().wireName());
                json.writeStringField("meaning", report.alert().meaning());
                json.writeStringField("about", report.about());
                json.writeStringField("detail", report.detail());
                json.writeStringField(
                        "first_at", Instant.ofEpochMilli(report.epochMillis()).toString());
                json.writeNumberField("count", report.count());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        });
    }

    /// Sends what waits, in a while at most.
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            wanted.signal();
        } finally {
            lock.unlock();
        }
        try {
            if (!sender.join(LAST_WORDS)) {
                sender.interrupt();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        client.shutdownNow();
    }
}
