// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.solve;

import io.rivulet.numerics.classify.Classification;
import io.rivulet.numerics.classify.Classifier;
import io.rivulet.numerics.classify.Consistency;
import io.rivulet.numerics.incremental.EngineOptions;
import io.rivulet.numerics.incremental.MemoryEstimate;
import io.rivulet.numerics.incremental.SolverEngine;
import io.rivulet.numerics.kernels.Execution;
import io.rivulet.numerics.linalg.LinearSystem;
import io.rivulet.numerics.solve.Method;
import io.rivulet.numerics.solve.Plan;
import io.rivulet.numerics.solve.Planned;
import io.rivulet.numerics.solve.Planner;
import io.rivulet.numerics.solve.PreconditionerKind;
import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import java.util.List;
import java.util.stream.Collectors;

/// A system that passed the same checks as one that a server is sent.
public record LocalProblem(LinearSystem system, Classification found, Plan plan, List<String> warnings) {
    public LocalProblem {
        warnings = List.copyOf(warnings);
    }

    /// A fresh engine for it, at x = 0.
    public SolverEngine engine(Execution execution, EngineOptions options) {
        return SolverEngine.open(execution, system, found, plan, options, null);
    }

    /// What the planned method takes.
    long estimatedBytes() {
        return MemoryEstimate.of(found, plan);
    }

    /// **Errors** what can't be solved, or not by this method, is a [RivuletException].
    public static LocalProblem check(SystemInput input, Method method, PreconditionerKind preconditioner) {
        return check(input.readSystem(), LocalTeam.execution(), method, preconditioner);
    }

    static LocalProblem check(
            LinearSystem system, Execution execution, Method method, PreconditionerKind preconditioner) {
        Classification found = Classifier.classify(execution.team(), system.a());
        Plan plan = switch (Planner.plan(system, found, method, preconditioner)) {
            case Planned.Ok(var chosen) -> chosen;
            case Planned.NotApplicable refused ->
                throw Problem.of(ProblemCode.METHOD_NOT_APPLICABLE, refused.why())
                        .at("/method")
                        .hint("These apply: "
                                + refused.wouldApply().stream()
                                        .map(Method::wireName)
                                        .collect(Collectors.joining(", ")))
                        .exception();
            case Planned.Structural impossible ->
                throw Problem.of(ProblemCode.STRUCTURALLY_SINGULAR, impossible.why())
                        .at("/matrix")
                        .exception();
        };
        return switch (Consistency.check(system, found)) {
            case Consistency.Consistent(var warnings) -> new LocalProblem(system, found, plan, warnings);
            case Consistency.Inconsistent contradiction ->
                throw Problem.of(ProblemCode.SINGULAR_INCONSISTENT, contradiction.why())
                        .at("/vector")
                        .exception();
        };
    }
}
