// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.partition;

import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.numerics.classify.Classification;
import io.rivulet.numerics.classify.Classifier;
import io.rivulet.numerics.gallery.Gallery;
import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.linalg.SmallMatrices;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PartitionPlanTest {
    private static Classification gallery(String recipe) {
        return Classifier.classify(Gallery.generate(Gallery.parse(recipe)));
    }

    private static Mode mode(Classification c, @Nullable Mode wish) {
        return ((PartitionPlan.Choice.Chosen) PartitionPlan.choose(c, false, wish))
                .plan()
                .mode();
    }

    private static CsrMatrix indefinite() {
        return SmallMatrices.dense(new double[][] {{1, 2}, {2, 1}});
    }

    private static CsrMatrix unsymmetric() {
        return SmallMatrices.dense(new double[][] {{1, 3}, {1, 1}});
    }

    @Test
    void theClassDecides() {
        assertThat(mode(gallery("random_dd,n=50,nnz_per_row=4"), null)).isEqualTo(Mode.ASYNCHRONOUS);
        assertThat(mode(gallery("random_dd,n=50,nnz_per_row=4,alpha=0.999,symmetric=true"), null))
                .isEqualTo(Mode.CONJUGATE_GRADIENTS);
        assertThat(mode(gallery("poisson2d,nx=9,ny=9"), null)).isEqualTo(Mode.CONJUGATE_GRADIENTS);
        assertThat(mode(Classifier.classify(indefinite()), null)).isEqualTo(Mode.GMRES);
        assertThat(mode(Classifier.classify(unsymmetric()), null)).isEqualTo(Mode.GMRES);
    }

    @Test
    void relaxationNeedsProof() {
        assertThat(mode(gallery("poisson2d,nx=9,ny=9"), Mode.ASYNCHRONOUS)).isEqualTo(Mode.ASYNCHRONOUS);
        Classification c = Classifier.classify(unsymmetric());
        assertThat(PartitionPlan.choose(c, false, Mode.ASYNCHRONOUS))
                .isInstanceOfSatisfying(
                        PartitionPlan.Choice.Refused.class,
                        refused -> assertThat(refused.reason()).contains("not known to converge"));
        assertThat(PartitionPlan.choose(c, true, Mode.ASYNCHRONOUS)).isInstanceOf(PartitionPlan.Choice.Chosen.class);
    }

    @Test
    void whatCantWorkIsRefused() {
        assertThat(PartitionPlan.choose(gallery("path_laplacian,n=9"), false, null))
                .isInstanceOfSatisfying(
                        PartitionPlan.Choice.Refused.class,
                        refused -> assertThat(refused.reason()).contains("singular"));
        assertThat(PartitionPlan.choose(Classifier.classify(unsymmetric()), false, Mode.CONJUGATE_GRADIENTS))
                .isInstanceOf(PartitionPlan.Choice.Refused.class);
    }
}
