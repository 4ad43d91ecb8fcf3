// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.request;

import io.rivulet.numerics.gallery.GalleryRecipe;
import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.market.MatrixMarket;
import io.rivulet.serialization.problem.ProblemCode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// The object `matrix` as it was sent, in whatever order its fields came. What they mean together is decided by
/// [MatrixAssembly].
/// **Thread** one.
final class MatrixFields {
    static final String AT = "/matrix";
    static final String DATA = AT + "/data";

    private static final int LONGEST_FORMAT = 40;
    private static final int LONGEST_REF = 100;

    final RequestLimits limits;
    boolean present;
    boolean dataPresent;

    @Nullable
    Long rows;

    @Nullable
    Long cols;

    @Nullable
    Long nnz;

    @Nullable
    String format;

    /// Name of an uploaded matrix.
    @Nullable
    String ref;

    @Nullable
    DoubleColumn values;

    @Nullable
    IntColumn rowIndices;

    @Nullable
    IntColumn colIndices;

    @Nullable
    IntColumn rowPointers;

    @Nullable
    IntColumn colPointers;

    @Nullable
    DenseFields dense;

    @Nullable
    CsrMatrix market;

    @Nullable
    GalleryRecipe gallery;

    MatrixFields(RequestLimits limits) {
        this.limits = limits;
    }

    void read(JsonCursor c) throws IOException {
        present = true;
        c.object(name -> {
            switch (name) {
                case "rows" -> rows = c.whole();
                case "cols" -> cols = c.whole();
                case "nnz" -> nnz = c.whole();
                case "format" -> format = c.text(LONGEST_FORMAT);
                case "data" -> readData(c);
                case "ref" -> ref = c.text(LONGEST_REF);
                default -> c.unknown();
            }
        });
    }

    private void readData(JsonCursor c) throws IOException {
        dataPresent = true;
        c.object(name -> {
            switch (name) {
                case "values" -> {
                    DoubleColumn read = new DoubleColumn();
                    c.doubles(read, limits);
                    values = read;
                }
                case "row_indices" -> rowIndices = ints(c);
                case "col_indices" -> colIndices = ints(c);
                case "row_pointers" -> rowPointers = ints(c);
                case "col_pointers" -> colPointers = ints(c);
                case "dense" -> {
                    DenseFields read = new DenseFields();
                    read.read(c, limits);
                    dense = read;
                }
                case "mtx" -> market = market(c);
                case "gallery" -> gallery = new GalleryFields().read(c);
                default -> c.unknown();
            }
        });
    }

    private IntColumn ints(JsonCursor c) throws IOException {
        IntColumn read = new IntColumn();
        c.ints(read, ProblemCode.INVALID_MATRIX, limits);
        return read;
    }

    private CsrMatrix market(JsonCursor c) throws IOException {
        byte[] text = c.text(Integer.MAX_VALUE).getBytes(StandardCharsets.UTF_8);
        String pointer = c.pointer();
        return MarketFaults.matrix(
                () -> MatrixMarket.readMatrix(new ByteArrayInputStream(text), limits.maxEntries(), limits.memory()),
                pointer);
    }
}
