// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.event;

import io.rivulet.numerics.incremental.XSelection;
import io.rivulet.numerics.partition.Topology;
import io.rivulet.numerics.solve.Method;
import io.rivulet.numerics.solve.PreconditionerKind;
import io.rivulet.numerics.verify.Strategy;
import io.rivulet.serialization.event.SessionSettings.Converging;
import io.rivulet.serialization.event.SessionSettings.CostAggregation;
import io.rivulet.serialization.event.SessionSettings.CostSource;
import io.rivulet.serialization.event.SessionSettings.Inherited;
import io.rivulet.serialization.event.SessionSettings.LogLevel;
import io.rivulet.serialization.event.SessionSettings.Overflow;
import io.rivulet.serialization.event.SessionSettings.Showing;
import io.rivulet.serialization.event.SessionSettings.Stopping;
import io.rivulet.serialization.event.SessionSettings.Swarm;
import io.rivulet.serialization.event.SessionSettings.Verifying;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/// The settings inside `SessionOpened`. Choices go by their wire names, so that their order in an enum means nothing.
final class SettingsCodec {
    private static final int X_NONE = 0;
    private static final int X_TOP_CHANGES = 1;
    private static final int X_INDICES = 2;
    private static final int X_FULL = 3;
    private static final int X_CHANGES = 4;

    private SettingsCodec() {}

    static void write(LittleEndianWriter out, SessionSettings s) throws IOException {
        out.text(s.method().wireName());
        out.text(s.preconditioner().wireName());
        out.f64(s.stopping().tolerance());
        out.f64(s.stopping().absoluteTolerance());
        out.nullableDouble(s.stopping().errorBound());
        out.i32(s.stopping().maxIterations());
        out.i64(s.stopping().maxTimeMs());
        out.flag(s.live());
        out.flag(s.swarm().enabled());
        out.i64(s.expiresAfterS());
        out.flag(s.verifying().enabled());
        out.i32(s.verifying().interval());
        out.i32(s.verifying().probeCount());
        out.nullableDouble(s.verifying().tolerance());
        out.text(s.verifying().strategy().wireName());
        out.i32(s.converging().consecutiveIterations());
        out.f64(s.converging().swarmAgreement());
        out.nullableDouble(s.converging().residualThreshold());
        out.i32(s.showing().every());
        writeSelection(out, s.showing().x());
        out.f64(s.showing().deadband());
        out.i32(s.showing().buffer());
        out.i64(s.seed());
        out.nullableText(s.name());
        // Sorted: the same settings always have the same bytes.
        Map<String, String> labels = new TreeMap<>(s.labels());
        out.varint(labels.size());
        for (Map.Entry<String, String> label : labels.entrySet()) {
            out.text(label.getKey());
            out.text(label.getValue());
        }
    }

    /// Without what [#readParts], [#readSwarm], [#readReplicas], [#readStream] and [#readInherited] add.
    static SessionSettings read(LittleEndianReader in) throws IOException {
        SessionSettings.Builder settings = SessionSettings.builder()
                .method(named(Method.class, in.text()))
                .preconditioner(named(PreconditionerKind.class, in.text()))
                .stopping(new Stopping(in.f64(), in.f64(), in.nullableDouble(), in.i32(), in.i64()))
                .live(in.flag())
                .swarm(new Swarm(
                        in.flag(),
                        Swarm.DEFAULTS.partitions(),
                        Swarm.DEFAULTS.topology(),
                        Swarm.DEFAULTS.aggregation(),
                        null))
                .expiresAfterS(in.i64())
                .verifying(new Verifying(
                        in.flag(),
                        in.i32(),
                        in.i32(),
                        in.nullableDouble(),
                        named(Strategy.class, in.text()),
                        Verifying.DEFAULTS.consensus()))
                .converging(new Converging(in.i32(), in.f64(), in.nullableDouble()))
                .showing(new Showing(in.i32(), readSelection(in), in.f64(), in.i32()))
                .seed(in.i64())
                .name(in.nullableText());
        Map<String, String> labels = new LinkedHashMap<>();
        for (int left = in.count(2); left > 0; left--) {
            String key = in.text();
            labels.put(key, in.text());
        }
        return settings.labels(labels).build();
    }

    static void writeParts(LittleEndianWriter out, Swarm swarm) throws IOException {
        out.i32(swarm.partitions());
        out.text(wireName(swarm.topology()));
    }

    static SessionSettings readParts(LittleEndianReader in, SessionSettings before) throws IOException {
        return before.toBuilder()
                .swarm(before.swarm().inParts(in.i32(), named(Topology.class, in.text())))
                .build();
    }

    /// Whether there is anything to say by [#writeSwarm] that is not so by default.
    static boolean needsSwarm(SessionSettings s) {
        Swarm swarm = s.swarm();
        boolean topologyAlone = swarm.partitions() == 0 && swarm.topology() != Swarm.DEFAULTS.topology();
        return topologyAlone
                || swarm.aggregation() != Swarm.DEFAULTS.aggregation()
                || swarm.costSource() != null
                || s.verifying().consensus()
                || !s.autoCorrection();
    }

    /// Whether there is anything to say by [#writeReplicas].
    static boolean needsReplicas(SessionSettings s) {
        return s.swarm().replicas() != Swarm.DEFAULTS.replicas();
    }

    static void writeReplicas(LittleEndianWriter out, SessionSettings s) throws IOException {
        out.i32(s.swarm().replicas());
    }

    static SessionSettings readReplicas(LittleEndianReader in, SessionSettings before) throws IOException {
        return before.toBuilder().swarm(before.swarm().racing(in.i32())).build();
    }

    /// Whether there is anything to say by [#writeStream].
    static boolean needsStream(SessionSettings s) {
        return s.showing().overflow() != Showing.DEFAULTS.overflow();
    }

    static void writeStream(LittleEndianWriter out, SessionSettings s) throws IOException {
        out.text(wireName(s.showing().overflow()));
    }

    static SessionSettings readStream(LittleEndianReader in, SessionSettings before) throws IOException {
        Showing s = before.showing();
        return before.toBuilder()
                .showing(new Showing(s.every(), s.x(), s.deadband(), s.buffer(), named(Overflow.class, in.text())))
                .build();
    }

    /// Whether there is anything to say by [#writeInherited].
    static boolean needsInherited(SessionSettings s) {
        return s.inherited() != null;
    }

    static void writeInherited(LittleEndianWriter out, SessionSettings s) throws IOException {
        Inherited inherited = Objects.requireNonNull(s.inherited());
        out.text(inherited.workflow());
        out.flag(inherited.propagating());
        out.i64(inherited.heartbeatMillis());
        out.i64(inherited.maxStreamMillis());
        out.flag(inherited.compressing());
    }

    static SessionSettings readInherited(LittleEndianReader in, SessionSettings before) throws IOException {
        return before.toBuilder()
                .inherited(new Inherited(in.text(), in.flag(), in.i64(), in.i64(), in.flag(), LogLevel.DEFAULT, true))
                .build();
    }

    /// Whether there is anything to say by [#writeMonitoring].
    static boolean needsMonitoring(SessionSettings s) {
        return s.logLevel() != LogLevel.DEFAULT || !s.traced();
    }

    static void writeMonitoring(LittleEndianWriter out, SessionSettings s) throws IOException {
        out.text(wireName(s.logLevel()));
        out.flag(s.traced());
    }

    static SessionSettings readMonitoring(LittleEndianReader in, SessionSettings before) throws IOException {
        Inherited known = Objects.requireNonNull(before.inherited());
        return before.toBuilder()
                .inherited(new Inherited(
                        known.workflow(),
                        known.propagating(),
                        known.heartbeatMillis(),
                        known.maxStreamMillis(),
                        known.compressing(),
                        named(LogLevel.class, in.text()),
                        in.flag()))
                .build();
    }

    static void writeSwarm(LittleEndianWriter out, SessionSettings s) throws IOException {
        out.text(wireName(s.swarm().aggregation()));
        CostSource source = s.swarm().costSource();
        out.flag(source != null);
        if (source != null) {
            out.uuid(source.session());
            out.i64(source.revision());
        }
        out.flag(s.verifying().consensus());
        out.flag(s.autoCorrection());
    }

    static SessionSettings readSwarm(LittleEndianReader in, SessionSettings before) throws IOException {
        Swarm s = before.swarm();
        CostAggregation aggregation = named(CostAggregation.class, in.text());
        CostSource source = in.flag() ? new CostSource(in.uuid(), in.i64()) : null;
        Verifying v = before.verifying();
        return before.toBuilder()
                .swarm(new Swarm(s.enabled(), s.partitions(), s.topology(), aggregation, source))
                .verifying(new Verifying(
                        v.enabled(), v.interval(), v.probeCount(), v.tolerance(), v.strategy(), in.flag()))
                .autoCorrection(in.flag())
                .build();
    }

    private static String wireName(Enum<?> choice) {
        return choice.name().toLowerCase(Locale.ROOT);
    }

    private static void writeSelection(LittleEndianWriter out, XSelection x) throws IOException {
        switch (x) {
            case XSelection.None _ -> out.u8(X_NONE);
            case XSelection.TopChanges top -> {
                out.u8(X_TOP_CHANGES);
                out.i32(top.count());
            }
            case XSelection.Indices some -> {
                out.u8(X_INDICES);
                out.varint(some.indices().length);
                out.ints(some.indices());
            }
            case XSelection.Full _ -> out.u8(X_FULL);
            case XSelection.Changes _ -> out.u8(X_CHANGES);
        }
    }

    private static XSelection readSelection(LittleEndianReader in) throws IOException {
        int kind = in.u8();
        return switch (kind) {
            case X_NONE -> new XSelection.None();
            case X_TOP_CHANGES -> new XSelection.TopChanges(in.i32());
            case X_INDICES -> new XSelection.Indices(in.ints(in.count(4)));
            case X_FULL -> new XSelection.Full();
            case X_CHANGES -> new XSelection.Changes();
            default -> throw new CodecException("unknown selection of x: " + kind);
        };
    }

    static <E extends Enum<E>> E named(Class<E> type, String wireName) {
        try {
            return Enum.valueOf(type, wireName.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new CodecException("unknown " + type.getSimpleName() + " " + wireName, e);
        }
    }
}
