// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.store;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/// Reads the SQL state of a failure. Classes of the SQL standard: 23 integrity constraint, 40 transaction rolled back.
final class SqlStates {
    private static final int H2_LOCK_TIMEOUT = 50_200;
    private static final int MAX_CAUSES = 16;

    private SqlStates() {}

    /// Whether the transaction was certainly rolled back, because of another one: it may be tried again.
    static boolean conflict(@Nullable Throwable failure) {
        return find(failure, "23") || find(failure, "40") || lockTimeout(failure);
    }

    private static boolean find(@Nullable Throwable failure, String stateClass) {
        Throwable each = failure;
        for (int i = 0; each != null && i < MAX_CAUSES; i++) {
            for (SQLException e = each instanceof SQLException s ? s : null; e != null; e = e.getNextException()) {
                if (e.getSQLState() != null && e.getSQLState().startsWith(stateClass)) {
                    return true;
                }
            }
            each = each.getCause();
        }
        return false;
    }

    private static boolean lockTimeout(@Nullable Throwable failure) {
        return failure instanceof SQLException e && e.getErrorCode() == H2_LOCK_TIMEOUT;
    }
}
