// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.store;

import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads the SQL state of a failure.
public final class SqlStates {
    /// Integrity constraint violated; serialization failure; PostgreSQL's deadlock; H2's lock timeout.
    private static final List<String> CONFLICT = List.of("23", "40001", "40P01", "HYT00");

    /// Connection exceptions; PostgreSQL ended the connection or is starting.
    private static final List<String> CONNECTION_LOST = List.of("08", "57P01", "57P02", "57P03");

    private static final List<String> CONSTRAINT = List.of("23");

    private static final int MAX_CAUSES = 16;

    private SqlStates() {}

    /// Whether the transaction was certainly rolled back, because of another one: it may be tried again.
    static boolean conflict(@Nullable Throwable failure) {
        return find(failure, CONFLICT);
    }

    /// Whether a row was refused because of one that is there already.
    public static boolean constraintViolated(@Nullable Throwable failure) {
        return find(failure, CONSTRAINT);
    }

    /// Whether the connection is gone: what was not yet asked to commit has not happened.
    static boolean connectionLost(@Nullable Throwable failure) {
        return find(failure, CONNECTION_LOST);
    }

    private static boolean find(@Nullable Throwable failure, List<String> prefixes) {
        Throwable each = failure;
        for (int i = 0; each != null && i < MAX_CAUSES; i++) {
            for (SQLException e = each instanceof SQLException s ? s : null; e != null; e = e.getNextException()) {
                String state = e.getSQLState();
                if (state != null && prefixes.stream().anyMatch(state::startsWith)) {
                    return true;
                }
            }
            each = each.getCause();
        }
        return false;
    }
}
