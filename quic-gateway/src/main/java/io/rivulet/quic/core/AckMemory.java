// SPDX-License-Identifier: Apache-2.0
package io.rivulet.quic.core;

import io.rivulet.serialization.agent.Ack;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// What the messages of one sender were answered with, so that each gets the same answer when it comes again.
/// **Thread** one.   **Bounded by** the last [#MOST] ids: what repeats beyond them is told by what is stored of its
/// task.
public final class AckMemory {
    static final int MOST = 10_000;

    private final Map<String, Ack> acks = new LinkedHashMap<>();

    /// The answer to a message that was answered for good before.
    public Optional<Ack> repeated(String messageId) {
        return Optional.ofNullable(acks.get(messageId)).map(Ack::repeated);
    }

    /// An answer after which the message may come again as if for the first time is not kept.
    public void keep(Ack ack) {
        if (ack.status().isFinal() && acks.putIfAbsent(ack.messageId(), ack) == null && acks.size() > MOST) {
            var oldest = acks.keySet().iterator();
            oldest.next();
            oldest.remove();
        }
    }
}
