// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.doctor;

import io.rivulet.actors.store.Database;
import io.rivulet.actors.store.StoreSettings;
import io.rivulet.node.settings.NodeSettings;
import io.rivulet.serialization.problem.RivuletException;

/// Whether the database that a node would use answers and keeps what it acknowledges.
final class DatabaseCheck {
    private DatabaseCheck() {}

    static Finding of(NodeSettings settings) {
        NodeSettings.Store store = settings.store();
        String url = store.databaseUrl();
        try {
            // An H2 file is looked at by its folder; here only whether the engine works.
            Database.examine(
                    url == null
                            ? StoreSettings.inMemory("doctor")
                            : StoreSettings.postgres(url, store.databaseUser(), store.databasePassword()));
            return Finding.ok("database", url == null ? "H2 in the data folder" : "PostgreSQL, answers");
        } catch (RivuletException unusable) {
            String hint = unusable.problem().hint();
            return Finding.fail("database", unusable.problem().detail() + (hint == null ? "" : "; " + hint));
        }
    }
}
