// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.field.core;

import io.rivulet.serialization.recording.ReplayPlan;

/// How a client wants a recording played.
///
/// @param name of the recording
/// @param loop whether it begins anew at its end
/// @param compress whether data may be compressed
record ReplayWish(String name, ReplayPlan plan, boolean loop, boolean compress) {
    private static final double MOST_SPEED = 1e6;

    static ReplayWish read(Payload params) throws Payload.Unfit {
        long last = Integer.MAX_VALUE;
        boolean some = params.has("from_sequence") || params.has("to_sequence");
        return new ReplayWish(
                Recordings.name(params),
                new ReplayPlan(
                        params.number("speed", 1, 0, MOST_SPEED, false),
                        some ? params.whole("from_sequence", 0, 0, last) : Long.MIN_VALUE,
                        some ? params.whole("to_sequence", Long.MAX_VALUE, 0, last) : Long.MAX_VALUE),
                params.truth("loop", false),
                params.truth("compression", false));
    }

    boolean fromSomewhere() {
        return plan.from() > 0;
    }
}
