// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.pattern.core;

import io.rivulet.patterns.experience.Judgement;
import io.rivulet.serialization.event.BankEvent;
import io.rivulet.serialization.event.BankEvent.Observed;
import io.rivulet.serialization.event.BankEvent.ThresholdsAdapted;
import io.rivulet.serialization.event.BankSnapshot.Held;
import io.rivulet.serialization.event.Experience;
import io.rivulet.serialization.event.StoredPattern;
import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import java.util.ArrayList;
import java.util.List;

/// Decides orders: what happens, as events, and what is answered once that is on disk.
/// Each order is decided in the state that those before it leave.
/// **Thread** any; the state's.
public final class BankRules {
    private BankRules() {}

    /// What an order comes to.
    public record Decision(List<BankEvent> events, BankAnswer answer) {
        public Decision {
            events = List.copyOf(events);
        }

        private static Decision only(BankAnswer answer) {
            return new Decision(List.of(), answer);
        }
    }

    /// @param now milliseconds since 1970
    public static Decision decide(BankState state, BankOrder.Kept order, long now) {
        return switch (order) {
            case BankOrder.Store(StoredPattern pattern) -> store(state, pattern);
            case BankOrder.Delete(String id) ->
                state.pattern(id) == null
                        ? Decision.only(new BankAnswer.Deleted(false))
                        : new Decision(
                                List.of(new BankEvent.PatternsDeleted(List.of(id), now)), new BankAnswer.Deleted(true));
            case BankOrder.Record o -> record(state, o);
            case BankOrder.Observe o -> observe(state, o);
            case BankOrder.Recall(String id) -> {
                Held held = state.held(id);
                yield Decision.only(held == null ? unknown(id) : new BankAnswer.Recalled(held, false));
            }
            case BankOrder.Survey _ -> Decision.only(state.survey());
        };
    }

    private static Decision store(BankState state, StoredPattern pattern) {
        StoredPattern known = state.pattern(pattern.id());
        if (known != null) {
            return Decision.only(
                    known.sameContent(pattern)
                            ? new BankAnswer.Stored(known.id(), true, state.patterns(), known.atMillis())
                            : conflict("pattern", pattern.id()));
        }
        if (!state.fits(pattern)) {
            return Decision.only(refused(Problem.of(
                            ProblemCode.OUT_OF_RANGE,
                            "there are " + state.patterns() + " patterns; at most "
                                    + state.limits().patterns() + " with "
                                    + state.limits().values()
                                    + " values together are kept")
                    .hint("Delete patterns that are no longer used: DELETE /api/v1/patterns/{pattern}.")));
        }
        return new Decision(
                List.of(new BankEvent.PatternsStored(List.of(pattern))),
                new BankAnswer.Stored(pattern.id(), false, state.patterns() + 1, pattern.atMillis()));
    }

    private static Decision record(BankState state, BankOrder.Record order) {
        Experience experience = order.experience();
        Held known = state.held(experience.id());
        Double actual = order.actual();
        if (known != null) {
            if (!known.experience().sameContent(experience)) {
                return Decision.only(conflict("experience", experience.id()));
            }
            return actual == null
                    ? Decision.only(new BankAnswer.Recalled(known, true))
                    : observe(state, new BankOrder.Observe(experience.id(), actual, experience.atMillis()));
        }
        if (!state.fits(experience)) {
            return Decision.only(refused(Problem.of(
                    ProblemCode.OUT_OF_RANGE,
                    "the experience has " + experience.vector().size() + " values, at most "
                            + state.limits().values() + " of all are kept")));
        }
        List<BankEvent> events = new ArrayList<>();
        events.add(new BankEvent.ExperiencesRecorded(List.of(experience)));
        var held = new Held(experience, null, List.of());
        return actual == null
                ? new Decision(events, new BankAnswer.Recalled(held, false))
                : judged(state, held, actual, experience.atMillis(), events);
    }

    private static Decision observe(BankState state, BankOrder.Observe order) {
        Held held = state.held(order.experience());
        if (held == null) {
            return Decision.only(unknown(order.experience()));
        }
        Observed known = held.outcome();
        if (known == null) {
            return judged(state, held, order.actual(), order.atMillis(), new ArrayList<>());
        }
        return Decision.only(
                known.actual() == order.actual()
                        ? new BankAnswer.Recalled(held, true)
                        : refused(Problem.of(
                                        ProblemCode.OUTCOME_CONFLICT,
                                        "the outcome of '" + order.experience() + "' is " + known.actual() + ", not "
                                                + order.actual())
                                .at("/actual_outcome")));
    }

    /// The outcome, and the steps of thresholds that follow from it: of its type, and of all together.
    private static Decision judged(BankState state, Held held, double actual, long atMillis, List<BankEvent> events) {
        Experience experience = held.experience();
        List<String> types = state.typesOf(experience.type());
        var own = state.learning(types.getFirst());
        double scale = Judgement.scaleOf(experience.predicted(), actual, own.sizes());
        Judgement judgement = Judgement.of(experience.predicted(), actual, scale);
        var observed = new Observed(
                experience.id(), actual, scale, TypeLearning.confidence(own, judgement.directionCorrect()), atMillis);
        events.add(new BankEvent.OutcomesObserved(List.of(observed)));
        List<ThresholdsAdapted> steps = new ArrayList<>();
        for (String type : types) {
            TypeLearning.step(
                            TypeLearning.after(state.learning(type), experience, observed),
                            state.thresholds(type),
                            observed)
                    .ifPresent(steps::add);
        }
        events.addAll(steps);
        return new Decision(events, new BankAnswer.Recalled(new Held(experience, observed, steps), false));
    }

    private static BankAnswer unknown(String id) {
        return refused(Problem.of(ProblemCode.EXPERIENCE_NOT_FOUND, "There is no experience '" + id + "'."));
    }

    private static BankAnswer conflict(String what, String id) {
        return refused(Problem.of(ProblemCode.CONFLICT, "The " + what + " '" + id + "' is there with another content.")
                .at("/id"));
    }

    private static BankAnswer.Refused refused(Problem problem) {
        return new BankAnswer.Refused(problem);
    }
}
