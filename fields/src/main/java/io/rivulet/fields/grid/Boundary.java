// SPDX-License-Identifier: Apache-2.0
package io.rivulet.fields.grid;

import java.util.Locale;

/// What stands beyond the edge of a field.
public enum Boundary {
    /// The other side of the field.
    PERIODIC,
    /// The cell itself: nothing flows through the edge.
    NEUMANN,
    /// Zero. For the potential that is 70 mV above rest: the rim is pulled up.
    DIRICHLET;

    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
