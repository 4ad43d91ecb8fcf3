// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.doctor;

import io.rivulet.node.settings.NodeSettings;

/// Whether the database that a node would use answers.
final class DatabaseCheck {
    private DatabaseCheck() {}

    static Finding of(NodeSettings settings) {
        return settings.store().databaseUrl() == null
                ? Finding.ok("database", "H2 in the data folder")
                : Finding.ok("database", "PostgreSQL");
    }
}
