// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.race.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.numerics.classify.Classification;
import io.rivulet.numerics.classify.Classifier;
import io.rivulet.numerics.gallery.Gallery;
import io.rivulet.numerics.gallery.GalleryRecipe;
import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.numerics.linalg.LinearSystem;
import io.rivulet.numerics.solve.Method;
import io.rivulet.numerics.solve.Planned;
import io.rivulet.numerics.solve.Planner;
import io.rivulet.numerics.solve.PreconditionerKind;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ContendersTest {
    private static final List<GalleryRecipe> RECIPES = List.of(
            new GalleryRecipe.Poisson2d(90, 80),
            new GalleryRecipe.Poisson3d(12, 12, 12),
            new GalleryRecipe.GridPlusLeak(60, 50, 0.5),
            new GalleryRecipe.Anisotropic2d(60, 60, 1e-3),
            new GalleryRecipe.RandomDominant(3_000, 8, 0.9, false, 0, 5));

    private static LinearSystem system(GalleryRecipe recipe) {
        CsrMatrix a = Gallery.generate(recipe);
        double[] b = new double[a.rows()];
        Arrays.setAll(b, i -> Math.sin(i));
        return new LinearSystem(a, DenseVector.adopt(b));
    }

    private static List<Contender> of(LinearSystem system, Method method, PreconditionerKind kind, int most) {
        return Contenders.of(system, Classifier.classify(system.a()), method, kind, 42, most);
    }

    private static List<String> names(List<Contender> all) {
        return all.stream()
                .map(each -> each.plan().method().wireName() + "/"
                        + each.plan().preconditioner().wireName() + "/" + each.seed())
                .toList();
    }

    @Test
    void hybridBeginsWithItsOwnPlanAndAllOthersDiffer() {
        for (GalleryRecipe recipe : RECIPES) {
            LinearSystem system = system(recipe);
            Classification found = Classifier.classify(system.a());
            Planned own = Planner.plan(system, found, Method.HYBRID, PreconditionerKind.AUTO);
            List<Contender> all = of(system, Method.HYBRID, PreconditionerKind.AUTO, 4);
            assertThat(own)
                    .isInstanceOfSatisfying(
                            Planned.Ok.class,
                            ok -> assertThat(all.getFirst().plan().reason())
                                    .isEqualTo(ok.plan().reason()));
            assertThat(names(all))
                    .as(recipe.toString())
                    .hasSizeGreaterThanOrEqualTo(3)
                    .doesNotHaveDuplicates();
        }
    }

    @Test
    void everyNodeFindsTheSameOnesAndMoreOfThemChangeNothing() {
        for (GalleryRecipe recipe : RECIPES) {
            List<String> many = names(of(system(recipe), Method.HYBRID, PreconditionerKind.AUTO, 16));
            for (int most = 1; most <= many.size(); most++) {
                assertThat(names(of(system(recipe), Method.HYBRID, PreconditionerKind.AUTO, most)))
                        .isEqualTo(many.subList(0, most));
            }
        }
    }

    @Test
    void aMethodThatWasAskedForIsKept() {
        LinearSystem system = system(RECIPES.getFirst());
        List<Contender> all = of(system, Method.GMRES, PreconditionerKind.AUTO, 16);
        assertThat(all).hasSizeGreaterThan(3).allMatch(each -> each.plan().method() == Method.GMRES);
        assertThat(names(all)).doesNotHaveDuplicates();
    }

    @Test
    void aPreconditionerThatWasAskedForIsKept() {
        LinearSystem system = system(RECIPES.getFirst());
        List<Contender> all = of(system, Method.HYBRID, PreconditionerKind.IC, 16);
        assertThat(all).hasSizeGreaterThan(1).allMatch(each -> each.plan().preconditioner() == PreconditionerKind.IC);
        assertThat(names(all)).doesNotHaveDuplicates();
    }

    @Test
    void whereBothWereAskedForOnlySeedsCanDiffer() {
        LinearSystem system = system(RECIPES.get(2));
        assertThat(of(system, Method.CG, PreconditionerKind.IC, 4)).hasSize(1);
        List<Contender> walks = of(system, Method.RANDOM_WALK, PreconditionerKind.NONE, 4);
        assertThat(walks).hasSize(4).allMatch(each -> each.plan().method() == Method.RANDOM_WALK);
        assertThat(names(walks)).doesNotHaveDuplicates();
        assertThat(walks.getFirst().seed()).isEqualTo(42);
    }

    @Test
    void whatCantBeSolvedByThatMethodHasNone() {
        assertThat(of(system(RECIPES.getLast()), Method.CG, PreconditionerKind.AUTO, 4))
                .isEmpty();
    }
}
