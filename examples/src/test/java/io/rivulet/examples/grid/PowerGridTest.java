// SPDX-License-Identifier: Apache-2.0
package io.rivulet.examples.grid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.powsybl.ieeecdf.converter.IeeeCdfNetworkFactory;
import com.powsybl.iidm.network.impl.NetworkFactoryImpl;
import io.rivulet.numerics.classify.Classification;
import io.rivulet.numerics.classify.Classifier;
import io.rivulet.numerics.classify.Dominance;
import io.rivulet.numerics.incremental.CostUpdate;
import io.rivulet.numerics.incremental.Replay;
import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.linalg.LinearSystem;
import io.rivulet.numerics.linalg.SparseVector;
import java.util.List;
import org.junit.jupiter.api.Test;

class PowerGridTest {
    private final PowerGrid grid = IeeeCases.ieee118();

    @Test
    void the118BusCaseHas117UnknownAnglesAnd186Branches() {
        assertThat(grid.buses()).hasSize(117).doesNotContain(grid.slackBus());
        assertThat(grid.branches()).hasSize(186);
        assertThat(IeeeCases.ieee14().buses()).hasSize(13);
    }

    @Test
    void itsMatrixIsAWeaklyDominantMMatrixAndProvedPositiveDefinite() {
        Classification c = Classifier.classify(grid.system().a());
        assertThat(c.symmetric()).isTrue();
        assertThat(c.rowDominance()).isEqualTo(Dominance.WEAK);
        assertThat(c.mMatrix()).isTrue();
    }

    @Test
    void rowSumsAreTheSusceptancesToTheGroundedBus() {
        CsrMatrix a = grid.system().a();
        for (int i = 0; i < a.rows(); i++) {
            double sum = 0;
            for (int k = a.rowStart()[i]; k < a.rowStart()[i + 1]; k++) {
                sum += a.value()[k];
            }
            int bus = i;
            double grounded = grid.branches().stream()
                    .filter(b -> (b.from() == bus && b.to() == PowerGrid.SLACK)
                            || (b.to() == bus && b.from() == PowerGrid.SLACK))
                    .mapToDouble(Branch::susceptance)
                    .sum();
            assertThat(sum).isCloseTo(grounded, within(1e-9 * a.get(i, i)));
        }
    }

    @Test
    void aTripTakesExactlyThatBranchOutOfTheMatrix() {
        Branch branch = grid.branches().stream()
                .filter(b -> b.from() != PowerGrid.SLACK && b.to() != PowerGrid.SLACK)
                .findFirst()
                .orElseThrow();
        LinearSystem before = grid.system();
        LinearSystem after = Replay.apply(
                before,
                List.of(new CostUpdate(
                        null, SparseVector.EMPTY, SparseVector.EMPTY, grid.trip(branch, before.a()))));
        assertThat(after.a().get(branch.from(), branch.from()))
                .isCloseTo(before.a().get(branch.from(), branch.from()) - branch.susceptance(), within(1e-12));
        assertThat(after.a().get(branch.from(), branch.to()))
                .isCloseTo(before.a().get(branch.from(), branch.to()) + branch.susceptance(), within(1e-12));
        assertThat(Classifier.classify(after.a()).symmetric()).isTrue();
    }

    @Test
    void aBranchOfNegativeReactanceIsRefusedBecauseTheMatrixWouldBeIndefinite() {
        assertThatThrownBy(() -> IeeeCases.grid("300-bus", IeeeCdfNetworkFactory.create300(new NetworkFactoryImpl())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("reactance");
    }
}
