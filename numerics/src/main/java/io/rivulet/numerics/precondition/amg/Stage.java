// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.precondition.amg;

import io.rivulet.numerics.precondition.Setup;
import org.jspecify.annotations.Nullable;

/// One stage of a set-up, in bounded steps.
interface Stage {
    /// Works for about `units`; answers the units used, at least 1.
    long advance(long units);

    boolean done();

    /// What can't be done, or null.
    default Setup.@Nullable Failure failure() {
        return null;
    }
}
