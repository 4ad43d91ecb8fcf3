// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session;

import io.rivulet.actors.solver.ComputePool;
import io.rivulet.actors.store.MemoryBudget;
import io.rivulet.actors.store.ProblemRepository;
import io.rivulet.numerics.classify.Classification;
import io.rivulet.numerics.classify.Classifier;
import io.rivulet.numerics.kernels.Team;
import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.numerics.linalg.LinearSystem;
import io.rivulet.numerics.solve.Method;
import io.rivulet.numerics.solve.Plan;
import io.rivulet.numerics.solve.Planned;
import io.rivulet.numerics.solve.Planner;
import io.rivulet.numerics.solve.PreconditionerKind;
import io.rivulet.serialization.line.MatrixClassView;
import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import io.rivulet.serialization.request.CsrFormat;
import io.rivulet.serialization.request.MatrixRequest;
import io.rivulet.serialization.request.SystemSource;
import io.rivulet.serialization.view.AnalysisView;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// Looks at matrices that belong to no session.
/// **Thread** any. **Bounded by** the node's memory budget.
final class Analyses {
    /// The matrix, its transpose and some vectors.
    private static final int MATRICES = 3;

    private final SessionNode node;

    Analyses(SessionNode node) {
        this.node = node;
    }

    /// **Errors** `capacity_exceeded`, `problem_not_found`, and what an uploaded matrix is refused for that is
    /// another than the request says.
    CompletionStage<AnalysisView> of(MatrixRequest asked, String owner) {
        ProblemRepository problems = node.stores().problems();
        return switch (asked) {
            case MatrixRequest.Stored(CsrMatrix a, var _) -> look(a.rows(), a.nnz(), () -> withOnes(a));
            case MatrixRequest.Gallery(var recipe, var _) ->
                look(
                        recipe.rows(),
                        recipe.nnzEstimate(),
                        () -> ProblemRepository.systemOf(new SystemSource.Gallery(recipe, null)));
            case MatrixRequest.Uploaded uploaded ->
                problems.findMatrix(owner, uploaded.ref()).thenCompose(found -> {
                    if (found.isEmpty()) {
                        throw Problem.of(
                                        ProblemCode.PROBLEM_NOT_FOUND,
                                        "There is no uploaded problem '" + uploaded.ref() + "'")
                                .at("/matrix/ref")
                                .exception();
                    }
                    return problems.loadMatrix(owner, uploaded.ref())
                            .thenCompose(a -> look(a.rows(), a.nnz(), () -> {
                                uploaded.check().accept(a);
                                return withOnes(a);
                            }));
                });
        };
    }

    /// @param system made on the compute pool, once there is memory for it
    private CompletionStage<AnalysisView> look(long rows, long entries, Callable<LinearSystem> system) {
        MemoryBudget memory = node.stores().memory();
        long bytes = MATRICES * CsrFormat.sizeOf(rows, entries);
        MemoryBudget.@Nullable Reservation reserved = memory.tryReserve(bytes).orElse(null);
        if (reserved == null) {
            return CompletableFuture.failedStage(memory.exceeded(bytes).exception());
        }
        return node.pool()
                .lane(ComputePool.Share.SESSIONS)
                .run(() -> look(system.call(), node.pool().team()))
                .whenComplete((_, _) -> reserved.close());
    }

    private static AnalysisView look(LinearSystem system, Team team) {
        Classification found = Classifier.classify(team, system.a());
        MatrixClassView matrixClass = MatrixClassView.of(found);
        int rows = found.rows();
        int nnz = system.a().nnz();
        return switch (Planner.plan(system, found, Method.HYBRID, PreconditionerKind.AUTO)) {
            case Planned.Ok(Plan plan) ->
                new AnalysisView(
                        rows,
                        nnz,
                        matrixClass,
                        plan.method().wireName(),
                        plan.preconditioner().wireName(),
                        plan.reason());
            case Planned.NotApplicable no -> new AnalysisView(rows, nnz, matrixClass, null, null, no.why());
            case Planned.Structural no -> new AnalysisView(rows, nnz, matrixClass, null, null, no.why());
        };
    }

    private static LinearSystem withOnes(CsrMatrix a) {
        double[] ones = new double[a.rows()];
        Arrays.fill(ones, 1.0);
        return new LinearSystem(a, DenseVector.adopt(ones));
    }
}
