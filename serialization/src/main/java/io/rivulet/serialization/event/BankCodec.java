// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.event;

import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.patterns.experience.ThresholdRule;
import io.rivulet.patterns.experience.Thresholds;
import io.rivulet.serialization.event.BankEvent.ExperiencesRecorded;
import io.rivulet.serialization.event.BankEvent.Observed;
import io.rivulet.serialization.event.BankEvent.OutcomesObserved;
import io.rivulet.serialization.event.BankEvent.PatternsDeleted;
import io.rivulet.serialization.event.BankEvent.PatternsStored;
import io.rivulet.serialization.event.BankEvent.ThresholdsAdapted;
import io.rivulet.serialization.event.BankSnapshot.Held;
import io.rivulet.serialization.event.BankSnapshot.Learning;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The stored form of what banks hold: little-endian, a CRC-32C at the end. The manifest names kind and version. A
/// version, once written, is read for ever.
/// **Thread** any.   **Errors** bytes that can't be read throw [CodecException].
public final class BankCodec {
    /// First part of every manifest.
    public static final String ENTITY = "bank/";

    private static final String PATTERNS_STORED_1 = "bank/patterns-stored/1";
    private static final String PATTERNS_DELETED_1 = "bank/patterns-deleted/1";
    private static final String EXPERIENCES_RECORDED_1 = "bank/experiences-recorded/1";
    private static final String OUTCOMES_OBSERVED_1 = "bank/outcomes-observed/1";
    private static final String THRESHOLDS_ADAPTED_1 = "bank/thresholds-adapted/1";
    private static final String SNAPSHOT_1 = "bank/snapshot/1";

    /// Bytes that a pattern, an experience, an outcome, and whatever else there are many of, take at least.
    private static final int LEAST_PATTERN = 12;

    private static final int LEAST_EXPERIENCE = 38;
    private static final int LEAST_OUTCOME = 33;
    private static final int LEAST_CHANGE = 60;
    private static final int LEAST_LEARNING = 28;

    private BankCodec() {}

    public static String manifest(BankEvent event) {
        return switch (event) {
            case PatternsStored _ -> PATTERNS_STORED_1;
            case PatternsDeleted _ -> PATTERNS_DELETED_1;
            case ExperiencesRecorded _ -> EXPERIENCES_RECORDED_1;
            case OutcomesObserved _ -> OUTCOMES_OBSERVED_1;
            case ThresholdsAdapted _ -> THRESHOLDS_ADAPTED_1;
        };
    }

    public static String manifest(BankSnapshot snapshot) {
        return SNAPSHOT_1;
    }

    public static byte[] encode(BankEvent event) {
        return written(out -> {
            switch (event) {
                case PatternsStored e -> all(out, e.patterns(), BankCodec::write);
                case PatternsDeleted e -> {
                    all(out, e.ids(), LittleEndianWriter::text);
                    out.i64(e.atMillis());
                }
                case ExperiencesRecorded e -> all(out, e.experiences(), BankCodec::write);
                case OutcomesObserved e -> all(out, e.outcomes(), BankCodec::write);
                case ThresholdsAdapted e -> write(out, e);
            }
        });
    }

    public static byte[] encode(BankSnapshot snapshot) {
        return written(out -> {
            all(out, snapshot.patterns(), BankCodec::write);
            all(out, snapshot.experiences(), BankCodec::write);
            all(out, snapshot.learnings(), BankCodec::write);
        });
    }

    /// An event, or a snapshot.
    public static Object decode(String manifest, byte[] bytes) {
        try {
            LittleEndianReader in = LittleEndianReader.of(bytes);
            Object read = switch (manifest) {
                case PATTERNS_STORED_1 -> new PatternsStored(all(in, LEAST_PATTERN, BankCodec::readPattern));
                case PATTERNS_DELETED_1 -> new PatternsDeleted(all(in, 1, LittleEndianReader::text), in.i64());
                case EXPERIENCES_RECORDED_1 ->
                    new ExperiencesRecorded(all(in, LEAST_EXPERIENCE, BankCodec::readExperience));
                case OUTCOMES_OBSERVED_1 -> new OutcomesObserved(all(in, LEAST_OUTCOME, BankCodec::readOutcome));
                case THRESHOLDS_ADAPTED_1 -> readChange(in);
                case SNAPSHOT_1 ->
                    new BankSnapshot(
                            all(in, LEAST_PATTERN, BankCodec::readPattern),
                            all(in, LEAST_EXPERIENCE, BankCodec::readHeld),
                            all(in, LEAST_LEARNING, BankCodec::readLearning));
                default -> throw new CodecException("unknown manifest " + manifest);
            };
            in.finish();
            return read;
        } catch (IOException | IllegalArgumentException e) {
            throw new CodecException("unreadable " + manifest, e);
        }
    }

    private static void write(LittleEndianWriter out, StoredPattern p) throws IOException {
        out.text(p.id());
        out.text(p.type());
        write(out, p.values());
        out.nullableDouble(p.outcome());
        out.i64(p.atMillis());
    }

    private static StoredPattern readPattern(LittleEndianReader in) throws IOException {
        return new StoredPattern(in.text(), in.text(), readVector(in), in.nullableDouble(), in.i64());
    }

    private static void write(LittleEndianWriter out, Experience e) throws IOException {
        out.text(e.id());
        out.text(e.type());
        write(out, e.vector());
        out.f64(e.similarity());
        out.f64(e.confidence());
        out.f64(e.predicted());
        out.flag(e.signalled());
        out.nullableText(e.bestMatch());
        Map<String, String> words = e.context().sortedWords();
        out.varint(words.size());
        for (Map.Entry<String, String> word : words.entrySet()) {
            out.text(word.getKey());
            out.text(word.getValue());
        }
        Map<String, Double> numbers = e.context().sortedNumbers();
        out.varint(numbers.size());
        for (Map.Entry<String, Double> number : numbers.entrySet()) {
            out.text(number.getKey());
            out.f64(number.getValue());
        }
        out.i64(e.atMillis());
    }

    private static Experience readExperience(LittleEndianReader in) throws IOException {
        return new Experience(
                in.text(),
                in.text(),
                readVector(in),
                in.f64(),
                in.f64(),
                in.f64(),
                in.flag(),
                in.nullableText(),
                readContext(in),
                in.i64());
    }

    private static Experience.Context readContext(LittleEndianReader in) throws IOException {
        Map<String, String> words = new HashMap<>();
        for (int left = in.count(2); left > 0; left--) {
            String name = in.text();
            words.put(name, in.text());
        }
        Map<String, Double> numbers = new HashMap<>();
        for (int left = in.count(9); left > 0; left--) {
            String name = in.text();
            numbers.put(name, in.f64());
        }
        return new Experience.Context(words, numbers);
    }

    private static void write(LittleEndianWriter out, Observed o) throws IOException {
        out.text(o.experience());
        out.f64(o.actual());
        out.f64(o.scale());
        out.f64(o.confidence());
        out.i64(o.atMillis());
    }

    private static Observed readOutcome(LittleEndianReader in) throws IOException {
        return new Observed(in.text(), in.f64(), in.f64(), in.f64(), in.i64());
    }

    private static void write(LittleEndianWriter out, ThresholdsAdapted e) throws IOException {
        out.text(e.type());
        out.text(e.experience());
        out.u8(code(e.action()));
        write(out, e.before());
        write(out, e.after());
        out.f64(e.winRate());
        out.f64(e.profitFactor());
        out.varint(e.outcomes());
        out.i64(e.atMillis());
    }

    private static ThresholdsAdapted readChange(LittleEndianReader in) throws IOException {
        return new ThresholdsAdapted(
                in.text(),
                in.text(),
                action(in.u8()),
                readThresholds(in),
                readThresholds(in),
                in.f64(),
                in.f64(),
                (int) in.varint(),
                in.i64());
    }

    /// On disk: never changed.
    private static int code(ThresholdRule.Action action) {
        return switch (action) {
            case TIGHTEN -> 0;
            case RELAX -> 1;
            case NONE -> 2;
            case TOO_FEW -> 3;
        };
    }

    private static ThresholdRule.Action action(int code) {
        return switch (code) {
            case 0 -> ThresholdRule.Action.TIGHTEN;
            case 1 -> ThresholdRule.Action.RELAX;
            case 2 -> ThresholdRule.Action.NONE;
            case 3 -> ThresholdRule.Action.TOO_FEW;
            default -> throw new CodecException("no step of thresholds is " + code);
        };
    }

    private static void write(LittleEndianWriter out, Held held) throws IOException {
        write(out, held.experience());
        Observed outcome = held.outcome();
        out.flag(outcome != null);
        if (outcome != null) {
            write(out, outcome);
        }
        all(out, held.changes(), BankCodec::write);
    }

    private static Held readHeld(LittleEndianReader in) throws IOException {
        Experience experience = readExperience(in);
        Observed outcome = in.flag() ? readOutcome(in) : null;
        return new Held(experience, outcome, all(in, LEAST_CHANGE, BankCodec::readChange));
    }

    private static void write(LittleEndianWriter out, Learning l) throws IOException {
        out.text(l.type());
        Thresholds thresholds = l.thresholds();
        out.flag(thresholds != null);
        if (thresholds != null) {
            write(out, thresholds);
        }
        all(out, l.sizes(), LittleEndianWriter::f64);
        all(out, l.outcomes(), (to, outcome) -> {
            to.f64(outcome.gain());
            to.flag(outcome.signalled());
        });
        out.i64(l.sinceStep());
        out.i64(l.hits());
        out.i64(l.judged());
    }

    private static Learning readLearning(LittleEndianReader in) throws IOException {
        String type = in.text();
        Thresholds thresholds = in.flag() ? readThresholds(in) : null;
        List<Double> sizes = all(in, Double.BYTES, LittleEndianReader::f64);
        List<ThresholdRule.Outcome> outcomes =
                all(in, Double.BYTES + 1, from -> new ThresholdRule.Outcome(from.f64(), from.flag()));
        return new Learning(type, thresholds, sizes, outcomes, in.i64(), in.i64(), in.i64());
    }

    private static void write(LittleEndianWriter out, Thresholds t) throws IOException {
        out.f64(t.similarity());
        out.f64(t.confidence());
    }

    private static Thresholds readThresholds(LittleEndianReader in) throws IOException {
        return new Thresholds(in.f64(), in.f64());
    }

    private static void write(LittleEndianWriter out, DenseVector vector) throws IOException {
        out.varint(vector.size());
        out.doubles(vector.values());
    }

    private static DenseVector readVector(LittleEndianReader in) throws IOException {
        return DenseVector.adopt(in.doubles(in.varint()));
    }

    @FunctionalInterface
    private interface Writing<T> {
        void write(LittleEndianWriter out, T value) throws IOException;
    }

    @FunctionalInterface
    private interface Reading<T> {
        T read(LittleEndianReader in) throws IOException;
    }

    @FunctionalInterface
    private interface Whole {
        void write(LittleEndianWriter out) throws IOException;
    }

    private static byte[] written(Whole what) {
        try {
            LittleEndianWriter out = LittleEndianWriter.toMemory();
            what.write(out);
            return out.finish();
        } catch (IOException e) {
            throw new UncheckedIOException("memory refused bytes", e);
        }
    }

    private static <T> void all(LittleEndianWriter out, List<T> values, Writing<? super T> each) throws IOException {
        out.varint(values.size());
        for (T value : values) {
            each.write(out, value);
        }
    }

    private static <T> List<T> all(LittleEndianReader in, int leastBytes, Reading<? extends T> each)
            throws IOException {
        int count = in.count(leastBytes);
        List<T> values = new ArrayList<>(count);
        for (int k = 0; k < count; k++) {
            values.add(each.read(in));
        }
        return values;
    }
}
