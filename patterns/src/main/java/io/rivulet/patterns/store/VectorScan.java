// SPDX-License-Identifier: Apache-2.0
package io.rivulet.patterns.store;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// The Vector API.
enum VectorScan implements Scan {
    INSTANCE;

    static final int FEWEST_LANES = 8;

    private static final VectorSpecies<Float> REALS =
            lanes() >= GROUP ? FloatVector.SPECIES_512 : FloatVector.SPECIES_256;

    /// Groups until the compiler has seen enough; before that vectors are objects, and one in so many is theirs.
    private static final int WARM = 20_000;

    private static final int ONE_IN = 16;

    // Counted without care: what is lost between threads delays the switch a little, and changes no bits.
    private static int groupsSeen;

    static int lanes() {
        return FloatVector.SPECIES_PREFERRED.length();
    }

    @Override
    public void group(float[] query, float[] groups, int group, float[] scores) {
        if (groupsSeen < WARM && groupsSeen++ % ONE_IN != 0) {
            ScalarScan.INSTANCE.group(query, groups, group, scores);
            return;
        }
        for (int lane = 0; lane < GROUP; lane += REALS.length()) {
            FloatVector sum = FloatVector.zero(REALS);
            int at = group * query.length * GROUP + lane;
            for (float q : query) {
                sum = FloatVector.fromArray(REALS, groups, at).fma(FloatVector.broadcast(REALS, q), sum);
                at += GROUP;
            }
            sum.intoArray(scores, lane);
        }
    }
}
