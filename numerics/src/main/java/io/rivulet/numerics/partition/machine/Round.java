// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.partition.machine;

import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.numerics.partition.Subdomain.Link;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The round a part is in: the step asked for, the halos that came, what was sent and answered, so that all of it can
/// be said again. A halo may come before the question; the newest of each neighbour is kept.
final class Round {
    private static final long NONE = 0;

    private final long[] arrived;
    private final DenseVector[] halos;
    private long number = NONE;
    private @Nullable Step step;
    private @Nullable Task task;
    private double[] vector = Task.NOTHING;
    private @Nullable Finding finding;

    Round(int links) {
        arrived = new long[links];
        halos = new DenseVector[links];
        java.util.Arrays.fill(halos, DenseVector.adopt(Task.NOTHING));
    }

    long number() {
        return number;
    }

    /// A new question; what belongs to older ones is forgotten.
    void ask(long newNumber, Step newStep) {
        number = newNumber;
        step = newStep;
        task = null;
        vector = Task.NOTHING;
        finding = null;
    }

    void take(int link, long ofNumber, DenseVector values) {
        if (ofNumber >= number && ofNumber > arrived[link]) {
            arrived[link] = ofNumber;
            halos[link] = values;
        }
    }

    /// The step that is not begun, or null.
    @Nullable
    Step open() {
        return task == null ? step : null;
    }

    void begin(Task begun) {
        task = begun;
        vector = begun.begin();
    }

    /// What the neighbours need in this round, in local numbers; empty before it is begun, and where they need nothing.
    double[] vector() {
        return vector;
    }

    @Nullable
    Finding finding() {
        return finding;
    }

    /// Whether it is begun, not answered, and nothing is missing.
    boolean completable(List<Link> links) {
        if (task == null || finding != null) {
            return false;
        }
        for (int k = 0; k < links.size() && vector.length > 0; k++) {
            if (links.get(k).receive().length > 0 && arrived[k] != number) {
                return false;
            }
        }
        return true;
    }

    /// Puts the halos in place and finds the answer.
    Finding complete(List<Link> links) {
        Task begun = java.util.Objects.requireNonNull(task);
        for (int k = 0; k < links.size() && vector.length > 0; k++) {
            int[] receive = links.get(k).receive();
            for (int i = 0; i < receive.length; i++) {
                vector[receive[i]] = halos[k].get(i);
            }
        }
        Finding found = begun.complete();
        finding = found;
        return found;
    }
}
