// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.solve;

import static io.rivulet.numerics.solve.Plans.gallery;
import static io.rivulet.numerics.solve.Plans.hybrid;
import static io.rivulet.numerics.solve.Plans.negated;
import static io.rivulet.numerics.solve.Plans.ok;
import static io.rivulet.numerics.solve.Plans.plan;
import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.numerics.classify.Classifier;
import io.rivulet.numerics.direct.Forecast;
import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.linalg.SmallMatrices;
import io.rivulet.numerics.linalg.TripletBuilder;
import io.rivulet.numerics.market.RealMatrices;
import java.io.IOException;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlannerTest {
    @ParameterizedTest
    @CsvSource({
        "'poisson2d,nx=30,ny=30', SPARSE_LDL, NONE",
        "'poisson2d,nx=150,ny=150', CG, AMG",
        "'poisson3d,nx=22,ny=22,nz=22', CG, AMG",
        "'grid_plus_leak,nx=30,ny=30,leak=1', CG, JACOBI",
        "'poisson2d,nx=4,ny=4', DENSE_LU, NONE",
        "'path_laplacian,n=20', CG, APPROX_CHOLESKY",
        "'path_laplacian,n=200', CG, APPROX_CHOLESKY",
        "'poisson2d,nx=80,ny=80', SPARSE_LDL, NONE",
        "'grid_plus_leak,nx=150,ny=150,leak=1', CG, JACOBI",
        "'anisotropic2d,nx=150,ny=150,epsilon=0.01', CG, AMG",
        "'anisotropic2d,nx=150,ny=150,epsilon=0.001', CG, APPROX_CHOLESKY",
        "'path_laplacian,n=6000', CG, APPROX_CHOLESKY",
        "'random_dd,n=3000,nnz_per_row=5,alpha=0.999,symmetric=true,seed=1', CG, JACOBI",
        "'random_dd,n=500,nnz_per_row=4,alpha=0.4,seed=1', JACOBI, NONE",
        "'random_dd,n=500,nnz_per_row=4,alpha=0.9,seed=1', JACOBI, NONE",
        "'random_dd,n=500,nnz_per_row=4,alpha=0.99,seed=1', BICGSTAB, ILU",
    })
    void theClassDecides(String recipe, Method method, PreconditionerKind kind) {
        Plan plan = hybrid(gallery(recipe));
        assertThat(plan.method()).isEqualTo(method);
        assertThat(plan.preconditioner()).isEqualTo(kind);
        assertThat(plan.negated()).isFalse();
        assertThat(plan.reason()).contains("symmetric").contains("dominant");
    }

    @ParameterizedTest
    @CsvSource({
        "1138_bus.mtx, SPARSE_LDL, NONE, false",
        "add32.mtx, SPARSE_LU, NONE, false",
        "arc130.mtx, SPARSE_LU, NONE, false",
        "bcspwr10.mtx, SPARSE_LDL, NONE, false",
        "bcsstk09.mtx, SPARSE_LDL, NONE, false",
        "bcsstm10.mtx, SPARSE_LDL, NONE, false",
        "cal_road_laplacian.mtx, SPARSE_LDL, NONE, false",
        "cryg2500.mtx, SPARSE_LU, NONE, false",
        "memplus.mtx.gz, SPARSE_LU, NONE, false",
        "nos7.mtx, SPARSE_LDL, NONE, false",
        "resolve_asymmetric01.mtx, JACOBI, NONE, false",
        "resolve_spd01.mtx, CG, JACOBI, false",
        "sherman1.mtx, SPARSE_LDL, NONE, false",
        "west0067.mtx, SPARSE_LU, NONE, false",
    })
    void realMatricesGetTheMethodTheyNeed(String name, Method method, PreconditionerKind kind, boolean negated)
            throws IOException {
        CsrMatrix a = RealMatrices.readOperator(name);
        Plan plan = hybrid(a);
        assertThat(plan.method()).as(plan.reason()).isEqualTo(method);
        assertThat(plan.preconditioner()).isEqualTo(kind);
        assertThat(plan.negated()).isEqualTo(negated);
        boolean dense = plan.method() == Method.DENSE_LU
                || plan.fallbacks().stream().anyMatch(f -> f.method() == Method.DENSE_LU);
        assertThat(dense).isEqualTo(a.rows() <= Planner.DENSE_LIMIT);
    }

    @Test
    void theRuleThatDecidedIsToldAndEveryRuleCanDecide() {
        Map<Rule, CsrMatrix> examples = new EnumMap<>(Rule.class);
        Random random = new Random(1);
        examples.put(Rule.TRIANGULAR, gallery("random_dd,n=1,nnz_per_row=0,seed=1"));
        examples.put(Rule.TINY, gallery("poisson2d,nx=4,ny=4"));
        examples.put(Rule.SINGULAR, gallery("path_laplacian,n=200"));
        examples.put(Rule.DEFINITE, gallery("poisson2d,nx=30,ny=30"));
        examples.put(Rule.SMALL_INDEFINITE, MatrixClass.INDEFINITE.matrix(100, random));
        examples.put(Rule.INDEFINITE, MatrixClass.INDEFINITE.matrix(2_500, random));
        examples.put(Rule.VERY_DOMINANT, gallery("random_dd,n=500,nnz_per_row=4,alpha=0.4,seed=1"));
        examples.put(Rule.DOMINANT, gallery("random_dd,n=500,nnz_per_row=4,alpha=0.9,seed=1"));
        examples.put(Rule.CHAINED, gallery("random_dd,n=500,nnz_per_row=4,alpha=0.99,seed=1"));
        examples.put(Rule.SMALL_GENERAL, MatrixClass.SKEW_DOMINANT.matrix(100, random));
        examples.put(Rule.NO_DIAGONAL, MatrixClass.ZERO_DIAGONAL.matrix(600, random));
        examples.put(Rule.GENERAL, MatrixClass.SKEW_DOMINANT.matrix(600, random));
        examples.forEach((rule, a) -> assertThat(Hybrid.choose(a, Classifier.classify(a), PreconditionerKind.AUTO)
                        .rule())
                .isEqualTo(rule));
        assertThat(ok(gallery("poisson2d,nx=4,ny=4"), Method.HYBRID, PreconditionerKind.SSOR)
                        .rule())
                .isEqualTo(Rule.ASKED_PRECONDITIONER);
        assertThat(hybrid(MatrixClass.INDEFINITE.matrix(2_500, random)).rule()).isEqualTo(Rule.ELIMINATION);
        // Those two and EXPERIENCE, which LessonsTest sees decide.
        assertThat(examples).hasSize(Rule.values().length - 3);
        assertThat(ok(gallery("poisson2d,nx=4,ny=4"), Method.CG, PreconditionerKind.AUTO)
                        .rule())
                .isNull();
    }

    @Test
    void aMissOfDominanceInTheSeventhDigitIsSaid() throws IOException {
        assertThat(hybrid(RealMatrices.read("1138_bus.mtx")).reason())
                .contains("not row dominant (Σ|a_ij|/|a_ii| up to 1 + 5.7e-07)")
                .contains("proven positive definite");
    }

    @Test
    void triangularSystemsAreSubstituted() {
        CsrMatrix lower = new TripletBuilder(3)
                .add(0, 0, 1)
                .add(1, 0, 5)
                .add(1, 1, 1)
                .add(2, 2, 4)
                .add(0, 2, 0.0)
                .build();
        assertThat(hybrid(lower).method()).isEqualTo(Method.TRIANGULAR);
        assertThat(hybrid(lower.transpose()).method()).isEqualTo(Method.TRIANGULAR);
        assertThat(hybrid(lower).reason()).contains("lower triangular");
    }

    @Test
    void jacobiWithoutAGuaranteeIsAllowedAndSaysSo() {
        CsrMatrix a = SmallMatrices.dense(new double[][] {{1, 3}, {1, 1}});
        assertThat(ok(a, Method.JACOBI, PreconditionerKind.ILU).reason())
                .contains("nothing guarantees")
                .contains("ilu is left out");
        assertThat(ok(gallery("poisson2d,nx=5,ny=5"), Method.JACOBI, PreconditionerKind.NONE)
                        .reason())
                .contains("converges");
    }

    @Test
    void whatIsAskedForIsKept() {
        CsrMatrix a = gallery("poisson2d,nx=12,ny=12");
        for (PreconditionerKind kind : PreconditionerKind.values()) {
            for (Method method : new Method[] {Method.CG, Method.GMRES, Method.BICGSTAB}) {
                Plan plan = ok(a, method, kind);
                assertThat(plan.method()).isEqualTo(method);
                assertThat(kind == PreconditionerKind.AUTO || plan.preconditioner() == kind)
                        .isTrue();
            }
            Plan hybrid = ok(a, Method.HYBRID, kind);
            assertThat(kind == PreconditionerKind.AUTO || hybrid.preconditioner() == kind)
                    .isTrue();
        }
    }

    @Test
    void hybridPicksTheMethodForAPreconditionerThatWasAskedFor() {
        CsrMatrix indefinite = MatrixClass.SADDLE.matrix(40, new Random(1));
        CsrMatrix shifted = MatrixClass.INDEFINITE.matrix(40, new Random(1));
        CsrMatrix general = MatrixClass.ROW_STRICT.matrix(40, new Random(1));
        assertThat(ok(gallery("poisson2d,nx=12,ny=12"), Method.HYBRID, PreconditionerKind.SSOR)
                        .method())
                .isEqualTo(Method.CG);
        assertThat(ok(indefinite, Method.HYBRID, PreconditionerKind.NONE).method())
                .isEqualTo(Method.MINRES);
        assertThat(ok(shifted, Method.HYBRID, PreconditionerKind.JACOBI).method())
                .isEqualTo(Method.MINRES);
        assertThat(ok(shifted, Method.HYBRID, PreconditionerKind.ILU).method()).isEqualTo(Method.BICGSTAB);
        assertThat(ok(general, Method.HYBRID, PreconditionerKind.ILU).method()).isEqualTo(Method.BICGSTAB);
    }

    @Test
    void aNegativeDefiniteMatrixIsSolvedNegated() {
        CsrMatrix a = negated(gallery("poisson2d,nx=12,ny=12"));
        assertThat(ok(a, Method.CG, PreconditionerKind.AUTO).negated()).isTrue();
        assertThat(ok(a, Method.GMRES, PreconditionerKind.IC).negated()).isTrue();
        assertThat(ok(a, Method.GMRES, PreconditionerKind.APPROX_CHOLESKY).negated())
                .isTrue();
        assertThat(ok(a, Method.GMRES, PreconditionerKind.ILU).negated()).isFalse();
        assertThat(hybrid(a).reason()).contains("proven negative definite");
        assertThat(hybrid(negated(gallery("grid_plus_leak,nx=12,ny=12,leak=1"))).negated())
                .isTrue();
    }

    @Test
    void factorsAreForetoldBeforeTheyAreChosen() {
        CsrMatrix a = gallery("poisson2d,nx=30,ny=30");
        Plan plan = hybrid(a);
        Forecast forecast = plan.forecast();
        assertThat(forecast).isNotNull();
        assertThat(plan.reason())
                .contains(String.format(Locale.ROOT, "%,d factor entries", forecast.entries()))
                .contains("less than cg is expected to");
        assertThat(plan.fallbacks()).allMatch(f -> f.forecast() == null);
        assertThat(plan.fallbacks().getFirst().method()).isEqualTo(Method.CG);
    }

    @Test
    void whatFillsInTooMuchIsIteratedOn() {
        int n = 3_000;
        Random random = new Random(8);
        TripletBuilder triplets = new TripletBuilder(n);
        for (int i = 0; i < n; i++) {
            triplets.add(i, i, 1);
            for (int k = 0; k < 6; k++) {
                triplets.add(i, random.nextInt(n), 1 + random.nextDouble());
            }
        }
        Plan plan = hybrid(triplets.build());
        assertThat(plan.method()).isEqualTo(Method.BICGSTAB);
        assertThat(plan.fallbacks()).extracting(Plan::method).contains(Method.SPARSE_LU);
    }
}
