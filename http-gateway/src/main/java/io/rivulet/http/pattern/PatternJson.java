// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.pattern;

import com.fasterxml.jackson.core.JsonGenerator;
import io.rivulet.actors.pattern.Patterns;
import io.rivulet.actors.pattern.core.BankAnswer;
import io.rivulet.patterns.dtw.Alignment;
import io.rivulet.patterns.experience.Judgement;
import io.rivulet.patterns.experience.Thresholds;
import io.rivulet.patterns.matcher.Signal;
import io.rivulet.serialization.event.BankEvent.Observed;
import io.rivulet.serialization.event.BankEvent.ThresholdsAdapted;
import io.rivulet.serialization.event.BankSnapshot.Held;
import io.rivulet.serialization.event.Experience;
import io.rivulet.serialization.json.Json;
import io.rivulet.serialization.request.PatternRequest;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Answers about patterns and experiences, as UTF-8 JSON objects.
final class PatternJson {
    private PatternJson() {}

    private static byte[] object(List<String> warnings, Json.Value fields) {
        return Json.encode(json -> {
            json.writeStartObject();
            fields.writeTo(json);
            if (!warnings.isEmpty()) {
                Json.texts(json, "warnings", warnings);
            }
            json.writeEndObject();
        });
    }

    static byte[] stored(BankAnswer.Stored answer, PatternRequest.Store asked) {
        return object(asked.warnings(), json -> {
            json.writeStringField("id", answer.id());
            json.writeStringField("pattern_type", asked.type());
            json.writeStringField("status", answer.duplicate() ? "duplicate" : "stored");
            json.writeBooleanField("duplicate", answer.duplicate());
            json.writeNumberField("length", asked.values().size());
            json.writeNumberField("patterns", answer.patterns());
            Json.time(json, "timestamp", answer.atMillis());
        });
    }

    static byte[] compared(Patterns.Compared answer, PatternRequest.Match asked) {
        int n = asked.a().size();
        int m = asked.b().size();
        return object(asked.warnings(), json -> {
            Json.number(json, "distance", answer.distance());
            Json.number(json, "similarity", answer.similarity());
            Alignment alignment = answer.alignment();
            if (alignment != null) {
                json.writeNumberField("path_length", alignment.length());
                json.writeArrayFieldStart("path");
                for (int k = 0; k < alignment.length(); k++) {
                    json.writeStartArray();
                    json.writeNumber(alignment.first(k));
                    json.writeNumber(alignment.second(k));
                    json.writeEndArray();
                }
                json.writeEndArray();
            }
            json.writeFieldName("window");
            if (asked.band().isNone()) {
                json.writeNull();
            } else {
                json.writeNumber(asked.band().effective(n, m));
            }
            json.writeStringField("normalisation", asked.normalisation().wireName());
            json.writeStringField("cost", asked.cost().wireName());
            Json.number(json, "compute_time_ms", answer.computeMillis());
        });
    }

    static byte[] found(BankAnswer.Found answer, PatternRequest.Search asked) {
        return object(asked.warnings(), json -> {
            json.writeStringField("measure", asked.byCosine() ? "cosine" : "dtw");
            json.writeNumberField("compared", answer.compared());
            matches(json, answer.hits());
        });
    }

    private static void matches(JsonGenerator json, List<BankAnswer.Hit> hits) throws IOException {
        json.writeArrayFieldStart("matches");
        for (BankAnswer.Hit hit : hits) {
            json.writeStartObject();
            json.writeStringField("id", hit.id());
            json.writeStringField("pattern_type", hit.type());
            Json.number(json, "similarity", hit.similarity());
            Json.nullableNumber(json, "distance", hit.distance());
            Json.nullableNumber(json, "outcome", hit.outcome());
            Json.time(json, "timestamp", hit.atMillis());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    static byte[] signalled(BankAnswer.Signalled answer, PatternRequest.Signal asked) {
        return object(asked.warnings(), json -> {
            json.writeStringField("direction", direction(answer.signal()));
            json.writeStringField("pattern_type", asked.type());
            Json.nullableNumber(json, "confidence", answer.confidence());
            Json.nullableNumber(json, "expected_return", answer.predicted());
            Json.nullableText(json, "experience_id", answer.experience());
            boolean any = !answer.matches().isEmpty();
            Json.nullableText(
                    json, "best_match_id", any ? answer.matches().getFirst().id() : null);
            Json.nullableNumber(
                    json, "similarity", any ? answer.matches().getFirst().similarity() : null);
            thresholds(json, answer.thresholds());
            json.writeNumberField("compared", answer.compared());
            matches(json, answer.matches());
        });
    }

    private static String direction(Signal signal) {
        return switch (signal) {
            case LONG -> "LONG";
            case SHORT -> "SHORT";
            case NONE -> "none";
        };
    }

    private static void thresholds(JsonGenerator json, Thresholds thresholds) throws IOException {
        json.writeObjectFieldStart("thresholds");
        json.writeNumberField("similarity", thresholds.similarity());
        json.writeNumberField("confidence", thresholds.confidence());
        json.writeEndObject();
    }

    /// All that was recorded, and its verdict where there is one.
    static byte[] experience(Held held, @Nullable Boolean duplicate, List<String> warnings) {
        Experience e = held.experience();
        return object(warnings, json -> {
            json.writeStringField("experience_id", e.id());
            if (duplicate != null) {
                json.writeStringField("status", duplicate ? "duplicate" : "stored");
                json.writeBooleanField("duplicate", duplicate);
            }
            json.writeStringField("pattern_type", e.type());
            json.writeArrayFieldStart("pattern_vector");
            for (double value : e.vector().values()) {
                json.writeNumber(value);
            }
            json.writeEndArray();
            Json.number(json, "similarity", e.similarity());
            Json.number(json, "confidence", e.confidence());
            Json.number(json, "predicted_outcome", e.predicted());
            Observed outcome = held.outcome();
            Json.nullableNumber(json, "actual_outcome", outcome == null ? null : outcome.actual());
            json.writeBooleanField("signalled", e.signalled());
            Json.nullableText(json, "best_match_id", e.bestMatch());
            json.writeObjectFieldStart("market_context");
            for (Map.Entry<String, String> word : e.context().sortedWords().entrySet()) {
                json.writeStringField(word.getKey(), word.getValue());
            }
            for (Map.Entry<String, Double> number : e.context().sortedNumbers().entrySet()) {
                json.writeNumberField(number.getKey(), number.getValue());
            }
            json.writeEndObject();
            Json.time(json, "timestamp", e.atMillis());
            if (outcome != null) {
                json.writeObjectFieldStart("verdict");
                verdict(json, held, outcome);
                json.writeEndObject();
            }
        });
    }

    static byte[] verdict(Held held, Observed outcome, @Nullable Boolean duplicate, List<String> warnings) {
        return object(warnings, json -> {
            verdict(json, held, outcome);
            if (duplicate != null) {
                json.writeBooleanField("duplicate", duplicate);
            }
        });
    }

    private static void verdict(JsonGenerator json, Held held, Observed outcome) throws IOException {
        Experience e = held.experience();
        Judgement judgement = Judgement.of(e.predicted(), outcome.actual(), outcome.scale());
        json.writeStringField("experience_id", e.id());
        json.writeNumberField("predicted_outcome", e.predicted());
        json.writeNumberField("actual_outcome", outcome.actual());
        Json.time(json, "observed_at", outcome.atMillis());
        json.writeNumberField("scale", judgement.scale());
        json.writeNumberField("quality_score", judgement.quality());
        json.writeNumberField("score", judgement.score());
        json.writeBooleanField("direction_correct", judgement.directionCorrect());
        json.writeNumberField("magnitude_error", judgement.error());
        json.writeBooleanField("should_learn", judgement.shouldLearn());
        json.writeBooleanField("should_adapt", judgement.shouldAdapt());
        json.writeNumberField("confidence", outcome.confidence());
        json.writeArrayFieldStart("changes");
        for (ThresholdsAdapted change : held.changes()) {
            change(
                    json,
                    change,
                    "similarity_threshold",
                    change.before().similarity(),
                    change.after().similarity());
            change(
                    json,
                    change,
                    "confidence_threshold",
                    change.before().confidence(),
                    change.after().confidence());
        }
        json.writeEndArray();
    }

    private static void change(
            JsonGenerator json, ThresholdsAdapted change, String parameter, double before, double after)
            throws IOException {
        if (before == after) {
            return;
        }
        json.writeStartObject();
        json.writeStringField("parameter", parameter);
        Json.nullableText(json, "pattern_type", change.type().isEmpty() ? null : change.type());
        json.writeNumberField("current_value", before);
        json.writeNumberField("suggested_value", after);
        json.writeStringField(
                "reason",
                String.format(
                        Locale.ROOT,
                        "%s: %.0f %% of the last %d outcomes were gains, gains over losses %s",
                        change.action().name().toLowerCase(Locale.ROOT),
                        100 * change.winRate(),
                        change.outcomes(),
                        Double.isInfinite(change.profitFactor())
                                ? "without a loss"
                                : String.format(Locale.ROOT, "%.2f", change.profitFactor())));
        json.writeEndObject();
    }

    static byte[] surveyed(BankAnswer.Surveyed answer) {
        return object(List.of(), json -> {
            json.writeNumberField("patterns", answer.patterns());
            json.writeNumberField("experiences", answer.experiences());
            json.writeNumberField("judged", answer.judged());
            thresholds(json, answer.usual());
            json.writeArrayFieldStart("types");
            for (BankAnswer.TypeReport type : answer.types()) {
                json.writeStartObject();
                json.writeStringField("pattern_type", type.type());
                json.writeNumberField("judged", type.judged());
                json.writeNumberField("hits", type.hits());
                thresholds(json, type.thresholds());
                json.writeEndObject();
            }
            json.writeEndArray();
        });
    }
}
