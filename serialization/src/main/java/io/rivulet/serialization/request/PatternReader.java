// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.request;

import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.patterns.dtw.Band;
import io.rivulet.patterns.dtw.Cost;
import io.rivulet.patterns.series.Normalisation;
import io.rivulet.patterns.series.Series;
import io.rivulet.patterns.series.SeriesException;
import io.rivulet.serialization.event.Experience;
import io.rivulet.serialization.json.Json;
import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Reads what is asked about patterns and experiences. A series is called `values`, `series` or `pattern_vector`, and
/// an experience's id `experience_id` or `id`: all are in use.
/// **Thread** one.   **Errors** [io.rivulet.serialization.problem.RivuletException].
public final class PatternReader {
    private static final int LONGEST_CHOICE = 100;

    private final JsonCursor c;
    private @Nullable String id;
    private @Nullable String type;
    private @Nullable DenseVector values;
    private @Nullable DenseVector a;
    private @Nullable DenseVector b;
    private @Nullable Double outcome;
    private @Nullable Double similarity;
    private @Nullable Double confidence;
    private @Nullable Double predicted;
    private @Nullable String bestMatch;
    private @Nullable Long atMillis;
    private Experience.Context context = Experience.Context.NONE;
    private boolean signalled;
    private boolean path = true;
    private boolean byCosine;
    private int k = PatternRequest.USUAL_FOUND;
    private double leastSimilarity = PatternRequest.USUAL_SIMILARITY;
    private Normalisation normalisation = Normalisation.Z;
    private Cost cost = Cost.ABS;
    private @Nullable Band band;

    private PatternReader(JsonCursor c) {
        this.c = c;
    }

    @FunctionalInterface
    private interface Form<T> {
        T read(PatternReader reader) throws IOException;
    }

    private static <T> T parse(byte[] json, Form<T> form) {
        return JsonCursor.parse(() -> Json.FACTORY.createParser(json), c -> form.read(new PatternReader(c)));
    }

    /// `{id?, pattern_type, values, outcome?, timestamp?}`
    public static PatternRequest.Store store(byte[] json) {
        return parse(json, PatternReader::readStore);
    }

    /// `{a, b, normalise?, cost?, window?, path?}`; `window: null` is none at all.
    public static PatternRequest.Match match(byte[] json) {
        return parse(json, PatternReader::readMatch);
    }

    /// `{values, pattern_type?, k?, min_similarity?, measure?}`
    public static PatternRequest.Search search(byte[] json) {
        return parse(json, PatternReader::readSearch);
    }

    /// `{pattern_type, values, experience_id?, market_context?, timestamp?}`
    public static PatternRequest.Signal signal(byte[] json) {
        return parse(json, PatternReader::readSignal);
    }

    /// `{experience_id?, pattern_type, pattern_vector, similarity, confidence, predicted_outcome, actual_outcome?,
    /// signalled?, best_match_id?, market_context?, timestamp?}`
    public static PatternRequest.Record experience(byte[] json) {
        return parse(json, PatternReader::readRecord);
    }

    /// `{actual_outcome, observed_at?}`
    public static PatternRequest.Outcome outcome(byte[] json) {
        return parse(json, PatternReader::readOutcome);
    }

    private PatternRequest.Store readStore() throws IOException {
        c.document(field -> {
            switch (field) {
                case "id" -> id = PatternFields.id(c);
                case "pattern_type" -> type = PatternFields.type(c);
                case "values", "series", "pattern_vector" -> values = PatternFields.sequence(c);
                case "outcome" -> outcome = c.finite();
                case "timestamp" -> atMillis = Timestamps.read(c);
                default -> c.unknown();
            }
        });
        return new PatternRequest.Store(
                id,
                PatternFields.required(type, "pattern_type"),
                PatternFields.required(values, "values"),
                outcome,
                atMillis,
                c.warnings.list());
    }

    private PatternRequest.Match readMatch() throws IOException {
        c.documentWithNull("window", field -> {
            switch (field) {
                case "a" -> a = PatternFields.values(c);
                case "b" -> b = PatternFields.values(c);
                case "normalise" -> normalisation = choice(Normalisation.values(), Normalisation::wireName);
                case "cost" -> cost = choice(Cost.values(), Cost::wireName);
                case "window" -> band = c.atNull() ? Band.none() : Band.of((int) c.whole(0, Series.MOST_VALUES));
                case "path" -> path = c.truth();
                default -> c.unknown();
            }
        });
        DenseVector first = normalised(PatternFields.required(a, "a"), "/a");
        DenseVector second = normalised(PatternFields.required(b, "b"), "/b");
        return new PatternRequest.Match(
                first,
                second,
                normalisation,
                cost,
                band == null ? Band.usual(first.size(), second.size()) : band,
                path,
                c.warnings.list());
    }

    private DenseVector normalised(DenseVector series, String pointer) {
        try {
            return DenseVector.adopt(normalisation.apply(series.values()));
        } catch (SeriesException unfit) {
            throw PatternFields.problemOf(unfit, pointer);
        }
    }

    private PatternRequest.Search readSearch() throws IOException {
        leastSimilarity = 0;
        c.document(field -> {
            switch (field) {
                case "pattern_type" -> type = PatternFields.type(c);
                case "values", "series", "pattern_vector" -> values = PatternFields.sequence(c);
                case "k", "top_k" -> k = (int) c.whole(1, PatternRequest.MOST_FOUND);
                case "min_similarity" -> leastSimilarity = c.number(-1, false, 1);
                case "measure" -> byCosine = measure();
                default -> c.unknown();
            }
        });
        return new PatternRequest.Search(
                type, PatternFields.required(values, "values"), k, leastSimilarity, byCosine, c.warnings.list());
    }

    private boolean measure() throws IOException {
        String measure = c.text(LONGEST_CHOICE);
        return switch (measure) {
            case "dtw" -> false;
            case "cosine" -> true;
            default -> throw c.unsupported("\"" + JsonCursor.shortened(measure) + "\"", "A measure is dtw or cosine.");
        };
    }

    private PatternRequest.Signal readSignal() throws IOException {
        c.document(field -> {
            switch (field) {
                case "experience_id", "id" -> id = PatternFields.id(c);
                case "pattern_type" -> type = PatternFields.type(c);
                case "values", "series", "pattern_vector" -> values = PatternFields.sequence(c);
                case "market_context" -> context = PatternFields.context(c);
                case "timestamp" -> atMillis = Timestamps.read(c);
                default -> c.unknown();
            }
        });
        return new PatternRequest.Signal(
                id,
                PatternFields.required(type, "pattern_type"),
                PatternFields.required(values, "values"),
                context,
                atMillis,
                c.warnings.list());
    }

    private PatternRequest.Record readRecord() throws IOException {
        c.document(field -> {
            switch (field) {
                case "experience_id", "id" -> id = PatternFields.id(c);
                case "pattern_type" -> type = PatternFields.type(c);
                case "pattern_vector", "values", "series" -> values = PatternFields.sequence(c);
                case "similarity" -> similarity = c.number(0, true, 1);
                case "confidence" -> confidence = c.number(0, false, 1);
                case "predicted_outcome" -> predicted = c.finite();
                case "actual_outcome" -> outcome = c.finite();
                case "signalled" -> signalled = c.truth();
                case "best_match_id" -> bestMatch = PatternFields.id(c);
                case "market_context" -> context = PatternFields.context(c);
                case "timestamp" -> atMillis = Timestamps.read(c);
                default -> c.unknown();
            }
        });
        return new PatternRequest.Record(
                id,
                PatternFields.required(type, "pattern_type"),
                PatternFields.required(values, "pattern_vector"),
                PatternFields.required(similarity, "similarity"),
                PatternFields.required(confidence, "confidence"),
                PatternFields.required(predicted, "predicted_outcome"),
                outcome,
                signalled,
                bestMatch,
                context,
                atMillis,
                c.warnings.list());
    }

    private PatternRequest.Outcome readOutcome() throws IOException {
        c.document(field -> {
            switch (field) {
                case "actual_outcome" -> outcome = c.finite();
                case "observed_at" -> atMillis = Timestamps.read(c);
                default -> c.unknown();
            }
        });
        return new PatternRequest.Outcome(
                PatternFields.required(outcome, "actual_outcome"), atMillis, c.warnings.list());
    }

    @FunctionalInterface
    private interface Named<T> {
        String of(T value);
    }

    private <T> T choice(T[] all, Named<T> name) throws IOException {
        String said = c.text(LONGEST_CHOICE);
        return Arrays.stream(all)
                .filter(each -> name.of(each).equals(said.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> c.unsupported(
                        "\"" + JsonCursor.shortened(said) + "\"",
                        "It is one of "
                                + String.join(
                                        ", ", Arrays.stream(all).map(name::of).toList()) + "."));
    }
}
