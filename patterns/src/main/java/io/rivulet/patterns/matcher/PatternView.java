// SPDX-License-Identifier: Apache-2.0
package io.rivulet.patterns.matcher;

import io.rivulet.patterns.store.UnitVector;
import java.util.List;

/// Stored series, as a matcher sees them.
@FunctionalInterface
public interface PatternView {
    /// A stored series.
    ///
    /// @param storedAt milliseconds since 1970
    record Candidate(Pattern pattern, long storedAt) {}

    /// The k series of `type` whose vectors are nearest to `vector`, stored at `since` or later.
    List<Candidate> nearest(String type, UnitVector vector, int k, long since);
}
