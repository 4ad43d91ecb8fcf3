// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.request;

import io.rivulet.numerics.gallery.GalleryRecipe;
import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.numerics.linalg.LinearSystem;
import org.jspecify.annotations.Nullable;

/// Where A and b come from.
public sealed interface SystemSource {
    record Explicit(LinearSystem system) implements SystemSource {}

    /// `b` null = all ones.
    record Gallery(GalleryRecipe recipe, @Nullable DenseVector b) implements SystemSource {}

    /// `a` is the uploaded matrix of that name; `b` null = all ones.
    record OnMatrix(String ref, CsrMatrix a, @Nullable DenseVector b) implements SystemSource {}
}
