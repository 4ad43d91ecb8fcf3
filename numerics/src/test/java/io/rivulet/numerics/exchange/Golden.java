// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.exchange;

import io.rivulet.numerics.linalg.Allowance;
import io.rivulet.numerics.linalg.CsrMatrix;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;

/// The files that `make.py` wrote with NumPy and SciPy, all of the same matrix unless their name says otherwise.
final class Golden {
    static final long LIMIT = 1_000_000;

    static final double[][] A = {{4, -1, 0, 0}, {-1, 4.5, 0, -2}, {0, 0.25, 8, 0}, {1, 0, 0, 16}};

    private Golden() {}

    static byte[] bytes(String name) {
        try (InputStream in = Golden.class.getResourceAsStream("/exchange/" + name)) {
            return Objects.requireNonNull(in, name).readAllBytes();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /// By the format that its first bytes say.
    static CsrMatrix read(byte[] file) throws IOException {
        return read(file, Allowance.UNLIMITED);
    }

    static CsrMatrix read(byte[] file, Allowance memory) throws IOException {
        ByteArrayInputStream in = new ByteArrayInputStream(file);
        if (NumpyArray.begins(file)) {
            return NumpyArray.readMatrix(in, LIMIT, memory);
        }
        return ScipyArchive.begins(file)
                ? ScipyArchive.readMatrix(in, LIMIT, memory)
                : RutherfordBoeing.readMatrix(in, LIMIT, memory);
    }

    static double[][] dense(CsrMatrix a) {
        double[][] dense = new double[a.rows()][a.rows()];
        for (int i = 0; i < a.rows(); i++) {
            for (int j = 0; j < a.rows(); j++) {
                dense[i][j] = a.get(i, j);
            }
        }
        return dense;
    }
}
