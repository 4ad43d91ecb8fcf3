// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.market;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.numerics.linalg.LinearSystem;
import io.rivulet.numerics.linalg.TripletBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/// The real matrices beside the project, read where they are. With CI=true they must be there, elsewhere
/// tests that need them are skipped and say so.
public final class RealMatrices {
    public static final long MAX_ENTRIES = 50_000_000;

    private RealMatrices() {}

    public static Path data() {
        Path data = Path.of(System.getProperty("rivulet.root", ".."))
                .resolveSibling("shared")
                .resolve("data");
        if ("true".equals(System.getenv("CI"))) {
            assertThat(data).as("the test data beside the project").isDirectory();
        }
        assumeTrue(Files.isDirectory(data), "skipped: no test data beside the project");
        return data;
    }

    public static InputStream open(String name) throws IOException {
        return Files.newInputStream(data().resolve("matrices").resolve(name));
    }

    public static CsrMatrix read(String name) throws IOException {
        try (InputStream in = open(name)) {
            return MatrixMarket.readMatrix(in, MAX_ENTRIES);
        }
    }

    /// The matrix with which the reference was computed: graphs as their grounded Laplacian.
    public static CsrMatrix readOperator(String name) throws IOException {
        boolean graph = name.startsWith("bcspwr10") || name.startsWith("cal_road");
        return graph ? grounded(read(name)) : read(name);
    }

    /// b = A·x with x_i = sin(i + 1).
    public static LinearSystem system(CsrMatrix a) {
        double[] b = new double[a.rows()];
        a.multiply(sines(a.rows()), b);
        return new LinearSystem(a, DenseVector.adopt(b));
    }

    public static double[] sines(int n) {
        double[] x = new double[n];
        Arrays.setAll(x, i -> Math.sin(i + 1));
        return x;
    }

    /// D − W of the off-diagonal entries, without the lowest vertex of every component.
    public static CsrMatrix grounded(CsrMatrix graph) {
        int n = graph.rows();
        int[] label = new int[n];
        Arrays.fill(label, -1);
        int[] number = new int[n];
        int kept = 0;
        int[] stack = new int[n];
        for (int root = 0; root < n; root++) {
            number[root] = label[root] < 0 ? -1 : kept++;
            if (label[root] >= 0) {
                continue;
            }
            int size = 0;
            stack[size++] = root;
            label[root] = root;
            while (size > 0) {
                int i = stack[--size];
                for (int k = graph.rowStart()[i]; k < graph.rowStart()[i + 1]; k++) {
                    int j = graph.column()[k];
                    if (label[j] < 0) {
                        label[j] = root;
                        stack[size++] = j;
                    }
                }
            }
        }
        TripletBuilder triplets = new TripletBuilder(kept);
        for (int i = 0; i < n; i++) {
            if (number[i] < 0) {
                continue;
            }
            double degree = 0.0;
            for (int k = graph.rowStart()[i]; k < graph.rowStart()[i + 1]; k++) {
                int j = graph.column()[k];
                double weight = Math.abs(graph.value()[k]);
                if (j != i && weight != 0.0) {
                    degree += weight;
                    if (number[j] >= 0) {
                        triplets.add(number[i], number[j], -weight);
                    }
                }
            }
            triplets.add(number[i], number[i], degree);
        }
        return triplets.build();
    }
}
