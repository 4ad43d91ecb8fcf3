// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.partition;

import io.rivulet.numerics.partition.run.Placement;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/// Where one part is, or is to be: what its owner's desk knows and decides of it, in ticks of the desk.
final class PartSlot {
    /// A part that was placed but is silent for so long is lost; each renewal of its lease asks for a word.
    static final int SILENT_TICKS = 100;

    /// A host that has not made a part by then is not waited for any longer: for a small part …
    static final int PLACE_TICKS = 100;

    /// … and one tick more for so many bytes.
    static final long BYTES_PER_TICK = 400_000;

    private final Set<String> refused = new HashSet<>();
    private @Nullable Placement order;
    private @Nullable String host;
    private @Nullable String avoided;
    private @Nullable String lastReason;
    private @Nullable ActorRef<PartActor.Command> actor;
    private PartMessage.@Nullable Restart restart;
    private String node = "";
    private long epoch = -1;
    private int ticks;
    private int placements;
    private Traffic before = Traffic.NONE;
    private Traffic now = Traffic.NONE;

    /// To be placed, in the place of what was there.
    void order(Placement wanted) {
        order = wanted;
        epoch = wanted.epoch();
        host = null;
        actor = null;
        restart = null;
        refused.clear();
        lastReason = null;
        node = "";
        before = before.plus(now);
        now = Traffic.NONE;
        ticks = 0;
    }

    @Nullable
    Placement order() {
        return order;
    }

    /// Waits for a host to be chosen.
    boolean wantsHost() {
        return order != null && host == null;
    }

    void asked(String chosen) {
        host = chosen;
        ticks = 0;
    }

    /// The node that it is at, or was asked for it.
    Optional<String> host() {
        return Optional.ofNullable(host);
    }

    /// Nodes not to ask: those that have refused, and the one where it was lost.
    Set<String> unwanted() {
        Set<String> all = new HashSet<>(refused);
        if (avoided != null) {
            all.add(avoided);
        }
        return all;
    }

    /// The node where it was lost may be asked after all: no other is left.
    boolean dropAvoided() {
        boolean had = avoided != null;
        avoided = null;
        return had;
    }

    /// The host that was asked says no, says nothing, or is gone.
    void refusedBy(String reason) {
        if (host != null) {
            refused.add(host);
        }
        lastReason = reason;
        host = null;
    }

    String lastReason() {
        return lastReason == null ? "no node takes parts" : lastReason;
    }

    void made(PartMessage.Made made) {
        order = null;
        avoided = null;
        actor = made.actor();
        node = made.node();
        placements++;
        ticks = 0;
    }

    /// It is gone from where it was, and that node had better not be asked next.
    void lost() {
        avoided = host;
        forget();
    }

    /// Nothing is there and nothing is wanted.
    void forget() {
        actor = null;
        order = null;
        host = null;
        restart = null;
        epoch = -1;
    }

    boolean is(long ofEpoch) {
        return epoch == ofEpoch;
    }

    long epoch() {
        return epoch;
    }

    @Nullable
    ActorRef<PartActor.Command> actor() {
        return actor;
    }

    void restart(PartMessage.Restart wanted) {
        restart = wanted;
    }

    void hasRhs(long version) {
        if (restart != null && version >= restart.rhsVersion()) {
            restart = null;
        }
    }

    /// What it has not said to have yet, null for nothing.
    PartMessage.@Nullable Restart restart() {
        return restart;
    }

    void heard() {
        ticks = 0;
    }

    void alive(Traffic traffic) {
        ticks = 0;
        now = traffic;
    }

    /// Time passes; whether it has been waited for its host or for a word of it for too long.
    boolean tick() {
        ticks++;
        Placement wanted = order;
        return wanted != null
                ? host != null && ticks > PLACE_TICKS + wanted.estimateBytes() / BYTES_PER_TICK
                : actor != null && ticks > SILENT_TICKS;
    }

    String node() {
        return node;
    }

    int placements() {
        return placements;
    }

    Traffic traffic() {
        return before.plus(now);
    }
}
