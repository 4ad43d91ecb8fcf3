// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.solve;

import static io.rivulet.numerics.solve.Plans.gallery;
import static io.rivulet.numerics.solve.Plans.hybrid;
import static io.rivulet.numerics.solve.Plans.plan;
import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.numerics.classify.Classification;
import io.rivulet.numerics.classify.Classifier;
import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.linalg.LinearSystem;
import io.rivulet.numerics.linalg.TripletBuilder;
import io.rivulet.numerics.market.RealMatrices;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// What is planned for when a plan fails.
class FallbacksTest {
    @Test
    void whereConjugateGradientsFailDenseFactorsAreNextIfTheyFit() {
        assertThat(hybrid(gallery("poisson2d,nx=30,ny=30")).fallbacks())
                .extracting(Plan::method)
                .containsExactly(Method.CG, Method.CG, Method.CG, Method.DENSE_LU, Method.GMRES);
        assertThat(hybrid(gallery("poisson3d,nx=22,ny=22,nz=22")).fallbacks())
                .extracting(Plan::method)
                .startsWith(Method.CG, Method.CG, Method.CG, Method.MINRES, Method.SPARSE_LDL, Method.BICGSTAB)
                .contains(Method.SPARSE_LU)
                .doesNotContain(Method.DENSE_LU);
        assertThat(hybrid(gallery("poisson2d,nx=400,ny=400")).fallbacks())
                .extracting(Plan::method)
                .doesNotContain(Method.SPARSE_LDL, Method.SPARSE_LU, Method.DENSE_LU);
        assertThat(hybrid(gallery("path_laplacian,n=200")).fallbacks())
                .extracting(Plan::method)
                .doesNotContain(Method.DENSE_LU);
    }

    @Test
    void sampledFactorsAreNextWhereMultigridGivesUp() {
        assertThat(hybrid(gallery("poisson2d,nx=150,ny=150")).fallbacks())
                .extracting(Plan::preconditioner)
                .startsWith(PreconditionerKind.APPROX_CHOLESKY, PreconditionerKind.IC, PreconditionerKind.JACOBI);
        assertThat(hybrid(gallery("path_laplacian,n=6000")).fallbacks())
                .extracting(Plan::preconditioner)
                .startsWith(PreconditionerKind.AMG, PreconditionerKind.JACOBI)
                .doesNotContain(PreconditionerKind.IC);
    }

    @Test
    void plansAreConcreteAndTheirFallbacksFlat() {
        for (long seed = 0; seed < 300; seed++) {
            CsrMatrix a = random(new Random(seed));
            LinearSystem system = RealMatrices.system(a);
            Classification c = Classifier.classify(a);
            for (PreconditionerKind kind : PreconditionerKind.values()) {
                for (Method method : Method.values()) {
                    if (Planner.plan(system, c, method, kind) instanceof Planned.Ok(Plan plan)) {
                        concrete(plan);
                        plan.fallbacks().forEach(FallbacksTest::concrete);
                        assertThat(plan.fallbacks()).allMatch(f -> f.fallbacks().isEmpty());
                        assertThat(plan.fallbacks()).doesNotHaveDuplicates();
                        assertThat(plan.fallbacks())
                                .noneMatch(f ->
                                        f.method() == plan.method() && f.preconditioner() == plan.preconditioner());
                        assertThat(method == Method.HYBRID || plan.fallbacks().isEmpty())
                                .isTrue();
                    }
                }
            }
        }
    }

    private static void concrete(Plan plan) {
        assertThat(plan.method()).isNotEqualTo(Method.HYBRID);
        assertThat(plan.preconditioner()).isNotEqualTo(PreconditionerKind.AUTO);
        assertThat(plan.reason()).isNotBlank();
    }

    private static CsrMatrix random(Random random) {
        int n = 1 + random.nextInt(90);
        boolean symmetric = random.nextBoolean();
        int sign = random.nextBoolean() ? 1 : -1;
        TripletBuilder triplets = new TripletBuilder(n);
        for (int i = 0; i < n; i++) {
            if (random.nextInt(40) > 0) {
                triplets.add(i, i, sign * (1 + random.nextInt(9)));
            }
            int j = random.nextInt(n);
            double v = random.nextInt(5) - 2;
            triplets.add(i, j, v);
            if (symmetric) {
                triplets.add(j, i, v);
            }
        }
        return triplets.build();
    }

    @Test
    void anIncompleteFactorFollowsASampledOneThatFails() {
        assertThat(hybrid(gallery("poisson2d,nx=40,ny=40")).fallbacks())
                .extracting(Plan::preconditioner)
                .startsWith(PreconditionerKind.APPROX_CHOLESKY, PreconditionerKind.IC);
    }
}
