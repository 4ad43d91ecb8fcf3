// SPDX-License-Identifier: Apache-2.0
package io.rivulet.quic.core;

import io.rivulet.serialization.agent.Ack;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/// Messages that have not been answered for good: each is sent again under its id, later each time, and given up after
/// [#ATTEMPTS].
/// **Thread** one.   **Bounded by** [#WINDOW] messages.
///
/// @param <M> a message
public final class RetryWindow<M> {
    public static final int WINDOW = 64;
    static final int ATTEMPTS = 8;
    static final long ACK_TIMEOUT_MILLIS = 5_000;

    /// @param again to be sent now
    /// @param dead that nobody has answered, and nobody will be asked again
    public record Due<M>(List<M> again, List<M> dead) {}

    private record Open<M>(M message, int attempts, long dueMillis) {}

    private final Map<String, Open<M>> open = new LinkedHashMap<>();
    private final RandomGenerator random;

    public RetryWindow(RandomGenerator random) {
        this.random = random;
    }

    public boolean isFull() {
        return open.size() >= WINDOW;
    }

    public int size() {
        return open.size();
    }

    public boolean isEmpty() {
        return open.isEmpty();
    }

    /// A message that has just been sent for the first time.
    public void sent(String id, M message, long nowMillis) {
        if (isFull()) {
            throw new IllegalStateException("more than " + WINDOW + " messages are unanswered");
        }
        open.put(id, new Open<>(message, 1, nowMillis + ACK_TIMEOUT_MILLIS));
    }

    public void answered(Ack ack, long nowMillis) {
        Open<M> message = open.get(ack.messageId());
        if (message == null) {
            return;
        }
        if (ack.status().isFinal()) {
            open.remove(ack.messageId());
        } else if (ack.status() == Ack.Status.FAILED) {
            Long asked = ack.retryAfterMs();
            long wait = Math.max(asked == null ? 0 : asked, Backoff.millis(message.attempts(), random));
            open.put(ack.messageId(), new Open<>(message.message(), message.attempts(), nowMillis + wait));
        }
    }

    /// Everything is to be sent again at once: the connection is a new one, on which nothing has been sent.
    public void reconnected(long nowMillis) {
        open.replaceAll((_, message) -> new Open<>(message.message(), message.attempts(), nowMillis));
    }

    public Due<M> due(long nowMillis) {
        List<M> again = new ArrayList<>();
        List<M> dead = new ArrayList<>();
        for (Map.Entry<String, Open<M>> each : List.copyOf(open.entrySet())) {
            Open<M> message = each.getValue();
            if (message.dueMillis() > nowMillis) {
                continue;
            }
            if (message.attempts() >= ATTEMPTS) {
                open.remove(each.getKey());
                dead.add(message.message());
            } else {
                long next = nowMillis + ACK_TIMEOUT_MILLIS + Backoff.millis(message.attempts(), random);
                open.put(each.getKey(), new Open<>(message.message(), message.attempts() + 1, next));
                again.add(message.message());
            }
        }
        return new Due<>(again, dead);
    }
}
