// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.event;

import io.rivulet.numerics.incremental.XSelection;
import io.rivulet.numerics.solve.Method;
import io.rivulet.numerics.solve.PreconditionerKind;
import io.rivulet.numerics.verify.Strategy;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The settings inside `SessionOpened`. Choices go by their wire names, so that their order in an enum means nothing.
final class SettingsCodec {
    private static final int X_NONE = 0;
    private static final int X_TOP_CHANGES = 1;
    private static final int X_INDICES = 2;
    private static final int X_FULL = 3;

    private SettingsCodec() {}

    static void write(LittleEndianWriter out, SessionSettings s) throws IOException {
        out.text(s.method().wireName());
        out.text(s.preconditioner().wireName());
        out.f64(s.tolerance());
        out.f64(s.absoluteTolerance());
        out.nullableDouble(s.errorBound());
        out.i32(s.maxIterations());
        out.i64(s.maxTimeMs());
        out.flag(s.live());
        out.flag(s.swarmEnabled());
        out.i64(s.expiresAfterS());
        out.flag(s.verificationEnabled());
        out.i32(s.verificationInterval());
        out.i32(s.probeCount());
        out.nullableDouble(s.verificationTolerance());
        out.text(s.strategy().wireName());
        out.i32(s.consecutiveIterations());
        out.f64(s.swarmAgreement());
        out.nullableDouble(s.residualThreshold());
        out.i32(s.sampleEvery());
        writeSelection(out, s.x());
        out.f64(s.deadband());
        out.i32(s.buffer());
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

    /// Without parts, which stand elsewhere.
    static SessionSettings read(LittleEndianReader in) throws IOException {
        Method method = named(Method.class, in.text());
        PreconditionerKind preconditioner = named(PreconditionerKind.class, in.text());
        double tolerance = in.f64();
        double absoluteTolerance = in.f64();
        @Nullable Double errorBound = in.nullableDouble();
        int maxIterations = in.i32();
        long maxTimeMs = in.i64();
        boolean live = in.flag();
        boolean swarmEnabled = in.flag();
        long expiresAfterS = in.i64();
        boolean verificationEnabled = in.flag();
        int verificationInterval = in.i32();
        int probeCount = in.i32();
        @Nullable Double verificationTolerance = in.nullableDouble();
        Strategy strategy = named(Strategy.class, in.text());
        int consecutiveIterations = in.i32();
        double swarmAgreement = in.f64();
        @Nullable Double residualThreshold = in.nullableDouble();
        int sampleEvery = in.i32();
        XSelection x = readSelection(in);
        double deadband = in.f64();
        int buffer = in.i32();
        long seed = in.i64();
        @Nullable String name = in.nullableText();
        Map<String, String> labels = new LinkedHashMap<>();
        for (int left = in.count(2); left > 0; left--) {
            String key = in.text();
            labels.put(key, in.text());
        }
        return new SessionSettings(
                method,
                preconditioner,
                tolerance,
                absoluteTolerance,
                errorBound,
                maxIterations,
                maxTimeMs,
                live,
                swarmEnabled,
                expiresAfterS,
                verificationEnabled,
                verificationInterval,
                probeCount,
                verificationTolerance,
                strategy,
                consecutiveIterations,
                swarmAgreement,
                residualThreshold,
                sampleEvery,
                x,
                deadband,
                buffer,
                seed,
                name,
                labels);
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
        }
    }

    private static XSelection readSelection(LittleEndianReader in) throws IOException {
        int kind = in.u8();
        return switch (kind) {
            case X_NONE -> new XSelection.None();
            case X_TOP_CHANGES -> new XSelection.TopChanges(in.i32());
            case X_INDICES -> new XSelection.Indices(in.ints(in.count(4)));
            case X_FULL -> new XSelection.Full();
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
