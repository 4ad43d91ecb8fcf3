// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.event;

import io.rivulet.numerics.linalg.DenseVector;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A series that was matched, and what was predicted from that.
///
/// @param id unique among the experiences of its owner
/// @param vector the series
/// @param similarity of the best match, in (0, 1]
/// @param confidence of the prediction, from 0 to 1
/// @param signalled whether the prediction was given out as a signal
/// @param bestMatch id of the pattern that was most like it, where that is known
/// @param context what was said of its surroundings
/// @param atMillis when it was made
public record Experience(
        String id,
        String type,
        DenseVector vector,
        double similarity,
        double confidence,
        double predicted,
        boolean signalled,
        @Nullable String bestMatch,
        Context context,
        long atMillis) {

    /// Words and numbers by name.
    public record Context(Map<String, String> words, Map<String, Double> numbers) {
        /// Words and numbers together.
        public static final int MOST = 32;

        public static final Context NONE = new Context(Map.of(), Map.of());

        public Context {
            words = Map.copyOf(words);
            numbers = Map.copyOf(numbers);
        }

        /// In the order of their names, as they are stored and written.
        public Map<String, String> sortedWords() {
            return new TreeMap<>(words);
        }

        /// As [#sortedWords].
        public Map<String, Double> sortedNumbers() {
            return new TreeMap<>(numbers);
        }
    }

    /// Whether the other one says the same, whenever it came.
    public boolean sameContent(Experience other) {
        return equals(other.at(atMillis));
    }

    private Experience at(long millis) {
        return new Experience(
                id, type, vector, similarity, confidence, predicted, signalled, bestMatch, context, millis);
    }
}
