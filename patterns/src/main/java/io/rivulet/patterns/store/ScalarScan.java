// SPDX-License-Identifier: Apache-2.0
package io.rivulet.patterns.store;

import java.util.Arrays;

/// The definition of correct.
enum ScalarScan implements Scan {
    INSTANCE;

    @Override
    public void group(float[] query, float[] groups, int group, float[] scores) {
        Arrays.fill(scores, 0);
        int at = group * query.length * GROUP;
        for (float q : query) {
            for (int lane = 0; lane < GROUP; lane++) {
                scores[lane] = Math.fma(q, groups[at + lane], scores[lane]);
            }
            at += GROUP;
        }
    }
}
