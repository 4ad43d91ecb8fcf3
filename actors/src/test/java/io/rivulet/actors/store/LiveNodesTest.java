// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LiveNodesTest {
    @TempDir
    Path directory;

    @ParameterizedTest
    @EnumSource(Backend.class)
    void aNodeIsUpUntilItLeavesOrIsSilent(Backend backend) throws SQLException {
        StoreSettings settings = backend.fresh(directory);
        try (Database database = Database.open(settings)) {
            LiveNodes nodes = new LiveNodes(database);
            assertThat(Backend.get(nodes.others("a:1"))).isEmpty();
            Backend.get(nodes.up("a:1"));
            Backend.get(nodes.up("b:2"));
            Backend.get(nodes.up("c:3"));
            Backend.get(nodes.up("b:2"));
            assertThat(Backend.get(nodes.others("a:1"))).containsExactly("b:2", "c:3");
            Backend.get(nodes.left("c:3"));
            assertThat(Backend.get(nodes.others("a:1"))).containsExactly("b:2");
            silentFor(settings, LiveNodes.FORGOTTEN_AFTER_SECONDS + 1, "b:2");
            assertThat(Backend.get(nodes.others("a:1"))).isEmpty();
            Backend.get(nodes.up("b:2"));
            assertThat(Backend.get(nodes.others("a:1"))).containsExactly("b:2");
        }
    }

    private static void silentFor(StoreSettings settings, int seconds, String address) throws SQLException {
        try (Connection connection = Backend.connect(settings);
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("UPDATE live_node SET seen_at = CURRENT_TIMESTAMP - INTERVAL '" + seconds
                    + "' SECOND WHERE address = '" + address + "'");
            connection.commit();
        }
    }
}
