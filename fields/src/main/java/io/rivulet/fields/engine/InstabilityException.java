// SPDX-License-Identifier: Apache-2.0
package io.rivulet.fields.engine;

/// A step whose result is not finite.
public final class InstabilityException extends ArithmeticException {
    private final long step;
    private final String field;
    private final long cells;

    InstabilityException(long step, String field, long cells) {
        super("after step " + step + " " + cells + " cells of the " + field + " are not finite");
        this.step = step;
        this.field = field;
        this.cells = cells;
    }

    /// The step that failed; the first is 1.
    public long step() {
        return step;
    }

    /// `potential`, `activator` or `inhibitor`.
    public String field() {
        return field;
    }

    public long cells() {
        return cells;
    }
}
