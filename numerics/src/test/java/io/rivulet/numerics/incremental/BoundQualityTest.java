// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.incremental;

import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.numerics.linalg.LinearSystem;
import io.rivulet.numerics.solve.Method;
import io.rivulet.numerics.solve.PreconditionerKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Certified bounds are not only true, they are of use: how many times the true error they are, over random systems of
/// up to a thousand unknowns. Leaves a line a kind in target/bound-quality.md.
class BoundQualityTest {
    /// Per kind of system; the long run has ten thousand in all.
    private static final int SYSTEMS = Boolean.getBoolean("rivulet.long") ? 1_700 : 20;

    private static final Path TABLE = Path.of("target", "bound-quality.md");

    private static final int MAX_ROWS = 1_000;

    private static final double MEDIAN = 100;

    private static final double REFINED_MEDIAN = 10;

    /// All that have certificates.
    private static final List<RandomSystems.Kind> KINDS = Arrays.stream(RandomSystems.Kind.values())
            .filter(kind -> kind != RandomSystems.Kind.GENERAL)
            .toList();

    /// Times the true error: the bound that a repair tells, and the refined one.
    private record Ratios(List<Double> told, List<Double> refined) {
        void add(double bound, double upper, double error) {
            told.add(error == 0 ? 1.0 : bound / error);
            refined.add(error == 0 ? 1.0 : upper / error);
        }

        static double at(double part, List<Double> ratios) {
            List<Double> sorted = ratios.stream().sorted().toList();
            return sorted.get((int) (part * (sorted.size() - 1)));
        }
    }

    /// After a solve and after a change of b: by elimination, where all digits are there, and by iteration, which ends
    /// at those that were asked for.
    @Test
    void ofABoundOverItsErrorTheMedianIsAtMostAHundredAndOfARefinedOneTen() throws IOException {
        Files.createDirectories(TABLE.getParent());
        Files.writeString(TABLE, "| class | median | 90 % | largest | refined: median | refined: largest | bounds |\n");
        Ratios all = new Ratios(new ArrayList<>(), new ArrayList<>());
        for (RandomSystems.Kind kind : KINDS) {
            Ratios own = new Ratios(new ArrayList<>(), new ArrayList<>());
            for (int seed = 0; seed < SYSTEMS; seed++) {
                measure(kind, seed, own);
            }
            tell(kind.name(), own);
            assertThat(own.told()).hasSizeGreaterThan(2 * SYSTEMS);
            assertThat(Ratios.at(0.5, own.refined())).as("%s", kind).isLessThanOrEqualTo(REFINED_MEDIAN);
            all.told().addAll(own.told());
            all.refined().addAll(own.refined());
        }
        tell("all", all);
        assertThat(Ratios.at(0.5, all.told())).isLessThanOrEqualTo(MEDIAN);
    }

    private static void tell(String name, Ratios ratios) throws IOException {
        String line = String.format(
                Locale.ROOT,
                "| %s | %.2g | %.2g | %.2g | %.3g | %.3g | %d |%n",
                name,
                Ratios.at(0.5, ratios.told()),
                Ratios.at(0.9, ratios.told()),
                Ratios.at(1.0, ratios.told()),
                Ratios.at(0.5, ratios.refined()),
                Ratios.at(1.0, ratios.refined()),
                ratios.told().size());
        Files.writeString(TABLE, line, StandardOpenOption.APPEND);
    }

    private static void measure(RandomSystems.Kind kind, int seed, Ratios ratios) {
        Random random = new Random(seed);
        int n = (int) Math.pow(MAX_ROWS, random.nextDouble(0.4, 1.0));
        LinearSystem system = RandomSystems.of(kind, n, random);
        ReferenceSolution reference = new ReferenceSolution(system.a());
        for (Method method : List.of(Method.HYBRID, Method.BICGSTAB)) {
            SolverEngine engine = Engines.open(system, method, PreconditionerKind.AUTO, Engines.options());
            for (long revision = 1; revision <= 2; revision++) {
                ErrorBound bound = Engines.rest(engine).last().bound();
                BoundRefinement refinement = engine.refineBound();
                if (bound != null && refinement != null) {
                    refinement.advance(Long.MAX_VALUE);
                    BoundRefinement.Enclosure enclosure = refinement.result();
                    double error = reference.error(engine.system().b(), engine.x());
                    assertThat(error)
                            .as("%s seed %d %s", kind, seed, method)
                            .isLessThanOrEqualTo(bound.value())
                            .isBetween(enclosure.lower(), enclosure.upper().value());
                    ratios.add(bound.value(), enclosure.upper().value(), error);
                }
                engine.apply(new RevisedUpdate(revision, RandomSystems.update(engine.system(), false, random)));
            }
        }
    }
}
