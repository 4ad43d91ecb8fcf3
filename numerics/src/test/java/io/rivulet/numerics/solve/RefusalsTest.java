// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.solve;

import static io.rivulet.numerics.solve.Plans.antidiagonal;
import static io.rivulet.numerics.solve.Plans.gallery;
import static io.rivulet.numerics.solve.Plans.hybrid;
import static io.rivulet.numerics.solve.Plans.negated;
import static io.rivulet.numerics.solve.Plans.ok;
import static io.rivulet.numerics.solve.Plans.plan;
import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.numerics.classify.Classification;
import io.rivulet.numerics.classify.Classifier;
import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.linalg.SmallMatrices;
import io.rivulet.numerics.linalg.TripletBuilder;
import io.rivulet.numerics.market.RealMatrices;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/// What is not planned, and what is said about it.
class RefusalsTest {
    @Test
    void multigridNeedsSymmetryAndADiagonalOfOneSign() {
        assertThat(plan(gallery("random_dd,n=30,nnz_per_row=4,seed=33"), Method.HYBRID, PreconditionerKind.AMG))
                .isInstanceOfSatisfying(Planned.NotApplicable.class, refusal -> {
                    assertThat(refusal.why())
                            .contains("amg needs a symmetric matrix")
                            .contains("differs from");
                    assertThat(refusal.wouldApply()).contains(Method.HYBRID);
                });
        assertThat(plan(antidiagonal(5), Method.CG, PreconditionerKind.AMG)).isInstanceOf(Planned.NotApplicable.class);
        assertThat(ok(negated(gallery("poisson2d,nx=12,ny=12")), Method.CG, PreconditionerKind.AMG)
                        .negated())
                .isTrue();
    }

    @Test
    void cgOnAnUnsymmetricMatrixNamesTheEntryAndWhatWouldWork() {
        CsrMatrix a = gallery("random_dd,n=30,nnz_per_row=4,seed=33");
        assertThat(plan(a, Method.CG, PreconditionerKind.AUTO))
                .isInstanceOfSatisfying(Planned.NotApplicable.class, refusal -> {
                    assertThat(refusal.asked()).isEqualTo(Method.CG);
                    assertThat(refusal.why()).contains("differs from").contains("gmres, bicgstab");
                    assertThat(refusal.wouldApply())
                            .contains(Method.HYBRID, Method.GMRES, Method.BICGSTAB, Method.JACOBI)
                            .doesNotContain(Method.CG);
                });
        assertThat(plan(a, Method.HYBRID, PreconditionerKind.IC)).isInstanceOf(Planned.NotApplicable.class);
    }

    @Test
    void approximateCholeskyNeedsADominantMatrixAndSaysByHowMuchItMisses() throws IOException {
        CsrMatrix a = RealMatrices.read("bcsstk09.mtx");
        for (Method method : new Method[] {Method.HYBRID, Method.CG, Method.GMRES}) {
            assertThat(plan(a, method, PreconditionerKind.APPROX_CHOLESKY))
                    .isInstanceOfSatisfying(Planned.NotApplicable.class, refusal -> {
                        assertThat(refusal.why())
                                .contains("approx_cholesky needs a diagonally dominant matrix")
                                .contains("up to 2.968")
                                .contains("the preconditioner ic");
                        assertThat(refusal.wouldApply()).contains(Method.HYBRID);
                    });
        }
        assertThat(plan(
                        gallery("random_dd,n=30,nnz_per_row=4,seed=33"),
                        Method.GMRES,
                        PreconditionerKind.APPROX_CHOLESKY))
                .isInstanceOfSatisfying(
                        Planned.NotApplicable.class,
                        refusal -> assertThat(refusal.why()).contains("approx_cholesky needs a symmetric matrix"));
    }

    @Test
    void jacobiAndItsPreconditionersNeedADiagonal() {
        CsrMatrix a = antidiagonal(4);
        assertThat(plan(a, Method.JACOBI, PreconditionerKind.AUTO))
                .isInstanceOfSatisfying(
                        Planned.NotApplicable.class,
                        refusal -> assertThat(refusal.why()).contains("a(0, 0) is zero or missing"));
        for (PreconditionerKind kind : new PreconditionerKind[] {PreconditionerKind.JACOBI, PreconditionerKind.ILU}) {
            assertThat(plan(a, Method.GMRES, kind)).isInstanceOf(Planned.NotApplicable.class);
        }
        assertThat(ok(a, Method.GMRES, PreconditionerKind.AUTO).preconditioner())
                .isEqualTo(PreconditionerKind.NONE);
        assertThat(hybrid(a).method()).isEqualTo(Method.DENSE_LU);
        assertThat(hybrid(antidiagonal(2_500)).method()).isEqualTo(Method.SPARSE_LU);
    }

    @Test
    void structureIsCheckedWhateverIsAsked() {
        CsrMatrix noRow = new TripletBuilder(2).add(0, 0, 1).add(0, 1, 1).build();
        CsrMatrix noMatching = SmallMatrices.withoutMatching();
        for (Method method : Method.values()) {
            assertThat(plan(noRow, method, PreconditionerKind.AUTO))
                    .isInstanceOfSatisfying(
                            Planned.Structural.class, s -> assertThat(s.row()).isEqualTo(1));
            assertThat(plan(noRow.transpose(), method, PreconditionerKind.AUTO))
                    .isInstanceOfSatisfying(
                            Planned.Structural.class,
                            s -> assertThat(s.column()).isEqualTo(1));
            assertThat(plan(noMatching, method, PreconditionerKind.AUTO))
                    .isInstanceOfSatisfying(
                            Planned.Structural.class, s -> assertThat(s.why()).contains("2 of 3"));
        }
    }

    @Test
    void whatOnlyHybridChoosesCannotBeAskedFor() {
        CsrMatrix a = gallery("poisson2d,nx=3,ny=3");
        for (Method method : new Method[] {Method.DENSE_LU, Method.SPARSE_LDL, Method.SPARSE_LU, Method.TRIANGULAR}) {
            assertThat(plan(a, method, PreconditionerKind.AUTO))
                    .isInstanceOfSatisfying(
                            Planned.NotApplicable.class,
                            refusal -> assertThat(refusal.wouldApply()).contains(Method.HYBRID));
        }
    }

    @Test
    void cgOnAnIndefiniteMatrixIsRefusedWithoutNamingItself() {
        CsrMatrix a = SmallMatrices.dense(new double[][] {{1, 3}, {3, 1}});
        Classification c = Classifier.classify(a);
        assertThat(c.indefinite()).isTrue();
        assertThat(plan(a, Method.CG, PreconditionerKind.NONE))
                .isInstanceOfSatisfying(
                        Planned.NotApplicable.class,
                        refusal -> assertThat(refusal.why()).contains("both signs"));
    }
}
