// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session.core;

import io.rivulet.numerics.incremental.CostUpdate;
import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.serialization.event.IdentifiedUpdate;
import io.rivulet.serialization.event.SessionEvent.CostsApplied;

/// About how many bytes updates take in an event: what queues and batches count.
final class UpdateSize {
    private static final int IDENTITY_BYTES = 48;

    private UpdateSize() {}

    static long of(IdentifiedUpdate identified) {
        String source = identified.identity().sourceNode();
        CostUpdate update = identified.update();
        DenseVector vector = update.vector();
        return IDENTITY_BYTES
                + (source == null ? 0 : source.length())
                + (vector == null ? 0 : 8L * vector.size())
                + 12L * (update.set().size() + (long) update.delta().size())
                + 25L * update.matrix().size();
    }

    static long of(CostsApplied event) {
        long sum = 0;
        for (IdentifiedUpdate update : event.updates()) {
            sum += of(update);
        }
        return sum;
    }
}
