// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.field.core;

import java.util.List;

/// When to say `heartbeat`, and when to give a silent client up.
/// **Thread** one.
final class Liveness {
    private final double periodMillis;
    private final double silenceMillis;
    private final double authMillis;
    private final double openedMillis;
    private double signMillis;
    private double nextMillis;
    private boolean authInTime;

    Liveness(FieldLimits limits, double now) {
        periodMillis = limits.heartbeat().toMillis();
        silenceMillis = limits.silence().toMillis();
        authMillis = limits.authTime().toMillis();
        openedMillis = now;
        signMillis = now;
        nextMillis = now + periodMillis;
    }

    /// A sign of life.
    void sign(double now) {
        signMillis = now;
    }

    void authenticated(double now) {
        authInTime = true;
        sign(now);
    }

    void tick(double now, List<FieldOutput> out) {
        if (!authInTime && now - openedMillis >= authMillis) {
            out.add(new FieldOutput.Close(CloseCode.NO_AUTH));
        } else if (now >= nextMillis) {
            if (now - signMillis >= silenceMillis) {
                out.add(new FieldOutput.Tell(new FieldFact.HeartbeatMissed()));
                out.add(new FieldOutput.Close(CloseCode.SILENT));
                return;
            }
            nextMillis = now + periodMillis;
            out.add(new FieldOutput.Say(Replies.plain("heartbeat", null, now)));
        }
    }
}
