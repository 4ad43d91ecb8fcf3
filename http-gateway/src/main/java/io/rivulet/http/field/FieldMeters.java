// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.field;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import io.rivulet.actors.meter.Meters;
import io.rivulet.http.field.core.FieldConversation;
import io.rivulet.http.field.core.FieldFact;
import io.rivulet.http.field.core.FieldFact.ConnectionAudit;
import io.rivulet.http.field.core.FieldFact.StreamAudit;
import io.rivulet.http.field.core.StreamType;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Counts and logs what happens at connections of field streams. No key and no address is written down.
/// **Thread** any.
final class FieldMeters {
    private static final Logger log = LoggerFactory.getLogger(FieldMeters.class);
    private static final double MILLIS_PER_SECOND = 1000;

    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger authenticated = new AtomicInteger();
    private final Map<StreamType, AtomicInteger> streams = new EnumMap<>(StreamType.class);
    private final Counter opened;
    private final Counter auths;
    private final Counter drops;
    private final Counter sent;
    private final Counter discarded;
    private final Counter missed;
    private final Histogram latency;
    private final Histogram connectionSeconds;
    private final Histogram streamSeconds;

    FieldMeters(Meters meters) {
        for (StreamType type : StreamType.values()) {
            streams.put(type, new AtomicInteger());
        }
        meters.gauge("rivulet_field_connections", "Field connections that are open at this node.", connections::get);
        meters.gauge(
                "rivulet_field_connections_authenticated", "Those of them that are authenticated.", authenticated::get);
        meters.gauges("rivulet_field_streams", "Field streams that are open at this node, by type.", "type", () -> {
            Map<String, Integer> now = new TreeMap<>();
            streams.forEach((type, count) -> now.put(type.wireName(), count.get()));
            return now;
        });
        opened = meters.counter("rivulet_field_connections_opened_total", "Field connections that were opened.");
        auths = meters.counter("rivulet_field_auth_total", "Messages auth of field connections, by result.", "result");
        drops = meters.counter(
                "rivulet_field_dropped_total", "Messages left out for slow readers, by strategy.", "strategy");
        sent = meters.counter("rivulet_field_sent_total", "Messages with data that were sent.");
        discarded = meters.counter(
                "rivulet_field_discarded_total", "Messages with data that waited when their connection ended.");
        missed = meters.counter(
                "rivulet_field_heartbeat_timeouts_total", "Field connections closed for lack of a sign of life.");
        latency = meters.seconds("rivulet_field_update_seconds", "From a field's computation until its update leaves.");
        connectionSeconds = meters.seconds("rivulet_field_connection_seconds", "How long field connections lasted.");
        streamSeconds = meters.seconds("rivulet_field_stream_seconds", "How long field streams lasted.", "type");
    }

    void opened() {
        connections.incrementAndGet();
        opened.inc();
    }

    /// @param change by how many more of this node's connections are authenticated
    void authenticated(int change) {
        authenticated.addAndGet(change);
    }

    void streamOpened(StreamType type) {
        count(type).incrementAndGet();
    }

    private AtomicInteger count(StreamType type) {
        return Objects.requireNonNull(streams.get(type));
    }

    void streamClosed(StreamType type) {
        count(type).decrementAndGet();
    }

    void left(FieldConversation.Data data, double nowMillis) {
        sent.inc();
        if (Double.isFinite(data.computedMillis())) {
            latency.observe(Math.max(0, nowMillis - data.computedMillis()) / MILLIS_PER_SECOND);
        }
    }

    void tell(FieldFact fact, String connection) {
        switch (fact) {
            case FieldFact.Authenticated(String keyId, boolean signed) -> {
                auths.labelValues("ok").inc();
                log.info("field connection={} authenticated key={} signed={}", connection, keyId, signed);
            }
            case FieldFact.AuthRefused(var code) -> {
                auths.labelValues(code.name().toLowerCase(Locale.ROOT)).inc();
                log.info("field connection={} auth refused code={}", connection, code);
            }
            case FieldFact.HeartbeatMissed _ -> missed.inc();
            case FieldFact.Dropped(var strategy, long messages) ->
                drops.labelValues(strategy.wireName()).inc(messages);
            case FieldFact.StreamEnded(StreamAudit audit) -> ended(audit, connection);
        }
    }

    void ended(StreamAudit audit, String connection) {
        streamSeconds.labelValues(audit.type().wireName()).observe(audit.seconds());
        log.info(
                "field connection={} stream ended type={} reason={} stream_duration_seconds={} offered={}"
                        + " packets_sent={} dropped_frames={} discarded={}",
                connection,
                audit.type().wireName(),
                audit.reason(),
                audit.seconds(),
                audit.offered(),
                audit.sent(),
                audit.dropped(),
                audit.discarded());
    }

    void closed(ConnectionAudit audit, String connection) {
        connections.decrementAndGet();
        connectionSeconds.observe(audit.seconds());
        discarded.inc(audit.discarded());
        log.info(
                "field connection={} closed duration_seconds={} streams={} offered={} packets_sent={}"
                        + " packets_received={} dropped_frames={} discarded={} drop_rate_percent={}",
                connection,
                audit.seconds(),
                audit.streams(),
                audit.offered(),
                audit.sent(),
                audit.received(),
                audit.dropped(),
                audit.discarded(),
                audit.dropRatePercent());
    }
}
