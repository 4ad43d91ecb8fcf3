// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session.core;

/// How the last repair ended: what is said beside x.
record RunFacts(String stopReason, boolean converged, long iterations, double elapsedMs) {
    /// Before the first repair has ended.
    static final RunFacts NONE = new RunFacts("cancelled", false, 0, 0);
}
