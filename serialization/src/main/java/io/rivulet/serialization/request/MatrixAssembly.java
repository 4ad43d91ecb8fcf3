// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.request;

import io.rivulet.numerics.gallery.GalleryRecipe;
import io.rivulet.numerics.linalg.Compressed;
import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.linalg.TripletBuilder;
import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import io.rivulet.serialization.problem.RivuletException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Makes a matrix of [MatrixFields]: finds the layout by the field names, checks the structure, says at which JSON
/// pointer the first fault is.
/// **Cost** a few passes over the entries. Nothing is allocated for sizes that the arrays themselves do not have.
final class MatrixAssembly {
    private static final String FIELDS = "Give exactly one layout in matrix.data: values with row_indices and "
            + "col_pointers (CSC), with col_indices and row_pointers (CSR), with row_indices and col_indices (COO), "
            + "or dense, or mtx, or gallery; or name an uploaded matrix by matrix.ref.";

    /// Where a request names an uploaded matrix.
    static final String REF = MatrixFields.AT + "/ref";

    private static final String REF_LABEL = "ref";
    private static final String UPLOADED = "the uploaded matrix";

    private final MatrixFields fields;
    private final Warnings warnings;
    private final int vectorLength;

    /// @param vectorLength entries of b, for hints; −1 where that is not known
    MatrixAssembly(MatrixFields fields, Warnings warnings, int vectorLength) {
        this.fields = fields;
        this.warnings = warnings;
        this.vectorLength = vectorLength;
    }

    /// What `matrix` means.
    sealed interface Result {
        record Stored(CsrMatrix matrix) implements Result {}

        record Recipe(GalleryRecipe recipe, int rows) implements Result {}

        /// An uploaded matrix; what else was said of it is for [#requireAgreement].
        record Named(String ref) implements Result {}
    }

    Result assemble() {
        if (!fields.present) {
            throw Problem.of(ProblemCode.MISSING_FIELD, "the field matrix is missing")
                    .at(MatrixFields.AT)
                    .exception();
        }
        if (fields.ref != null) {
            return named(fields.ref);
        }
        if (!fields.dataPresent) {
            throw Problem.of(ProblemCode.MISSING_FIELD, "matrix has no field data")
                    .at(MatrixFields.DATA)
                    .hint(FIELDS)
                    .exception();
        }
        Layout layout = layout();
        compareLabel(layout.label());
        return switch (layout) {
            case GALLERY -> gallery();
            case MTX -> stored(market());
            case DENSE -> stored(dense());
            case CSR -> stored(compressed("row_pointers", fields.rowPointers, "col_indices", fields.colIndices));
            case CSC -> stored(compressed("col_pointers", fields.colPointers, "row_indices", fields.rowIndices));
            case COO -> stored(coordinates());
        };
    }

    private enum Layout {
        CSC,
        CSR,
        COO,
        DENSE,
        MTX,
        GALLERY;

        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private Layout layout() {
        MatrixFields f = fields;
        List<String> whole = new ArrayList<>();
        if (f.dense != null) {
            whole.add("dense");
        }
        if (f.market != null) {
            whole.add("mtx");
        }
        if (f.gallery != null) {
            whole.add("gallery");
        }
        List<String> arrays = new ArrayList<>();
        addIf(arrays, f.values, "values");
        addIf(arrays, f.rowIndices, "row_indices");
        addIf(arrays, f.colIndices, "col_indices");
        addIf(arrays, f.rowPointers, "row_pointers");
        addIf(arrays, f.colPointers, "col_pointers");
        if (whole.size() == 1 && arrays.isEmpty()) {
            return Layout.valueOf(whole.getFirst().toUpperCase(Locale.ROOT));
        }
        if (whole.isEmpty()) {
            switch (String.join(" ", arrays)) {
                case "values row_indices col_pointers" -> {
                    return Layout.CSC;
                }
                case "values col_indices row_pointers" -> {
                    return Layout.CSR;
                }
                case "values row_indices col_indices" -> {
                    return Layout.COO;
                }
                default -> {}
            }
        }
        arrays.addAll(whole);
        String found = arrays.isEmpty() ? "none of the layouts' fields" : String.join(", ", arrays);
        throw invalid("", "matrix.data has " + found + ", which is not one layout")
                .hint(FIELDS)
                .exception();
    }

    private static void addIf(List<String> names, @Nullable Object column, String name) {
        if (column != null) {
            names.add(name);
        }
    }

    private void compareLabel(String layout) {
        String label = fields.format;
        if (label == null || label.equals(layout)) {
            return;
        }
        if (label.equals(REF_LABEL)
                || Arrays.stream(Layout.values())
                        .anyMatch(known -> known.label().equals(label))) {
            warnings.add("format_mismatch: the fields are those of " + layout + ", the label says " + label
                    + "; they were read as " + layout);
            return;
        }
        throw Problem.of(
                        ProblemCode.UNSUPPORTED_VALUE,
                        "format \"" + label + "\" is not supported; the fields are those of " + layout)
                .at(MatrixFields.AT + "/format")
                .hint("Say csr, csc, coo, dense, mtx, gallery or ref, or leave format out: the field names decide.")
                .exception();
    }

    private Result named(String ref) {
        if (fields.dataPresent) {
            throw Problem.of(ProblemCode.UNSUPPORTED_VALUE, "matrix has both ref and data")
                    .at(REF)
                    .hint("Name an uploaded matrix by ref, or send its data, not both.")
                    .exception();
        }
        compareLabel(REF_LABEL);
        return new Result.Named(ref);
    }

    /// What the request says of an uploaded matrix has to fit it.
    void requireAgreement(CsrMatrix uploaded) {
        agree("rows", fields.rows, uploaded.rows(), UPLOADED);
        agree("cols", fields.cols, uploaded.rows(), UPLOADED);
        requireNnz(uploaded.nnz());
    }

    private Result gallery() {
        GalleryRecipe recipe = Objects.requireNonNull(fields.gallery);
        long rows = recipe.rows();
        if (rows > fields.limits.maxRows() || recipe.nnzEstimate() > fields.limits.maxEntries()) {
            throw Problem.of(
                            ProblemCode.OUT_OF_RANGE,
                            "the recipe gives " + rows + " rows and about " + recipe.nnzEstimate()
                                    + " entries, at most " + fields.limits.maxRows() + " and "
                                    + fields.limits.maxEntries() + " are taken")
                    .at(MatrixFields.DATA + "/gallery")
                    .exception();
        }
        agree("rows", fields.rows, rows, "the recipe");
        agree("cols", fields.cols, rows, "the recipe");
        return new Result.Recipe(recipe, (int) rows);
    }

    private CsrMatrix market() {
        CsrMatrix matrix = Objects.requireNonNull(fields.market);
        agree("rows", fields.rows, matrix.rows(), "the Matrix Market text");
        agree("cols", fields.cols, matrix.rows(), "the Matrix Market text");
        return requireRows(matrix);
    }

    private void agree(String field, @Nullable Long stated, long actual, String where) {
        if (stated != null && stated != actual) {
            throw Problem.of(ProblemCode.INVALID_MATRIX, field + " says " + stated + ", " + where + " has " + actual)
                    .at(MatrixFields.AT + "/" + field)
                    .hint("Leave rows and cols out, or say " + actual + ".")
                    .exception();
        }
    }

    /// n as `rows` and `cols` state it.
    private int rows(int fits) {
        int rows = size("rows", fields.rows, fits);
        int cols = size("cols", fields.cols, fits);
        if (rows != cols) {
            throw Problem.of(ProblemCode.INVALID_MATRIX, "the matrix is " + rows + "×" + cols + ", not square")
                    .at(MatrixFields.AT + "/cols")
                    .hint("Only square systems are solved; for least squares send AᵀA and Aᵀb.")
                    .exception();
        }
        return rows;
    }

    private int size(String field, @Nullable Long stated, int fits) {
        String pointer = MatrixFields.AT + "/" + field;
        if (stated == null) {
            throw Problem.of(ProblemCode.MISSING_FIELD, "the field matrix." + field + " is missing")
                    .at(pointer)
                    .hint(fits > 0 ? "Say " + field + ": " + fits + "." : null)
                    .exception();
        }
        if (stated < 1 || stated > fields.limits.maxRows()) {
            throw Problem.of(
                            ProblemCode.INVALID_MATRIX,
                            field + " is " + stated + ", it must be from 1 to " + fields.limits.maxRows())
                    .at(pointer)
                    .exception();
        }
        return (int) (long) stated;
    }

    private CsrMatrix dense() {
        DenseFields dense = Objects.requireNonNull(fields.dense);
        int[] lengths = dense.lengths.take();
        int rows = rows(lengths.length);
        if (lengths.length != rows) {
            throw invalid("/dense", "dense has " + lengths.length + " rows, rows says " + rows)
                    .exception();
        }
        for (int i = 0; i < rows; i++) {
            if (lengths[i] != rows) {
                throw invalid("/dense/" + i, "row " + i + " has " + lengths[i] + " entries, expected " + rows)
                        .exception();
            }
        }
        return CsrMatrix.adopt(rows, dense.rowStart.take(), dense.column.take(), dense.value.take());
    }

    private CsrMatrix compressed(
            String pointerField,
            @Nullable IntColumn pointerColumn,
            String indexField,
            @Nullable IntColumn indexColumn) {
        int[] pointers = Objects.requireNonNull(pointerColumn).take();
        int[] indices = Objects.requireNonNull(indexColumn).take();
        int rows = rows(pointers.length - 1);
        boolean byRows = pointerField.startsWith("row");
        if (pointers.length != rows + 1) {
            throw invalid(
                            "/" + pointerField,
                            pointerField + " has " + pointers.length + " entries, " + rows
                                    + (byRows ? " rows" : " columns") + " need " + (rows + 1L))
                    .hint(CompressedHints.pointerCount(byRows, pointers, indices, rows, vectorLength))
                    .exception();
        }
        double[] values = Objects.requireNonNull(fields.values).take();
        requirePointers(pointerField, pointers);
        requireLengths(pointerField, pointers[rows], indexField, indices.length, values.length);
        requireInside(indexField, indices, rows);
        requireNnz(values.length);
        Compressed.Result result = byRows
                ? Compressed.fromRows(rows, pointers, indices, values)
                : Compressed.fromColumns(rows, pointers, indices, values);
        return switch (result) {
            case Compressed.Result.Matrix(CsrMatrix matrix) -> matrix;
            case Compressed.Result.Repeated(int row, int column) -> {
                int outer = byRows ? row : column;
                int inner = byRows ? column : row;
                int place = CompressedHints.secondPlace(pointers, indices, outer, inner);
                throw invalid("/" + indexField + "/" + place, "entry (" + row + ", " + column + ") is there twice")
                        .hint(CompressedHints.repeated(byRows, pointers, indices))
                        .exception();
            }
        };
    }

    private void requirePointers(String field, int[] pointers) {
        if (pointers[0] != 0) {
            throw invalid("/" + field + "/0", field + " begins with " + pointers[0] + ", it must begin with 0")
                    .hint(pointers[0] == 1 ? "These look 1-based: subtract 1 from all pointers and indices." : null)
                    .exception();
        }
        for (int k = 1; k < pointers.length; k++) {
            if (pointers[k] < pointers[k - 1]) {
                throw invalid(
                                "/" + field + "/" + k,
                                field + " falls from " + pointers[k - 1] + " to " + pointers[k] + " at " + k)
                        .exception();
            }
        }
    }

    /// Where two of the three numbers agree, the third is at fault.
    private void requireLengths(String pointerField, int last, String indexField, int indices, int values) {
        if (last == indices && indices == values) {
            return;
        }
        String at = last == indices ? "/values" : last == values ? "/" + indexField : "/" + pointerField;
        throw invalid(
                        at,
                        pointerField + " ends with " + last + ", there are " + indices + " " + indexField + " and "
                                + values + " values")
                .exception();
    }

    private void requireInside(String field, int[] indices, int rows) {
        for (int k = 0; k < indices.length; k++) {
            if (indices[k] < 0 || indices[k] >= rows) {
                boolean fromOne = indices[k] == rows;
                throw invalid(
                                "/" + field + "/" + k,
                                field + " has " + indices[k] + " at " + k + ", it must be from 0 to " + (rows - 1))
                        .hint(fromOne ? "These look 1-based: subtract 1 from all indices." : null)
                        .exception();
            }
        }
    }

    private CsrMatrix coordinates() {
        int[] rowOf = Objects.requireNonNull(fields.rowIndices).take();
        int[] columnOf = Objects.requireNonNull(fields.colIndices).take();
        double[] values = Objects.requireNonNull(fields.values).take();
        int rows = rows(vectorLength);
        if (rowOf.length != columnOf.length) {
            boolean fewer = rowOf.length < columnOf.length;
            throw invalid(
                            fewer ? "/row_indices" : "/col_indices",
                            "there are " + rowOf.length + " row_indices but " + columnOf.length + " col_indices")
                    .exception();
        }
        if (values.length != rowOf.length) {
            throw invalid("/values", "there are " + values.length + " values but " + rowOf.length + " row_indices")
                    .exception();
        }
        requireInside("row_indices", rowOf, rows);
        requireInside("col_indices", columnOf, rows);
        requireNnz(values.length);
        if (rows > values.length) {
            // Also what keeps a small body from asking for a large allocation.
            throw Problem.of(
                            ProblemCode.STRUCTURALLY_SINGULAR,
                            rows + " rows but only " + values.length + " entries: at least " + (rows - values.length)
                                    + " rows are empty")
                    .at(MatrixFields.AT + "/rows")
                    .hint(
                            vectorLength > 0 && vectorLength < rows
                                    ? "rows: " + vectorLength + " fits the vector."
                                    : null)
                    .exception();
        }
        CsrMatrix matrix = TripletBuilder.build(rows, rowOf, columnOf, values);
        int bad = matrix.firstNonFinite();
        if (bad >= 0) {
            throw Problem.of(
                            ProblemCode.NON_FINITE_VALUE,
                            "the values for entry (" + matrix.rowOf(bad) + ", " + matrix.column()[bad]
                                    + ") sum to more than a double holds")
                    .at(MatrixFields.DATA + "/values")
                    .exception();
        }
        return matrix;
    }

    private Result stored(CsrMatrix matrix) {
        if (fields.dense != null || fields.market != null) {
            requireNnz(matrix.nnz());
        }
        return new Result.Stored(matrix);
    }

    private CsrMatrix requireRows(CsrMatrix matrix) {
        if (matrix.rows() > fields.limits.maxRows()) {
            throw Problem.of(
                            ProblemCode.INVALID_MATRIX,
                            "the matrix has " + matrix.rows() + " rows, at most " + fields.limits.maxRows()
                                    + " are taken")
                    .at(MatrixFields.DATA + "/mtx")
                    .exception();
        }
        return matrix;
    }

    /// A stated nnz counts the entries as they are sent, duplicates of COO included.
    private void requireNnz(int entries) {
        Long stated = fields.nnz;
        if (stated != null && stated != entries) {
            throw Problem.of(ProblemCode.INVALID_MATRIX, "nnz says " + stated + ", there are " + entries + " entries")
                    .at(MatrixFields.AT + "/nnz")
                    .hint("nnz: " + entries + " fits, or leave nnz out.")
                    .exception();
        }
    }

    private static Problem invalid(String below, String detail) {
        return Problem.of(ProblemCode.INVALID_MATRIX, detail).at(MatrixFields.DATA + below);
    }

    static RivuletException missingVector() {
        return Problem.of(ProblemCode.MISSING_FIELD, "the field vector is missing")
                .at("/vector")
                .hint("Send b as vector; it may be left out for a gallery matrix and a ref, where it is all ones then.")
                .exception();
    }
}
