// SPDX-License-Identifier: Apache-2.0
package io.rivulet.examples.grid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import com.powsybl.ieeecdf.converter.IeeeCdfNetworkFactory;
import com.powsybl.iidm.network.impl.NetworkFactoryImpl;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The grids against what is published about them: the case files themselves, and the DC power flow that MATPOWER's
/// `rundcpf` prints for the small one.
class IeeeCasesTest {
    private static final PowerGrid GRID = IeeeCases.ieee118();

    @Test
    void theLargeCaseHasItsPublishedSizeAndLoad() {
        assertThat(GRID.buses()).hasSize(117).doesNotHaveDuplicates().doesNotContain(GRID.slackBus());
        assertThat(GRID.branches()).hasSize(186);
        assertThat(GRID.branches().stream().map(Branch::id)).doesNotHaveDuplicates();
        // Generation minus load of all buses but the grounded one, which makes up for the losses that DC has not.
        double injected = IntStream.range(0, 117)
                .mapToDouble(k -> PowerGrid.BASE_MVA * GRID.injections().get(k))
                .sum();
        double load = 4242.0;
        double generationElsewhere = 4377.4 - 607.0;
        assertThat(injected).isCloseTo(generationElsewhere - load, within(1e-9));
    }

    /// Reactances per unit as the case file has them; lines and transformers.
    @ParameterizedTest
    @CsvSource({
        "L1-2-1, 0.0999",
        "L1-3-1, 0.0424",
        "L4-5-1, 0.00798",
        "L8-9-1, 0.0305",
        "L9-10-1, 0.0322",
        "L68-116-1, 0.00405",
        "T8-5-1, 0.0267",
        "T30-17-1, 0.0388",
        "T65-66-1, 0.0370",
        "T68-69-1, 0.0370",
    })
    void reactancesAreThoseOfTheCaseFile(String id, double perUnit) {
        Branch branch = GRID.branches().stream()
                .filter(b -> b.id().equals(id))
                .findFirst()
                .orElseThrow();
        assertThat(1 / branch.susceptance()).isCloseTo(perUnit, within(1e-12));
    }

    /// Off by what the tap ratios of its three transformers change, which a plain DC flow leaves out.
    @ParameterizedTest
    @CsvSource({
        "2, -5.012",
        "3, -12.954",
        "4, -10.584",
        "5, -9.094",
        "6, -14.852",
        "7, -13.907",
        "8, -13.907",
        "9, -15.695",
        "10, -15.973",
        "11, -15.619",
        "12, -15.967",
        "13, -16.140",
        "14, -17.188"
    })
    void theSmallCaseHasTheAnglesThatAreKnownForIt(String bus, double degrees) {
        Map<String, Double> angles = new DensePowerFlow(IeeeCases.ieee14()).angles();
        assertThat(Math.toDegrees(angles.get("VL" + bus + "_0"))).isCloseTo(degrees, within(0.5));
    }

    @Test
    void aGridWithANegativeReactanceIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> IeeeCases.grid("300", IeeeCdfNetworkFactory.create300(new NetworkFactoryImpl())))
                .withMessageContaining("reactance -");
    }
}
