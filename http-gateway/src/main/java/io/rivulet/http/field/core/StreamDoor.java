// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.field.core;

/// Whether a stream may be opened at this connection, and its number.
/// **Thread** one. **Bounded by** [FieldLimits#streams].
final class StreamDoor {
    private final Endpoint endpoint;
    private final FieldLimits limits;
    private final StreamTable streams;
    private int numbers;

    StreamDoor(Endpoint endpoint, FieldLimits limits, StreamTable streams) {
        this.endpoint = endpoint;
        this.limits = limits;
        this.streams = streams;
    }

    /// One that no other stream of the connection has.
    int number() {
        return ++numbers;
    }

    void requireType(StreamType wanted) throws Payload.Unfit {
        if (!endpoint.has(wanted)) {
            throw new Payload.Unfit(FieldCode.WRONG_STREAM_TYPE, endpoint.refusal());
        }
    }

    void requireRoom(String id) throws Payload.Unfit {
        if (streams.named(id) != null) {
            throw new Payload.Unfit(FieldCode.STREAM_EXISTS, "a stream of this id is open");
        }
        if (streams.count() >= limits.streams()) {
            throw new Payload.Unfit(
                    FieldCode.TOO_MANY_STREAMS, "a connection has at most " + limits.streams() + " streams");
        }
    }
}
