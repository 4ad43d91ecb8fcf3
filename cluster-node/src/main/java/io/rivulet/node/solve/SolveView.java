// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.solve;

/// Somebody who watches a solve.
public interface SolveView extends AutoCloseable {
    void line(byte[] json, SolveLine line);

    /// A message beside the lines, e.g. about an interruption.
    void note(String text);

    @Override
    void close();
}
