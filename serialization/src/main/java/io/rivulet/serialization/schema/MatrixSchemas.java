// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.schema;

/// Matrices and vectors as they are sent.
public final class MatrixSchemas {
    private static final Schema NUMBERS = Schema.array(Schema.number());
    private static final Schema INDICES = Schema.array(Schema.whole());

    private MatrixSchemas() {}

    /// The object `matrix`.
    public static Schema matrix() {
        return Schema.object()
                .says("A square matrix A: rows, cols and data with exactly one layout, or ref.")
                .property("rows", Schema.whole().from(1).says("n; not needed for mtx, gallery and ref"))
                .property("cols", Schema.whole().from(1).says("n again"))
                .property("nnz", Schema.whole().from(0).says("stored entries; checked where given"))
                .property(
                        "format",
                        Schema.choice("csr", "csc", "coo", "dense", "mtx", "gallery", "ref")
                                .says("a label; the field names of data decide"))
                .property("ref", Schema.text().says("the name of an uploaded matrix, instead of data"))
                .property("data", data());
    }

    private static Schema data() {
        return Schema.object()
                .says("One layout: values, row_pointers, col_indices (CSR); values, col_pointers, row_indices (CSC); "
                        + "values, row_indices, col_indices (COO, duplicates are summed); dense; mtx; or gallery.")
                .property("values", NUMBERS)
                .property("row_indices", INDICES)
                .property("col_indices", INDICES)
                .property("row_pointers", INDICES)
                .property("col_pointers", INDICES)
                .property("dense", Schema.array(NUMBERS).says("n rows of n numbers"))
                .property("mtx", Schema.text().says("a Matrix Market text"))
                .property("gallery", gallery());
    }

    private static Schema gallery() {
        return Schema.object()
                .says("a matrix made by the server: poisson2d{nx,ny}, poisson3d{nx,ny,nz}, "
                        + "random_dd{n,nnz_per_row,alpha,symmetric,hubs,seed}, anisotropic2d{nx,ny,epsilon}, "
                        + "path_laplacian{n}, grid_plus_leak{nx,ny,leak}")
                .required(
                        "name",
                        Schema.choice(
                                "poisson2d",
                                "poisson3d",
                                "random_dd",
                                "anisotropic2d",
                                "path_laplacian",
                                "grid_plus_leak"))
                .property("nx", Schema.whole().from(1))
                .property("ny", Schema.whole().from(1))
                .property("nz", Schema.whole().from(1))
                .property("n", Schema.whole().from(1))
                .property("nnz_per_row", Schema.whole().from(0))
                .property("hubs", Schema.whole().from(0))
                .property("seed", Schema.whole())
                .property("alpha", Schema.number())
                .property("epsilon", Schema.number().above(0))
                .property("leak", Schema.number().from(0))
                .property("symmetric", Schema.truth());
    }

    /// A vector of n numbers, whole or by its entries.
    public static Schema vector() {
        return Schema.either(NUMBERS, sparse());
    }

    /// `{indices, values}`
    public static Schema sparse() {
        return Schema.object().required("indices", INDICES).required("values", NUMBERS);
    }
}
