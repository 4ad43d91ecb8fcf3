// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.partition.machine;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The owner's side of a round: who has answered it. Numbers rise for ever, so that an answer to an older round can't
/// be taken for one to this.
final class Rounds {
    private final Finding[] found;
    private final boolean[] answered;
    private int missing;
    private int ticks;
    private long number;
    private @Nullable Step step;

    Rounds(int parts) {
        found = new Finding[parts];
        answered = new boolean[parts];
    }

    long number() {
        return number;
    }

    /// The step that is being waited for, or null.
    @Nullable
    Step step() {
        return step;
    }

    void open(Step newStep) {
        number++;
        step = newStep;
        missing = found.length;
        ticks = 0;
        java.util.Arrays.fill(answered, false);
    }

    /// The round has no result.
    void close() {
        step = null;
    }

    /// Answers true when this was the last one.
    boolean answer(int part, long ofNumber, Finding finding) {
        if (step == null || ofNumber != number || answered[part]) {
            return false;
        }
        answered[part] = true;
        found[part] = finding;
        missing--;
        return missing == 0;
    }

    /// Time passes; answers for how many ticks it has been waited.
    int tick() {
        return ++ticks;
    }

    /// What all parts found, of one kind. **Errors** another kind throws [ClassCastException].
    <F extends Finding> List<F> findings(Class<F> kind) {
        List<F> all = new ArrayList<>();
        for (Finding finding : found) {
            all.add(kind.cast(finding));
        }
        return all;
    }
}
