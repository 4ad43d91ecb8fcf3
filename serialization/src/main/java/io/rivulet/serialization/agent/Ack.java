// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.agent;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What became of a message.
///
/// @param code why it failed or was rejected, such as `UNKNOWN_TYPE`
/// @param response what the sender asked for
public record Ack(
        String messageId,
        Status status,
        @Nullable String code,
        @Nullable String detail,
        @Nullable Long retryAfterMs,
        @Nullable JsonNode response) {

    public enum Status {
        /// In memory, not safe.
        RECEIVED,
        /// Its effect is durable.
        PROCESSED,
        /// It was processed before; the answer is the first one.
        DUPLICATE,
        /// It may be sent again under the same id.
        FAILED,
        /// It must not be sent again.
        REJECTED;

        /// Whether its sender may forget it.
        public boolean isFinal() {
            return this == PROCESSED || this == DUPLICATE || this == REJECTED;
        }

        @JsonValue
        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }

        @JsonCreator
        public static Status of(String wireName) {
            return valueOf(wireName.toUpperCase(Locale.ROOT));
        }
    }

    public static Ack of(String messageId, Status status) {
        return new Ack(messageId, status, null, null, null, null);
    }

    public static Ack rejected(String messageId, String code, String detail) {
        return new Ack(messageId, Status.REJECTED, code, detail, null, null);
    }

    public static Ack failed(String messageId, String code, String detail, long retryAfterMs) {
        return new Ack(messageId, Status.FAILED, code, detail, retryAfterMs, null);
    }

    /// The same answer to the same message when it comes again.
    public Ack repeated() {
        return status == Status.PROCESSED
                ? new Ack(messageId, Status.DUPLICATE, code, detail, retryAfterMs, response)
                : this;
    }
}
