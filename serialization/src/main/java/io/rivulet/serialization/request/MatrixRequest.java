// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.request;

import com.fasterxml.jackson.core.JsonParser;
import io.rivulet.numerics.gallery.GalleryRecipe;
import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.serialization.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.function.Consumer;

/// A matrix to look at, without a right-hand side.
public sealed interface MatrixRequest {
    /// What the sender should know of how it was read.
    List<String> warnings();

    record Stored(CsrMatrix a, List<String> warnings) implements MatrixRequest {}

    record Gallery(GalleryRecipe recipe, List<String> warnings) implements MatrixRequest {}

    /// @param check refuses a matrix of which the request said something else
    record Uploaded(String ref, Consumer<CsrMatrix> check, List<String> warnings) implements MatrixRequest {}

    /// One object with the field `matrix`, as in a `solve_request`.
    /// **Cost**, **Thread**, **Errors** as [SolveRequestReader].
    static MatrixRequest read(InputStream in, RequestLimits limits) {
        return JsonCursor.parse(
                () -> Json.FACTORY.createParser(in).enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION),
                c -> read(c, limits));
    }

    private static MatrixRequest read(JsonCursor c, RequestLimits limits) throws IOException {
        var fields = new MatrixFields(limits);
        c.document(field -> {
            if (field.equals("matrix")) {
                fields.read(c);
            } else {
                c.unknown();
            }
        });
        var assembly = new MatrixAssembly(fields, c.warnings, -1);
        MatrixAssembly.Result result = assembly.assemble();
        List<String> warnings = c.warnings.list();
        return switch (result) {
            case MatrixAssembly.Result.Stored(CsrMatrix a) -> new Stored(a, warnings);
            case MatrixAssembly.Result.Recipe(GalleryRecipe recipe, int _) -> new Gallery(recipe, warnings);
            case MatrixAssembly.Result.Named(String ref) -> new Uploaded(ref, assembly::requireAgreement, warnings);
        };
    }
}
