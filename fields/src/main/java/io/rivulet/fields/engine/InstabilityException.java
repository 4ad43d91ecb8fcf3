// SPDX-License-Identifier: Apache-2.0
package io.rivulet.fields.engine;

/// A step whose result is not finite.
public final class InstabilityException extends ArithmeticException {
    private final long step;
    private final String field;
    private final long cells;

    private InstabilityException(long step, String field, long cells) {
        super("after step " + step + " " + cells + " cells of the " + field + " are not finite");
        this.step = step;
        this.field = field;
        this.cells = cells;
    }

    /// Throws if a cell of one of the fields after `step` is not finite.
    public static void requireFinite(long step, double[] potential, double[] activator, double[] inhibitor) {
        requireFinite(step, "potential", potential);
        requireFinite(step, "activator", activator);
        requireFinite(step, "inhibitor", inhibitor);
    }

    private static void requireFinite(long step, String field, double[] values) {
        long cells = 0;
        for (double value : values) {
            cells += Double.isFinite(value) ? 0 : 1;
        }
        if (cells > 0) {
            throw new InstabilityException(step, field, cells);
        }
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
