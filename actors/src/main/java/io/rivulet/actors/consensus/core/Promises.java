// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.consensus.core;

import io.rivulet.serialization.event.Voter;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/// Whose word that it is at work is believed. A voter that said so and for whom a poll waited in vain has broken a
/// promise: for a while it has to vote within the timeout, or abstains. The while is [#FIRST_PAUSE_NANOS] and
/// [#GROWTH] times as long with each further one, at most [#LONGEST_PAUSE_NANOS]; it is not made shorter by voting in
/// time,
/// which costs a liar nothing, and ends by itself, so that an honest one that was slow once is believed again. What
/// a voter can hold up by saying so is then one poll at first, and less than a hundredth of the time in the long run.
///
/// **Thread** one at a time. No clock: the time is passed in.
/// **Bounded by** [#MOST] voters, by key; of more, the one whose last promise was broken longest ago is forgiven.
public final class Promises {
    static final long FIRST_PAUSE_NANOS = 30_000_000_000L;
    static final int GROWTH = 4;
    static final long LONGEST_PAUSE_NANOS = 3_600_000_000_000L;

    /// What was broken so long ago is forgotten.
    static final long MEMORY_NANOS = 24 * LONGEST_PAUSE_NANOS;

    static final int MOST = 4_096;

    private record Broken(int times, long atNanos) {
        long pauseNanos() {
            long pause = FIRST_PAUSE_NANOS;
            for (int k = 1; k < times && pause < LONGEST_PAUSE_NANOS; k++) {
                pause *= GROWTH;
            }
            return Math.min(pause, LONGEST_PAUSE_NANOS);
        }
    }

    /// By public key, broken longest ago first.
    private final Map<String, Broken> broken = new LinkedHashMap<>();

    /// Whether it is waited for where it says that it is at work.
    public boolean isBelieved(Voter voter, long nowNanos) {
        Broken last = broken.get(voter.publicKey());
        return last == null || nowNanos - last.atNanos() >= last.pauseNanos();
    }

    /// A poll that began at `beganNanos` has waited for it in vain. Polls that were held at once are one time.
    public void broke(Voter voter, long beganNanos, long nowNanos) {
        Broken last = broken.remove(voter.publicKey());
        int times = last == null || nowNanos - last.atNanos() > MEMORY_NANOS ? 0 : last.times();
        boolean sameTime = times > 0 && last != null && beganNanos - last.atNanos() < 0;
        broken.put(voter.publicKey(), new Broken(sameTime ? times : times + 1, nowNanos));
        Iterator<String> oldest = broken.keySet().iterator();
        while (broken.size() > MOST) {
            oldest.next();
            oldest.remove();
        }
    }
}
