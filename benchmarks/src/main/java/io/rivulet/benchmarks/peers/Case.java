// SPDX-License-Identifier: Apache-2.0
package io.rivulet.benchmarks.peers;

import java.util.Locale;

/// A problem and the relative tolerance on its true residual.
record Case(String problem, double rtol) {
    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%s to %.0e", problem, rtol);
    }
}
