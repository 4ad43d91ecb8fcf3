// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.solve;

import org.jspecify.annotations.Nullable;

/// Somebody who watches a solve.
public interface SolveView extends AutoCloseable {
    void line(byte[] json, SolveLine line);

    /// The line that ends the session; with a summary where there was a solution.
    void closed(byte[] json, @Nullable SolveSummary summary);

    /// A message beside the lines, e.g. about an interruption.
    void note(String text);

    @Override
    void close();
}
