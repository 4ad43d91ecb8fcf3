// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.pattern.core;

import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.serialization.event.Experience;
import io.rivulet.serialization.event.StoredPattern;
import org.jspecify.annotations.Nullable;

/// What a bank may be asked for by its owner.
public sealed interface BankOrder {
    /// Its state answers, and may change by it.
    sealed interface Kept extends BankOrder {}

    /// What it has stored is looked through.
    sealed interface Sought extends BankOrder {}

    record Store(StoredPattern pattern) implements Kept {}

    record Delete(String id) implements Kept {}

    /// @param actual its outcome, where that is known already
    record Record(Experience experience, @Nullable Double actual) implements Kept {}

    /// What followed.
    record Observe(String experience, double actual, long atMillis) implements Kept {}

    record Recall(String experience) implements Kept {}

    /// What there is of everything.
    record Survey() implements Kept {}

    /// The k nearest.
    ///
    /// @param type of the patterns; null: of any
    /// @param leastSimilarity what is less similar is left out
    /// @param byCosine whether directions are compared, instead of series whose time may be stretched
    record Search(@Nullable String type, DenseVector values, int k, double leastSimilarity, boolean byCosine)
            implements Sought {}

    /// A forecast, recorded as the experience `id`.
    record Match(String id, String type, DenseVector values, Experience.Context context, long atMillis)
            implements Sought {}
}
