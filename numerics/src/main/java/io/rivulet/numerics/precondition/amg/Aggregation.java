// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.precondition.amg;

import io.rivulet.numerics.kernels.Team;
import java.util.Arrays;

/// Greedy aggregates in the order of the rows: (1) a row none of whose strong neighbours has an aggregate makes one
/// with
/// all of them; (2) the others join the aggregate that their strongest neighbour had after (1); (3) what is left makes
/// aggregates of its own, but for rows dominated by their diagonal.
/// **Source** Vaněk, Mandel, Brezina 1996, alg. 2; Bell, Dalton, Olson 2012.
final class Aggregation {
    /// Of a row without aggregate.
    static final int NONE = -1;

    private static final int ROWS_PER_STEP = 4096;

    private final FloatRows a;
    private final Strength strength;
    private final byte[] strong;
    private final float[] diagonal;
    private final RowChunks chunks;
    private final Team team;
    private final int[] first;
    private final int[] joined;
    private int count;

    Aggregation(FloatRows a, Strength strength, float[] diagonal, RowChunks chunks, Team team) {
        this.a = a;
        this.strength = strength;
        this.strong = strength.strong();
        this.diagonal = diagonal;
        this.chunks = chunks;
        this.team = team;
        this.first = new int[a.rows()];
        this.joined = new int[a.rows()];
        Arrays.fill(first, NONE);
    }

    /// (1)
    Stage roots() {
        return inOrder(this::root);
    }

    private void root(int i) {
        if (first[i] != NONE) {
            return;
        }
        boolean any = false;
        for (int k = a.start()[i]; k < a.start()[i + 1]; k++) {
            if (strong[k] != 0) {
                if (first[a.column()[k]] != NONE) {
                    return;
                }
                any = true;
            }
        }
        if (any) {
            take(i, first);
        }
    }

    private void take(int i, int[] into) {
        into[i] = count;
        for (int k = a.start()[i]; k < a.start()[i + 1]; k++) {
            if (strong[k] != 0 && into[a.column()[k]] == NONE) {
                into[a.column()[k]] = count;
            }
        }
        count++;
    }

    /// (2)
    Stage joining() {
        return new Pass(team, chunks, chunk -> {
            for (int i = chunks.from(chunk); i < chunks.to(chunk); i++) {
                joined[i] = first[i] == NONE ? strongest(i) : first[i];
            }
        });
    }

    private int strongest(int i) {
        int aggregate = NONE;
        double most = 0.0;
        for (int k = a.start()[i]; k < a.start()[i + 1]; k++) {
            int j = a.column()[k];
            if (strong[k] != 0 && first[j] != NONE) {
                double entry = a.value()[k];
                double size = entry * entry / diagonal[j];
                if (size > most) {
                    most = size;
                    aggregate = first[j];
                }
            }
        }
        return aggregate;
    }

    /// (3)
    Stage leftovers() {
        return inOrder(i -> {
            if (joined[i] == NONE && !strength.dominated(i)) {
                take(i, joined);
            }
        });
    }

    private interface RowTask {
        void run(int i);
    }

    private Stage inOrder(RowTask task) {
        int steps = (a.rows() + ROWS_PER_STEP - 1) / ROWS_PER_STEP;
        return new Pass(Team.serial(), steps, step -> units(step), step -> {
            int end = Math.min(a.rows(), (step + 1) * ROWS_PER_STEP);
            for (int i = step * ROWS_PER_STEP; i < end; i++) {
                task.run(i);
            }
        });
    }

    private long units(int step) {
        int from = step * ROWS_PER_STEP;
        int to = Math.min(a.rows(), from + ROWS_PER_STEP);
        return a.start()[to] - a.start()[from] + (long) (to - from);
    }

    int count() {
        return count;
    }

    /// The aggregate of each row, or [#NONE].
    int[] result() {
        return joined;
    }
}
