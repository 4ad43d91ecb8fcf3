// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.agent;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What a message is.
public enum MessageType {
    ACK(false),
    HELLO(true),
    WELCOME(false),
    REFUSE(false),
    OPEN(false),
    PING(true),
    PONG(false),
    HEARTBEAT(true),
    TASK(false),
    TASK_COMPLETE(false),
    ERROR(false),
    DRAIN(false);

    private static final Map<String, MessageType> BY_NAME =
            Stream.of(values()).collect(Collectors.toUnmodifiableMap(MessageType::wireName, Function.identity()));

    private final boolean repeatable;

    MessageType(boolean repeatable) {
        this.repeatable = repeatable;
    }

    /// Whether it may be in data that is sent before the handshake has ended, which an observer can send again.
    public boolean isEarlyData() {
        return repeatable;
    }

    /// Whether its receiver answers it with an acknowledgement. A `hello` is answered by `welcome` or `refuse`.
    public boolean isAcknowledged() {
        return switch (this) {
            case ACK, HELLO, WELCOME, REFUSE, OPEN, PING, PONG -> false;
            case HEARTBEAT, TASK, TASK_COMPLETE, ERROR, DRAIN -> true;
        };
    }

    public static Optional<MessageType> of(String wireName) {
        return Optional.ofNullable(BY_NAME.get(wireName));
    }

    /// `task_complete`
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
