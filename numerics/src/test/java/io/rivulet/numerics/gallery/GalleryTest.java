// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.gallery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.rivulet.numerics.classify.Classification;
import io.rivulet.numerics.classify.Classifier;
import io.rivulet.numerics.classify.Definiteness;
import io.rivulet.numerics.classify.Dominance;
import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.market.RealMatrices;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GalleryTest {
    private static final double TOLERANCE = 1e-12;

    @ParameterizedTest
    @CsvSource({"poisson2d, 10", "poisson2d, 100", "poisson2d, 1000", "poisson3d, 10", "poisson3d, 30", "poisson3d, 100"
    })
    void poissonMatricesAreThoseOfTheReference(String name, int n) throws IOException {
        Path file = RealMatrices.data().resolve("gallery.json");
        String json = Files.readString(file);
        int section = json.indexOf("\"" + n + "\"", json.indexOf("\"" + name + "\": {"));
        CsrMatrix a = Gallery.generate(
                name.equals("poisson2d") ? new GalleryRecipe.Poisson2d(n, n) : new GalleryRecipe.Poisson3d(n, n, n));
        double[] x = RealMatrices.sines(a.rows());
        double[] y = new double[a.rows()];
        a.multiply(x, y);
        double square = 0.0;
        double energy = 0.0;
        double largest = 0.0;
        for (int i = 0; i < y.length; i++) {
            square += y[i] * y[i];
            energy += x[i] * y[i];
            largest = Math.max(largest, Math.abs(y[i]));
        }
        assertThat((double) a.rows()).isEqualTo(number(json, section, "unknowns"));
        assertThat((double) a.nnz()).isEqualTo(number(json, section, "nonzeros"));
        close(Math.sqrt(square), number(json, section, "Ax_norm2"));
        close(energy, number(json, section, "xAx"));
        close(largest, number(json, section, "Ax_norm_inf"));
        close(y[y.length - 1], number(json, section, "Ax_last"));
    }

    private static void close(double value, double expected) {
        assertThat(value).isCloseTo(expected, within(TOLERANCE * Math.abs(expected)));
    }

    private static double number(String json, int from, String field) {
        Matcher matcher = Pattern.compile("\"" + field + "\":\\s*([-+.0-9eE]+)").matcher(json);
        assertThat(matcher.find(from)).as(field).isTrue();
        return Double.parseDouble(matcher.group(1));
    }

    @Test
    void aGridCountsItsLastAxisFastest() {
        CsrMatrix a = Gallery.generate(new GalleryRecipe.Anisotropic2d(3, 4, 0.25));
        assertThat(a.get(5, 4)).isEqualTo(-1.0);
        assertThat(a.get(5, 6)).isEqualTo(-1.0);
        assertThat(a.get(5, 1)).isEqualTo(-0.25);
        assertThat(a.get(5, 9)).isEqualTo(-0.25);
        assertThat(a.get(5, 5)).isEqualTo(2.5);
        assertThat(a.get(3, 4)).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "random_dd,n=300,nnz_per_row=5,seed=1",
                "random_dd,n=40,nnz_per_row=39,seed=2,alpha=0.999",
                "random_dd,n=10,nnz_per_row=100,seed=3",
                "random_dd,n=300,nnz_per_row=6,seed=4,hubs=3,alpha=0.5",
                "random_dd,n=20,nnz_per_row=12,seed=5,hubs=30",
                "random_dd,n=50,nnz_per_row=7,seed=6,hubs=1",
                "random_dd,n=1,nnz_per_row=4,seed=6",
            })
    void randomMatricesHaveTheStatedRowsAndAreStrictlyDominant(String text) {
        var recipe = (GalleryRecipe.RandomDominant) Gallery.parse(text);
        CsrMatrix a = Gallery.generate(recipe);
        int expected = Math.min(recipe.nnzPerRow(), recipe.n() - 1);
        for (int i = 0; i < a.rows(); i++) {
            assertThat(a.rowStart()[i + 1] - a.rowStart()[i]).as("row %d", i).isEqualTo(expected + 1);
        }
        Classification c = Classifier.classify(a);
        assertThat(c.rowDominance()).isEqualTo(Dominance.STRICT);
        assertThat(c.jacobiNorm()).isLessThanOrEqualTo(recipe.alpha() * (1 + 1e-14));
        assertThat(Gallery.generate(recipe).value()).isEqualTo(a.value());
    }

    @Test
    void hubsAreReferredToByManyRows() {
        CsrMatrix a = Gallery.generate(Gallery.parse("random_dd,n=400,nnz_per_row=6,hubs=4,seed=9"));
        int toHubs = 0;
        for (int j : a.column()) {
            toHubs += j < 4 ? 1 : 0;
        }
        assertThat(toHubs).isGreaterThan(3 * 396);
    }

    @Test
    void aSymmetricRandomMatrixIsProvenPositiveDefinite() {
        CsrMatrix a = Gallery.generate(Gallery.parse("random_dd,n=200,nnz_per_row=4,symmetric=true,alpha=0.9,seed=3"));
        Classification c = Classifier.classify(a);
        assertThat(c.symmetric()).isTrue();
        assertThat(c.definiteness()).isEqualTo(Definiteness.PROVEN);
    }

    @Test
    void anotherSeedGivesAnotherMatrix() {
        assertThat(Gallery.generate(Gallery.parse("random_dd,n=20,nnz_per_row=3,seed=1"))
                        .value())
                .isNotEqualTo(Gallery.generate(Gallery.parse("random_dd,n=20,nnz_per_row=3,seed=2"))
                        .value());
    }

    @Test
    void pathLaplaciansAreSingularAndLeakyGridsAreNot() {
        assertThat(Classifier.classify(Gallery.generate(Gallery.parse("path_laplacian,n=9")))
                        .singularComponents())
                .isEqualTo(1);
        Classification leaky =
                Classifier.classify(Gallery.generate(Gallery.parse(" grid_plus_leak, nx=4 ,ny=5,leak=0.5")));
        assertThat(leaky.rowDominance()).isEqualTo(Dominance.STRICT);
        assertThat(leaky.rows()).isEqualTo(20);
    }

    @Test
    void everyNameInTheListIsUnderstood() {
        String all = "nx=2,ny=3,nz=4,n=5,nnz_per_row=1,epsilon=0.5,leak=1";
        for (String name : Gallery.NAMES) {
            assertThatThrownBy(() -> Gallery.parse(name + "," + all)).hasMessageContaining(name + " has no parameter");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "mona_lisa,n=4 | no gallery matrix",
                "poisson2d | needs nx",
                "poisson2d,nx=3 | needs ny",
                "poisson2d,nx=3,ny=x | not a whole number",
                "poisson2d,nx=3,ny=3,nz=3 | no parameter nz",
                "poisson2d,nx=3,nx=3,ny=1 | given twice",
                "poisson2d,nx=0,ny=3 | at least 1",
                "poisson2d,nx | name=value",
                "poisson3d,nx=1,ny=1,nz=-2 | at least 1",
                "path_laplacian,n=1 | at least 2",
                "anisotropic2d,nx=2,ny=2,epsilon=-1 | must be positive",
                "anisotropic2d,nx=2,ny=2,epsilon=1e308 | at most",
                "random_dd,n=3,nnz_per_row=1,alpha=1e-320 | at least",
                "anisotropic2d,nx=2,ny=2,epsilon=a | not a number",
                "grid_plus_leak,nx=2,ny=2,leak=-1 | must not be negative",
                "random_dd,n=3,nnz_per_row=1,alpha=1 | alpha must lie",
                "random_dd,n=3,nnz_per_row=1,symmetric=maybe | true or false",
            })
    void recipesThatCannotBeSayWhy(String text, String message) {
        assertThatThrownBy(() -> Gallery.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @Test
    void recipesBeyondAnIntAreRefusedBeforeAllocation() {
        for (String text : new String[] {
            "poisson2d,nx=2000000000,ny=2000000000",
            "poisson3d,nx=2000000000,ny=2000000000,nz=2000000000",
            "random_dd,n=2000000000,nnz_per_row=2000000000",
            "path_laplacian,n=2000000000",
        }) {
            assertThatThrownBy(() -> Gallery.generate(Gallery.parse(text)))
                    .as(text)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("fit");
        }
    }
}
