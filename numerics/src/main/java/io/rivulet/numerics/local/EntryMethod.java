// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.local;

import java.util.Locale;

/// How one entry of the solution was, or should be, computed.
public enum EntryMethod {
    /// x as it stands.
    PRESENT,
    /// Dual push: certified.
    DUAL_PUSH,
    /// Dual push, then walks from what it left: statistical.
    BIDIRECTIONAL,
    /// Walks alone, in constant memory: statistical.
    WALKS,
    /// All entries at once; not done here.
    SOLVE;

    /// Name in answers, e.g. `dual_push`.
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
