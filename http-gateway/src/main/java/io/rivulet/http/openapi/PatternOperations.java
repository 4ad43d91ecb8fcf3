// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.openapi;

import io.rivulet.serialization.problem.ProblemCode;
import io.rivulet.serialization.schema.PatternSchemas;
import io.rivulet.serialization.schema.Schema;
import java.util.List;
import java.util.Map;

/// Calls about patterns and experiences.
final class PatternOperations {
    private static final String PATTERNS = "/api/v1/patterns";
    private static final String EXPERIENCE = "/api/v1/experiences/{experience}";
    private static final String ID = "breakout-1";
    private static final List<Double> RISE = List.of(1.0, 1.1, 0.9, 1.2, 1.4, 1.3);
    private static final List<Double> LIKE_IT = List.of(2.0, 2.2, 1.8, 2.4, 2.8, 2.6);
    private static final String TYPE = "breakout";

    private PatternOperations() {}

    static void addTo(Map<String, Operation> all) {
        all.put("POST " + PATTERNS, store());
        all.put(
                "GET " + PATTERNS,
                Operation.of(Tag.PATTERNS, "surveyPatterns", "What there is, and what was learned")
                        .answers(Reply.of(200, "Counts and thresholds", Content.json(PatternSchemas.survey())))
                        .refuses(ProblemCode.NOT_ACCEPTABLE, ProblemCode.STORAGE_UNAVAILABLE));
        all.put("POST " + PATTERNS + "/match", match());
        all.put("POST " + PATTERNS + "/search", search());
        all.put("POST " + PATTERNS + "/signal", signal());
        all.put("POST /api/v1/experiences", experience());
        all.put(
                "GET " + EXPERIENCE,
                Operation.of(Tag.PATTERNS, "experience", "One experience, as it was recorded")
                        .takes(id())
                        .answers(Reply.of(200, "It, and its verdict", Content.json(PatternSchemas.recorded())))
                        .refuses(
                                ProblemCode.NOT_ACCEPTABLE,
                                ProblemCode.EXPERIENCE_NOT_FOUND,
                                ProblemCode.STORAGE_UNAVAILABLE));
        all.put("POST " + EXPERIENCE + "/outcome", outcome());
        all.put(
                "GET " + EXPERIENCE + "/verdict",
                Operation.of(Tag.PATTERNS, "verdict", "What a prediction was worth")
                        .takes(id())
                        .answers(Reply.of(200, "The verdict", Content.json(PatternSchemas.verdict())))
                        .refuses(
                                ProblemCode.NOT_ACCEPTABLE,
                                ProblemCode.EXPERIENCE_NOT_FOUND,
                                ProblemCode.VERDICT_PENDING,
                                ProblemCode.STORAGE_UNAVAILABLE));
        all.put(
                "DELETE " + PATTERNS + "/{pattern}",
                Operation.of(Tag.PATTERNS, "deletePattern", "Take a pattern away")
                        .takes(Parameter.path("pattern", Schema.text(), "its id", ID))
                        .answers(Reply.of(204, "It is away, or was not there"))
                        .refuses(ProblemCode.STORAGE_UNAVAILABLE));
    }

    private static Parameter id() {
        return Parameter.path("experience", Schema.text(), "its id", "prediction-1");
    }

    private static Operation store() {
        return Operation.of(Tag.PATTERNS, "storePattern", "Keep a series, and what followed it")
                .says("Durable when it is answered; a repeat with the same id and content counts once.")
                .reads(Content.json(
                        PatternSchemas.pattern(),
                        new Example(
                                "pattern",
                                "A rise that went on",
                                Story.object("id", ID, "pattern_type", TYPE, "values", RISE, "outcome", 0.02),
                                201),
                        new Example(
                                "repeated",
                                "The same again",
                                Story.object("id", ID, "pattern_type", TYPE, "values", RISE, "outcome", 0.02),
                                200)))
                .answers(
                        Reply.of(201, "It is kept", Content.json(PatternSchemas.stored())),
                        Reply.of(200, "It was kept before", Content.json(PatternSchemas.stored())))
                .refuses(
                        ProblemCode.CONFLICT,
                        ProblemCode.INVALID_ID,
                        ProblemCode.NON_FINITE_VALUE,
                        ProblemCode.EMPTY_SEQUENCE,
                        ProblemCode.CONSTANT_SEQUENCE,
                        ProblemCode.NOT_ACCEPTABLE,
                        ProblemCode.STORAGE_UNAVAILABLE);
    }

    private static Operation match() {
        return Operation.of(Tag.PATTERNS, "matchSeries", "Compare two series")
                .says("By dynamic time warping, in double precision. Nothing is kept.")
                .reads(Content.json(
                        PatternSchemas.match(),
                        new Example(
                                "match",
                                "The same course on another scale",
                                Story.object("a", RISE, "b", LIKE_IT),
                                200)))
                .answers(Reply.of(200, "How far apart they are", Content.json(PatternSchemas.compared())))
                .refuses(
                        ProblemCode.NON_FINITE_VALUE,
                        ProblemCode.EMPTY_SEQUENCE,
                        ProblemCode.CONSTANT_SEQUENCE,
                        ProblemCode.NOT_ACCEPTABLE);
    }

    private static Operation search() {
        return Operation.of(Tag.PATTERNS, "searchPatterns", "Find the series most like one")
                .says("Exactly: by warping distance of normalised series, or by the cosine of their directions.")
                .reads(Content.json(
                        PatternSchemas.search(),
                        new Example("search", "The nearest", Story.object("values", LIKE_IT, "k", 3), 200)))
                .answers(Reply.of(200, "The nearest first", Content.json(PatternSchemas.found())))
                .refuses(
                        ProblemCode.NON_FINITE_VALUE,
                        ProblemCode.EMPTY_SEQUENCE,
                        ProblemCode.CONSTANT_SEQUENCE,
                        ProblemCode.NOT_ACCEPTABLE,
                        ProblemCode.STORAGE_UNAVAILABLE);
    }

    private static Operation signal() {
        return Operation.of(Tag.PATTERNS, "signal", "Forecast what follows a series")
                .says("From what followed those like it. The forecast is recorded as an experience, whether it is given"
                        + " out as a signal or not.")
                .reads(Content.json(
                        PatternSchemas.signal(),
                        new Example(
                                "signal",
                                "Too few are like it for a signal",
                                Story.object("pattern_type", TYPE, "values", LIKE_IT),
                                200)))
                .answers(Reply.of(200, "LONG, SHORT or none", Content.json(PatternSchemas.signalled())))
                .refuses(
                        ProblemCode.CONFLICT,
                        ProblemCode.INVALID_ID,
                        ProblemCode.NON_FINITE_VALUE,
                        ProblemCode.EMPTY_SEQUENCE,
                        ProblemCode.CONSTANT_SEQUENCE,
                        ProblemCode.NOT_ACCEPTABLE,
                        ProblemCode.STORAGE_UNAVAILABLE);
    }

    private static Operation experience() {
        return Operation.of(Tag.PATTERNS, "recordExperience", "Keep a prediction")
                .says("Durable when it is answered; a repeat with the same id and content counts once.")
                .reads(Content.json(
                        PatternSchemas.experience(),
                        new Example(
                                "experience",
                                "A prediction made elsewhere",
                                Story.object(
                                        "experience_id",
                                        "prediction-1",
                                        "pattern_type",
                                        TYPE,
                                        "pattern_vector",
                                        RISE,
                                        "similarity",
                                        0.9,
                                        "confidence",
                                        0.8,
                                        "predicted_outcome",
                                        0.02),
                                201),
                        new Example(
                                "repeated",
                                "The same again",
                                Story.object(
                                        "experience_id",
                                        "prediction-1",
                                        "pattern_type",
                                        TYPE,
                                        "pattern_vector",
                                        RISE,
                                        "similarity",
                                        0.9,
                                        "confidence",
                                        0.8,
                                        "predicted_outcome",
                                        0.02),
                                200)))
                .answers(
                        Reply.of(201, "It is kept", Content.json(PatternSchemas.recorded())),
                        Reply.of(200, "It was kept before", Content.json(PatternSchemas.recorded())))
                .refuses(
                        ProblemCode.CONFLICT,
                        ProblemCode.OUTCOME_CONFLICT,
                        ProblemCode.INVALID_ID,
                        ProblemCode.NON_FINITE_VALUE,
                        ProblemCode.EMPTY_SEQUENCE,
                        ProblemCode.CONSTANT_SEQUENCE,
                        ProblemCode.NOT_ACCEPTABLE,
                        ProblemCode.STORAGE_UNAVAILABLE);
    }

    private static Operation outcome() {
        return Operation.of(Tag.PATTERNS, "observeOutcome", "Say what followed a prediction")
                .says("The first outcome counts. It is judged at once, and may move thresholds.")
                .takes(id())
                .reads(Content.json(
                        PatternSchemas.outcome(),
                        new Example("outcome", "A little more", Story.object("actual_outcome", 0.03), 200)))
                .answers(Reply.of(200, "The verdict", Content.json(PatternSchemas.verdict())))
                .refuses(
                        ProblemCode.EXPERIENCE_NOT_FOUND,
                        ProblemCode.OUTCOME_CONFLICT,
                        ProblemCode.NON_FINITE_VALUE,
                        ProblemCode.NOT_ACCEPTABLE,
                        ProblemCode.STORAGE_UNAVAILABLE);
    }
}
