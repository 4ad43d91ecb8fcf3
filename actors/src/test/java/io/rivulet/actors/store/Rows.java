// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.store;

import io.rivulet.serialization.view.SessionRow;
import java.util.Map;
import java.util.UUID;

/// Directory rows for tests.
final class Rows {
    private Rows() {}

    static SessionRow row(UUID id, String owner, String state, long revision) {
        return new SessionRow(
                id, owner, state, true, "node-1", 1, 1_000, 2_000, -1, null, Map.of(), 3, "cg", revision, 1e-9, null);
    }
}
