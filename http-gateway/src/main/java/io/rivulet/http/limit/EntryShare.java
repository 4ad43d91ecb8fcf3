// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.limit;

import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.request.CostMessage;
import io.rivulet.serialization.request.CostRequest;
import io.rivulet.serialization.request.ReportRequest;
import org.jspecify.annotations.Nullable;

/// What one caller takes of the node's [EntryBudget], by what is sent: lines that are no updates count as some entries.
/// Each answers null where it is taken, else why not: `session_busy`.
/// **Thread** any.
public final class EntryShare {
    /// What counts so may have the whole session solved again, or its x told.
    static final int COMMAND_ENTRIES = 64;

    private final EntryBudget budget;
    private final String caller;

    EntryShare(EntryBudget budget, String caller) {
        this.budget = budget;
        this.caller = caller;
    }

    public @Nullable Problem take(CostMessage message) {
        return budget.take(caller, entries(message));
    }

    /// For a command, and what costs as much.
    public @Nullable Problem takeCommand() {
        return budget.take(caller, COMMAND_ENTRIES);
    }

    /// For a line that changes nothing: it is read and answered too.
    public @Nullable Problem takeLine() {
        return budget.take(caller, 1);
    }

    private static int entries(CostMessage message) {
        int entries = switch (message) {
            case CostRequest request -> request.update().update().entries();
            case ReportRequest request -> request.report().costs().size();
        };
        return Math.max(1, entries);
    }
}
