// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session;

import io.rivulet.actors.follow.FollowerMessage;
import io.rivulet.actors.parcel.Parcels;
import io.rivulet.actors.session.core.Output;
import io.rivulet.serialization.problem.RivuletException;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Who is behind the machine's follower numbers.
/// **Bounded by** the machine, which ends followers whose lease is over; an ended one is forgotten here.
final class FollowerRefs {
    private static final Logger log = LoggerFactory.getLogger(FollowerRefs.class);

    /// A gateway's name for its follower.
    record Name(UUID door, long follower) {}

    private record Known(Name name, ActorRef<FollowerMessage> to) {}

    private final Parcels parcels;
    private final Map<Name, Long> numbers = new HashMap<>();
    private final Map<Long, Known> byNumber = new HashMap<>();
    private long last;

    FollowerRefs(Parcels parcels) {
        this.parcels = parcels;
    }

    /// A new number; who had this name before is forgotten, see [#numberOf] to unfollow it first.
    long add(Name name, ActorRef<FollowerMessage> to) {
        long number = ++last;
        Long before = numbers.put(name, number);
        if (before != null) {
            byNumber.remove(before);
        }
        byNumber.put(number, new Known(name, to));
        return number;
    }

    @Nullable
    Long numberOf(Name name) {
        return numbers.get(name);
    }

    int count() {
        return byNumber.size();
    }

    void deliver(Output.Deliver lines) {
        Known known = byNumber.get(lines.follower());
        if (known != null) {
            var message = new FollowerMessage.Lines(
                    lines.incarnation(), lines.first(), lines.last(), lines.lines(), lines.end());
            tell(known.to, message);
            if (lines.end()) {
                forget(lines.follower());
            }
        }
    }

    private void tell(ActorRef<FollowerMessage> to, FollowerMessage.Lines message) {
        if (!Parcels.isRemote(to) || WireSize.of(message) <= Parcels.WHOLE_BYTES) {
            to.tell(message);
            return;
        }
        try {
            to.tell(new FollowerMessage.Parcelled(parcels.wrap(message)));
        } catch (RivuletException full) {
            // Not told: the follower misses these numbers, and follows again.
            log.warn("lines {} to {} could not be sent: {}", message.first(), message.last(), full.getMessage());
        }
    }

    void end(Output.EndFollower end) {
        Known known = remove(end.follower());
        if (known != null && end.moved()) {
            known.to.tell(new FollowerMessage.Moved());
        }
    }

    void forget(long number) {
        remove(number);
    }

    private @Nullable Known remove(long number) {
        Known known = byNumber.remove(number);
        if (known != null) {
            numbers.remove(known.name, number);
        }
        return known;
    }
}
