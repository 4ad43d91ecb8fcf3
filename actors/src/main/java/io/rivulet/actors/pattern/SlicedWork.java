// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.pattern;

import io.rivulet.actors.pattern.core.BankAnswer;
import org.jspecify.annotations.Nullable;

/// A search that is done in turns on the compute pool.
/// **Thread** one at a time.
interface SlicedWork {
    /// A table of warping distances of so many cells or a little more is computed in one turn, about five
    /// milliseconds; one distance is never cut, and has 10⁸ at most.
    long CELLS = 4_000_000;

    /// A turn. **Returns** the answer, null while there is more to do.
    @Nullable
    BankAnswer step();
}
