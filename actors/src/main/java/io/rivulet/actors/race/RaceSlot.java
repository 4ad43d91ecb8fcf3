// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.race;

import io.rivulet.actors.race.core.Proposal;
import io.rivulet.actors.race.core.RaceOrder;
import io.rivulet.actors.store.MemoryBudget;
import io.rivulet.numerics.linalg.DenseVector;
import java.util.HashSet;
import java.util.Set;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/// One replica as its owner's desk knows it, in ticks of the desk.
final class RaceSlot {
    /// Silent for so long, it is lost; each renewal of its lease asks for a word.
    static final int SILENT_TICKS = 10;

    /// A host that has not said a word by then is not waited for.
    static final int HOST_TICKS = 10;

    /// Where no host is known by then, none is waited for.
    static final int NO_HOST_TICKS = 1;

    /// An x that has not come by then does not come.
    static final int X_TICKS = 120;

    private final Set<String> refused = new HashSet<>();
    private @Nullable String host;
    private @Nullable ActorRef<ReplicaActor.Command> replica;
    private RaceOrder.@Nullable Poll poll;
    private @Nullable Proposal proposal;
    private MemoryBudget.@Nullable Reservation memory;
    private @Nullable DenseVector x;
    private boolean over;
    private boolean began;
    private boolean pulling;
    private String node = "";
    private String lastReason = "no other node takes replicas";
    private int ticks;

    // Its host

    boolean wantsHost() {
        return !over && host == null;
    }

    void asked(String chosen) {
        host = chosen;
        ticks = 0;
    }

    @Nullable
    String host() {
        return host;
    }

    Set<String> refused() {
        return refused;
    }

    /// The host that was asked says no, says nothing, or is gone.
    void refusedBy(String reason) {
        if (host != null) {
            refused.add(host);
        }
        lastReason = reason;
        host = null;
        ticks = 0;
    }

    String lastReason() {
        return lastReason;
    }

    void taken(String where, ActorRef<ReplicaActor.Command> by) {
        node = where;
        replica = by;
        ticks = 0;
    }

    boolean waitsForHost() {
        return !over && host != null && replica == null;
    }

    @Nullable
    ActorRef<ReplicaActor.Command> replica() {
        return replica;
    }

    String node() {
        return node;
    }

    void begin() {
        began = true;
        heard();
    }

    boolean began() {
        return began;
    }

    // Its x

    /// Its first proposal; what it says later is nothing new.
    boolean proposes(Proposal said) {
        heard();
        boolean first = proposal == null;
        proposal = first ? said : proposal;
        return first;
    }

    @Nullable
    Proposal proposal() {
        return proposal;
    }

    void poll(RaceOrder.Poll wanted, MemoryBudget.Reservation forX) {
        poll = wanted;
        memory = forX;
        ticks = 0;
    }

    RaceOrder.@Nullable Poll poll() {
        return poll;
    }

    boolean wantsX() {
        return !over && poll != null && x == null && !pulling;
    }

    /// Something that may be x is on its way, or is looked at.
    void pulling(boolean now) {
        pulling = now;
    }

    void arrived(DenseVector itsX) {
        x = itsX;
        pulling = false;
    }

    @Nullable
    DenseVector x() {
        return x;
    }

    // Time

    void heard() {
        ticks = poll != null && x == null ? ticks : 0;
    }

    /// One more has passed; whether it has been waited for too long.
    boolean tick() {
        ticks++;
        if (over) {
            return false;
        }
        if (replica == null) {
            return ticks > (host == null ? NO_HOST_TICKS : HOST_TICKS);
        }
        return ticks > (poll != null && x == null ? X_TICKS : SILENT_TICKS);
    }

    /// Nothing more is wanted of it, or to be had. Its x is kept as long as the race wants it.
    void over() {
        over = true;
    }

    boolean isOver() {
        return over;
    }

    void release() {
        over = true;
        x = null;
        MemoryBudget.Reservation reserved = memory;
        if (reserved != null) {
            reserved.close();
        }
    }
}
