// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.schema;

import io.rivulet.patterns.matcher.Settings;
import io.rivulet.patterns.series.Series;
import io.rivulet.serialization.event.Experience;
import io.rivulet.serialization.request.PatternRequest;

/// Patterns and experiences as they are asked for and answered.
public final class PatternSchemas {
    private PatternSchemas() {}

    private static Schema series(int fewest) {
        return Schema.array(Schema.number()).atLeast(fewest).atMost(Series.MOST_VALUES);
    }

    private static Schema sequence() {
        return series(Settings.FEWEST_VALUES).says("not all the same");
    }

    private static Schema type() {
        return Schema.text().says("only series of one type are compared");
    }

    private static Schema nullable() {
        return Schema.number().orNull();
    }

    private static Schema context() {
        return Schema.mapOf(Schema.either(Schema.text(), Schema.number()))
                .says(
                        "Words and numbers by name, at most " + Experience.Context.MOST + ", such as symbol, timeframe,"
                                + " volatility and volume (at least 0), trend (bullish, bearish, neutral), sentiment (−1 to 1).");
    }

    public static Schema pattern() {
        return Schema.object()
                .says("A series, and what followed it.")
                .property("id", Schema.text().says("letters, digits and ._:~-; left out: the server makes one"))
                .required("pattern_type", type())
                .required("values", sequence())
                .property("outcome", Schema.number().says("what followed, where that is known"))
                .property("timestamp", Schema.time());
    }

    public static Schema stored() {
        return Schema.object()
                .required("id", Schema.text())
                .required("pattern_type", Schema.text())
                .required("status", Schema.choice("stored", "duplicate"))
                .required("duplicate", Schema.truth())
                .required("length", Schema.whole())
                .required("patterns", Schema.whole().says("that there are now"))
                .required("timestamp", Schema.time())
                .property("warnings", Schema.array(Schema.text()));
    }

    public static Schema survey() {
        Schema type = Schema.object()
                .required("pattern_type", Schema.text())
                .required("judged", Schema.whole())
                .required("hits", Schema.whole().says("whose direction was right"))
                .required("thresholds", thresholds());
        return Schema.object()
                .required("patterns", Schema.whole())
                .required("experiences", Schema.whole())
                .required("judged", Schema.whole())
                .required("thresholds", thresholds().says("of types without their own"))
                .required("types", Schema.array(type));
    }

    private static Schema thresholds() {
        return Schema.object().required("similarity", Schema.number()).required("confidence", Schema.number());
    }

    public static Schema match() {
        return Schema.object()
                .says("Two series to be compared.")
                .required("a", series(1))
                .required("b", series(1))
                .property("normalise", Schema.choice("z", "minmax", "none").otherwise("z"))
                .property("cost", Schema.choice("abs", "sq").otherwise("abs"))
                .property(
                        "window",
                        Schema.whole()
                                .from(0)
                                .to(Series.MOST_VALUES)
                                .orNull()
                                .says("by how many values time may be stretched; null: by any; left out: by a tenth of"
                                        + " the longer series"))
                .property("path", Schema.truth().otherwise(true).says("whether the alignment is told"));
    }

    public static Schema compared() {
        return Schema.object()
                .required("distance", Schema.number())
                .required("similarity", Schema.number().above(0).to(1))
                .property("path_length", Schema.whole())
                .property(
                        "path",
                        Schema.array(Schema.array(Schema.whole()).atLeast(2).atMost(2))
                                .says("positions in a and b that belong together"))
                .required("window", Schema.whole().orNull())
                .required("normalisation", Schema.choice("z", "minmax", "none"))
                .required("cost", Schema.choice("abs", "sq"))
                .required("compute_time_ms", Schema.number())
                .property("warnings", Schema.array(Schema.text()));
    }

    public static Schema search() {
        return Schema.object()
                .says("A series whose like is sought.")
                .required("values", sequence())
                .property("pattern_type", Schema.text().says("left out: any"))
                .property(
                        "k",
                        Schema.whole().from(1).to(PatternRequest.MOST_FOUND).otherwise(PatternRequest.USUAL_FOUND))
                .property("min_similarity", Schema.number().from(-1).to(1).otherwise(0))
                .property("measure", Schema.choice("dtw", "cosine").otherwise("dtw"));
    }

    public static Schema found() {
        return Schema.object()
                .required("measure", Schema.choice("dtw", "cosine"))
                .required("compared", Schema.whole())
                .required("matches", matches())
                .property("warnings", Schema.array(Schema.text()));
    }

    private static Schema matches() {
        return Schema.array(Schema.object()
                .required("id", Schema.text())
                .required("pattern_type", Schema.text())
                .required("similarity", Schema.number())
                .required("distance", nullable())
                .required("outcome", nullable())
                .required("timestamp", Schema.time()));
    }

    public static Schema signal() {
        return Schema.object()
                .says("A series to be forecast.")
                .required("pattern_type", type())
                .required("values", sequence())
                .property("experience_id", Schema.text().says("left out: the server makes one"))
                .property("market_context", context())
                .property("timestamp", Schema.time());
    }

    public static Schema signalled() {
        return Schema.object()
                .required("direction", Schema.choice("LONG", "SHORT", "none"))
                .required("pattern_type", Schema.text())
                .required("confidence", nullable())
                .required("expected_return", nullable())
                .required("experience_id", Schema.text().orNull())
                .required("best_match_id", Schema.text().orNull())
                .required("similarity", nullable())
                .required("thresholds", thresholds())
                .required("compared", Schema.whole())
                .required("matches", matches())
                .property("warnings", Schema.array(Schema.text()));
    }

    public static Schema experience() {
        return Schema.object()
                .says("A prediction, and what it was made from.")
                .property("experience_id", Schema.text().says("left out: the server makes one"))
                .required("pattern_type", type())
                .required("pattern_vector", sequence())
                .required("similarity", Schema.number().above(0).to(1))
                .required("confidence", Schema.number().from(0).to(1))
                .required("predicted_outcome", Schema.number())
                .property("actual_outcome", Schema.number().says("where it is known already"))
                .property("signalled", Schema.truth().otherwise(false))
                .property("best_match_id", Schema.text())
                .property("market_context", context())
                .property("timestamp", Schema.time());
    }

    public static Schema recorded() {
        return Schema.object()
                .required("experience_id", Schema.text())
                .property("status", Schema.choice("stored", "duplicate"))
                .property("duplicate", Schema.truth())
                .required("pattern_type", Schema.text())
                .required("pattern_vector", Schema.array(Schema.number()))
                .required("similarity", Schema.number())
                .required("confidence", Schema.number())
                .required("predicted_outcome", Schema.number())
                .required("actual_outcome", nullable())
                .required("signalled", Schema.truth())
                .required("best_match_id", Schema.text().orNull())
                .required("market_context", context())
                .required("timestamp", Schema.time())
                .property("verdict", verdict())
                .property("warnings", Schema.array(Schema.text()));
    }

    public static Schema outcome() {
        return Schema.object()
                .says("What followed an experience.")
                .required("actual_outcome", Schema.number())
                .property("observed_at", Schema.time());
    }

    public static Schema verdict() {
        Schema change = Schema.object()
                .required("parameter", Schema.choice("similarity_threshold", "confidence_threshold"))
                .required("pattern_type", Schema.text().orNull().says("null: all types without their own"))
                .required("current_value", Schema.number())
                .required("suggested_value", Schema.number().says("it holds from then on"))
                .required("reason", Schema.text());
        return Schema.object()
                .required("experience_id", Schema.text())
                .required("predicted_outcome", Schema.number())
                .required("actual_outcome", Schema.number())
                .required("observed_at", Schema.time())
                .required("scale", Schema.number().says("outcomes of this size were usual"))
                .required("quality_score", Schema.number().from(0).to(1))
                .required("score", Schema.number().from(-1).to(1))
                .required("direction_correct", Schema.truth())
                .required("magnitude_error", Schema.number().from(0).to(1))
                .required("should_learn", Schema.truth())
                .required("should_adapt", Schema.truth())
                .required("confidence", Schema.number().says("how often predictions of its type were right"))
                .required("changes", Schema.array(change))
                .property("duplicate", Schema.truth())
                .property("warnings", Schema.array(Schema.text()));
    }
}
