// SPDX-License-Identifier: Apache-2.0
package io.rivulet.benchmarks.peers;

import io.rivulet.benchmarks.peers.Problem.Shape;
import io.rivulet.numerics.classify.Classification;
import io.rivulet.numerics.classify.Classifier;
import io.rivulet.numerics.classify.Definiteness;
import io.rivulet.numerics.gallery.Gallery;
import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.market.MatrixMarket;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The lists of problems, fixed before anything was measured.
final class Problems {
    private static final String RANDOM = "random_dd,n=1000000,nnz_per_row=6,alpha=0.9,seed=1";
    private static final int REAL_LEAST_ROWS = 1_000;
    private static final long REAL_MOST_ENTRIES = 50_000_000;

    private Problems() {}

    /// What the headline table is made of.
    static List<Problem> headline() {
        return List.of(
                gallery("poisson2d-1000", Shape.DEFINITE, "poisson2d,nx=1000,ny=1000"),
                gallery("poisson3d-100", Shape.DEFINITE, "poisson3d,nx=100,ny=100,nz=100"),
                gallery("random-dd-1e6", Shape.GENERAL, RANDOM),
                gallery("grid-plus-leak-1000", Shape.DEFINITE, "grid_plus_leak,nx=1000,ny=1000,leak=0.1"),
                new Problem("barabasi-albert-1e6", Shape.DEFINITE, () -> Graphs.barabasiAlbert(1_000_000, 3, 1)),
                new Problem("weighted-grid-1000", Shape.DEFINITE, () -> Graphs.weightedGrid(1000, 1000, 3, 1)),
                new Problem("convection-300", Shape.GENERAL, () -> Graphs.convectionDiffusion(300, 1e3)));
    }

    /// Small ones of every kind, for a look in minutes.
    static List<Problem> small() {
        return List.of(
                gallery("poisson2d-200", Shape.DEFINITE, "poisson2d,nx=200,ny=200"),
                gallery("poisson3d-30", Shape.DEFINITE, "poisson3d,nx=30,ny=30,nz=30"),
                gallery("random-dd-3e4", Shape.GENERAL, "random_dd,n=30000,nnz_per_row=6,alpha=0.9,seed=1"),
                new Problem("barabasi-albert-3e4", Shape.DEFINITE, () -> Graphs.barabasiAlbert(30_000, 3, 1)),
                new Problem("weighted-grid-200", Shape.DEFINITE, () -> Graphs.weightedGrid(200, 200, 3, 1)),
                new Problem("convection-100", Shape.GENERAL, () -> Graphs.convectionDiffusion(100, 1e3)));
    }

    /// The Matrix Market files of a folder with at least a thousand rows; a Laplacian is grounded at its first vertex.
    static List<Problem> real(Path folder) throws IOException {
        List<Path> files;
        try (var all = Files.list(folder)) {
            files = all.filter(
                            f -> f.toString().endsWith(".mtx") || f.toString().endsWith(".mtx.gz"))
                    .sorted()
                    .toList();
        }
        List<Problem> problems = new ArrayList<>();
        for (Path file : files) {
            CsrMatrix read = read(file);
            CsrMatrix a = Graphs.isGraph(read) ? Graphs.groundedLaplacian(read) : read;
            if (a.rows() >= REAL_LEAST_ROWS) {
                String name = file.getFileName().toString().replaceAll("\\.mtx(\\.gz)?$", "");
                problems.add(new Problem(name, shape(a), () -> a));
            }
        }
        return problems;
    }

    private static Problem gallery(String name, Shape shape, String recipe) {
        return new Problem(name, shape, () -> Gallery.generate(Gallery.parse(recipe)));
    }

    private static Shape shape(CsrMatrix a) {
        Classification c = Classifier.classify(a);
        if (c.symmetric() && c.definiteness() == Definiteness.PROVEN && c.positiveDiagonal()) {
            return Shape.DEFINITE;
        }
        return c.symmetric() ? Shape.SYMMETRIC : Shape.GENERAL;
    }

    private static CsrMatrix read(Path file) {
        try (InputStream bytes = new BufferedInputStream(Files.newInputStream(file))) {
            return MatrixMarket.readMatrix(bytes, REAL_MOST_ENTRIES);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
