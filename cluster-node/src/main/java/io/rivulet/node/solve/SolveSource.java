// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.solve;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// One solve, told by the lines of a session's stream.
/// **Thread** one reads; [#cancel] may be called by another.
public interface SolveSource extends AutoCloseable {
    /// The next line, a JSON object without its line end, or null after the last one. Waits.
    byte @Nullable [] nextLine() throws IOException;

    /// All of x as it stands, or null where there is none yet.
    double @Nullable [] x() throws IOException;

    /// What is known beside the lines, after the solution; null where only the lines are. Works for what was asked to
    /// be found out at the end.
    default @Nullable SolveFacts facts() {
        return null;
    }

    /// The relative residual that the method's recurrence had after `iteration`, an iteration that a line told or the
    /// last one; NaN where there is none or only the lines are known. To be asked in the order of lines.
    default double updatedResidual(long iteration) {
        return Double.NaN;
    }

    /// The solve should end soon with what it has.
    void cancel();

    @Override
    void close();
}
