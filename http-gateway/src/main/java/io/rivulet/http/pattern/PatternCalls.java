// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.pattern;

import io.rivulet.actors.pattern.Patterns;
import io.rivulet.actors.pattern.core.BankAnswer;
import io.rivulet.actors.pattern.core.BankOrder;
import io.rivulet.serialization.event.BankEvent.Observed;
import io.rivulet.serialization.event.Experience;
import io.rivulet.serialization.event.StoredPattern;
import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import io.rivulet.serialization.request.PatternRequest;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// What is asked about patterns and experiences, from a request that was read to an answer that can be written.
/// **Thread** any.
public final class PatternCalls {
    /// @param created whether it is new
    public record Answer(byte[] json, boolean created) {}

    private final Patterns patterns;
    private final InstantSource clock;

    public PatternCalls(Patterns patterns, InstantSource clock) {
        this.patterns = patterns;
        this.clock = clock;
    }

    public CompletionStage<Answer> store(PatternRequest.Store asked, String owner) {
        var pattern = new StoredPattern(
                idOr(asked.id()), asked.type(), asked.values(), asked.outcome(), timeOr(asked.atMillis()));
        return patterns.ask(owner, new BankOrder.Store(pattern), BankAnswer.Stored.class)
                .thenApply(stored -> new Answer(PatternJson.stored(stored, asked), !stored.duplicate()));
    }

    public CompletionStage<Boolean> delete(String id, String owner) {
        return patterns.ask(owner, new BankOrder.Delete(id), BankAnswer.Deleted.class)
                .thenApply(BankAnswer.Deleted::wasThere);
    }

    public CompletionStage<byte[]> survey(String owner) {
        return patterns.ask(owner, new BankOrder.Survey(), BankAnswer.Surveyed.class)
                .thenApply(PatternJson::surveyed);
    }

    public CompletionStage<byte[]> match(PatternRequest.Match asked) {
        return patterns.compare(asked.a().values(), asked.b().values(), asked.cost(), asked.band(), asked.path())
                .thenApply(compared -> PatternJson.compared(compared, asked));
    }

    public CompletionStage<byte[]> search(PatternRequest.Search asked, String owner) {
        return patterns.ask(
                        owner,
                        new BankOrder.Search(
                                asked.type(), asked.values(), asked.k(), asked.leastSimilarity(), asked.byCosine()),
                        BankAnswer.Found.class)
                .thenApply(found -> PatternJson.found(found, asked));
    }

    public CompletionStage<byte[]> signal(PatternRequest.Signal asked, String owner) {
        return patterns.ask(
                        owner,
                        new BankOrder.Match(
                                idOr(asked.id()),
                                asked.type(),
                                asked.values(),
                                asked.context(),
                                timeOr(asked.atMillis())),
                        BankAnswer.Signalled.class)
                .thenApply(signalled -> PatternJson.signalled(signalled, asked));
    }

    public CompletionStage<Answer> record(PatternRequest.Record asked, String owner) {
        var experience = new Experience(
                idOr(asked.id()),
                asked.type(),
                asked.values(),
                asked.similarity(),
                asked.confidence(),
                asked.predicted(),
                asked.signalled(),
                asked.bestMatch(),
                asked.context(),
                timeOr(asked.atMillis()));
        return patterns.ask(owner, new BankOrder.Record(experience, asked.actual()), BankAnswer.Recalled.class)
                .thenApply(recalled -> new Answer(
                        PatternJson.experience(recalled.held(), recalled.duplicate(), asked.warnings()),
                        !recalled.duplicate()));
    }

    public CompletionStage<byte[]> observe(String experience, PatternRequest.Outcome asked, String owner) {
        return patterns.ask(
                        owner,
                        new BankOrder.Observe(experience, asked.actual(), timeOr(asked.atMillis())),
                        BankAnswer.Recalled.class)
                .thenApply(recalled -> PatternJson.verdict(
                        recalled.held(),
                        Objects.requireNonNull(recalled.held().outcome()),
                        recalled.duplicate(),
                        asked.warnings()));
    }

    public CompletionStage<byte[]> experience(String id, String owner) {
        return patterns.ask(owner, new BankOrder.Recall(id), BankAnswer.Recalled.class)
                .thenApply(recalled -> PatternJson.experience(recalled.held(), null, List.of()));
    }

    /// **Errors** `verdict_pending` before its outcome is known.
    public CompletionStage<byte[]> verdict(String id, String owner) {
        return patterns.ask(owner, new BankOrder.Recall(id), BankAnswer.Recalled.class)
                .thenApply(recalled -> {
                    Observed outcome = recalled.held().outcome();
                    if (outcome == null) {
                        throw Problem.of(
                                        ProblemCode.VERDICT_PENDING,
                                        "The outcome of the experience '" + id + "' is not known yet.")
                                .exception();
                    }
                    return PatternJson.verdict(recalled.held(), outcome, null, List.of());
                });
    }

    private long timeOr(@Nullable Long atMillis) {
        return atMillis == null ? clock.millis() : atMillis;
    }

    private static String idOr(@Nullable String id) {
        return id == null ? UUID.randomUUID().toString() : id;
    }
}
