// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.incremental;

import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.numerics.classify.Classifier;
import io.rivulet.numerics.gallery.Gallery;
import io.rivulet.numerics.kernels.Execution;
import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.linalg.LinearSystem;
import io.rivulet.numerics.solve.Method;
import io.rivulet.numerics.solve.Plan;
import io.rivulet.numerics.solve.PreconditionerKind;
import io.rivulet.numerics.solve.RunCache;
import java.util.Arrays;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CertificateSearchTest {
    /// V-cycles that a certificate may cost.
    private static final int FEW = 6;

    private static CertificateSearch search(CsrMatrix a, boolean negated, RunCache cache) {
        Plan plan = new Plan(Method.CG, PreconditionerKind.AMG, negated, "test", java.util.List.of());
        CertificateSearch search = new CertificateSearch(Execution.serial(), a, true, Long.MAX_VALUE, plan, cache, 0);
        search.advance(Long.MAX_VALUE);
        return search;
    }

    private static CsrMatrix gallery(String recipe) {
        return Gallery.generate(Gallery.parse(recipe));
    }

    private static CsrMatrix changed(CsrMatrix a, java.util.function.DoubleUnaryOperator change) {
        return a.withValues(Arrays.stream(a.value()).map(change).toArray());
    }

    /// ⟨A⟩·u >= w, summed up in another order than in the search.
    private static void holds(Certificate certificate, CsrMatrix a) {
        double[] u = certificate.u();
        for (int i = 0; i < a.rows(); i++) {
            double sum = 0;
            for (int k = a.rowStart()[i + 1] - 1; k >= a.rowStart()[i]; k--) {
                double size = Math.abs(a.value()[k]) * u[a.column()[k]];
                sum += a.column()[k] == i ? size : -size;
            }
            assertThat(certificate.w(i)).isPositive().isLessThanOrEqualTo(sum * (1 + 1e-9) + 1e-9);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "poisson2d,nx=150,ny=150",
                "poisson2d,nx=300,ny=300",
                "poisson3d,nx=30,ny=30,nz=30",
                "anisotropic2d,nx=150,ny=150,epsilon=0.05"
            })
    void aWeaklyDominantGridTakesAFewCycles(String recipe) {
        CsrMatrix a = gallery(recipe);
        CertificateSearch search = search(a, false, new RunCache());
        holds(Objects.requireNonNull(search.result()), a);
        assertThat(search.iterations()).isLessThanOrEqualTo(FEW);
    }

    @Test
    @EnabledIfSystemProperty(named = "rivulet.long", matches = "true")
    void aMillionRowsTakeNoMoreCycles() {
        CsrMatrix a = gallery("poisson2d,nx=1000,ny=1000");
        CertificateSearch search = search(a, false, new RunCache());
        holds(Objects.requireNonNull(search.result()), a);
        assertThat(search.iterations()).isLessThanOrEqualTo(FEW);
    }

    @Test
    void theHierarchyOfTheRepairsServesTheSearch() {
        CsrMatrix a = gallery("poisson2d,nx=150,ny=150");
        RunCache cache = new RunCache();
        long alone = search(a, false, cache).work();
        assertThat(cache.sizeBytes()).isPositive();
        CertificateSearch second = search(a, false, cache);
        assertThat(second.result()).isNotNull();
        assertThat(second.work()).isLessThan(alone * 3 / 4);
    }

    @Test
    void aNegatedMatrixAndOneWithMixedSignsAreCertifiedToo() {
        CsrMatrix a = gallery("poisson2d,nx=150,ny=150");
        CsrMatrix negated = changed(a, v -> -v);
        RunCache cache = new RunCache();
        holds(Objects.requireNonNull(search(negated, true, cache).result()), negated);
        assertThat(cache.sizeBytes()).isPositive();
        Random random = new Random(1);
        double[] mixed = a.value().clone();
        for (int i = 0; i < a.rows(); i++) {
            for (int k = a.rowStart()[i]; k < a.rowStart()[i + 1]; k++) {
                if (a.column()[k] > i && random.nextBoolean()) {
                    mixed[k] = 1;
                    mixed[a.find(a.column()[k], i)] = 1;
                }
            }
        }
        RunCache untouched = new RunCache();
        CertificateSearch search = search(a.withValues(mixed), false, untouched);
        holds(Objects.requireNonNull(search.result()), a.withValues(mixed));
        assertThat(search.iterations()).isLessThanOrEqualTo(FEW);
        assertThat(untouched.sizeBytes()).isZero();
    }

    @Test
    void whereMultigridGivesUpIncompleteCholeskyTakesItsPlace() {
        CsrMatrix a = gallery("random_dd,n=25000,nnz_per_row=4,alpha=0.999,symmetric=true,seed=1");
        double[] value = a.value().clone();
        for (int i = 0; i < a.rows(); i++) {
            double sum = 0;
            for (int k = a.rowStart()[i]; k < a.rowStart()[i + 1]; k++) {
                sum += a.column()[k] == i ? 0 : Math.abs(value[k]);
            }
            value[a.find(i, i)] = i % 100 == 0 ? 1.1 * sum : sum;
        }
        CsrMatrix weak = a.withValues(value);
        holds(Objects.requireNonNull(search(weak, false, new RunCache()).result()), weak);
    }

    @Test
    void aMatrixThatIsNoHMatrixGetsNone() {
        CsrMatrix a = changed(gallery("poisson2d,nx=40,ny=40"), v -> v > 0 ? 2 : v);
        assertThat(search(a, false, new RunCache()).result()).isNull();
    }

    @Test
    void anEngineCertifiesAWeaklyDominantGridByTheWay() {
        LinearSystem system = RandomSystems.manufactured(gallery("poisson2d,nx=200,ny=200"));
        assertThat(Classifier.classify(system.a()).rowDominance().name()).isEqualTo("WEAK");
        SolverEngine engine = Engines.hybrid(system);
        RepairOutcome outcome = Engines.rest(engine).last();
        assertThat(outcome.iterations()).isLessThanOrEqualTo(10);
        ErrorBound bound = Objects.requireNonNull(outcome.bound());
        double[] x = engine.x().values();
        double error = 0;
        for (int i = 0; i < x.length; i++) {
            error = Math.max(error, Math.abs(x[i] - Math.sin(i + 1)));
        }
        assertThat(bound.value()).isGreaterThan(error).isLessThan(1e-3);
    }
}
