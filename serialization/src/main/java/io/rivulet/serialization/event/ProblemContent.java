// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.event;

import io.rivulet.numerics.gallery.GalleryRecipe;
import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.numerics.linalg.LinearSystem;
import org.jspecify.annotations.Nullable;

/// What the blob of a problem holds.
public sealed interface ProblemContent {
    record Explicit(LinearSystem system) implements ProblemContent {}

    /// A is generated again where it is needed; `b` null = all ones.
    record Recipe(GalleryRecipe recipe, @Nullable DenseVector b) implements ProblemContent {}

    /// A is the uploaded matrix in the blob `matrix`; `b` null = all ones.
    record OnMatrix(String matrix, @Nullable DenseVector b) implements ProblemContent {}
}
