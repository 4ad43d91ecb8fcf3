// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session.core;

import java.util.Locale;

/// Why a correction is due; names as on the wire.
enum Trigger {
    /// The solver's word about its x drifts from what is proved of it.
    DRIFT,
    /// The residual stands still above the tolerance.
    STAGNATION,
    /// The residual grows.
    DIVERGENCE,
    /// An x that the solver calls converged was proved not to be.
    REFUTED;

    String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
