// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.task;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import io.rivulet.serialization.event.CodecException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;

/// Events and snapshots of tasks as they are stored: CBOR maps under their manifests, which never change. A field that
/// is added is absent in what was stored before.
/// **Thread** any.   **Errors** [CodecException].
public final class TaskCodec {
    private static final Map<String, Class<?>> TYPES = Map.of(
            "task/submitted/1", TaskEvent.Submitted.class,
            "task/leased/1", TaskEvent.Leased.class,
            "task/returned/1", TaskEvent.Returned.class,
            "task/finished/1", TaskEvent.Finished.class,
            "task/cancelled/1", TaskEvent.Cancelled.class,
            "task/snapshot/1", TaskSnapshot.class);

    private static final ObjectMapper MAPPER = CBORMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private TaskCodec() {}

    /// `task/submitted/1`
    public static String manifest(Object stored) {
        return TYPES.entrySet().stream()
                .filter(each -> each.getValue() == stored.getClass())
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow(
                        () -> new IllegalArgumentException("nothing that is stored of tasks: " + stored.getClass()));
    }

    public static byte[] encode(Object stored) {
        try {
            return MAPPER.writeValueAsBytes(stored);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    public static Object decode(String manifest, byte[] bytes) {
        Class<?> type = TYPES.get(manifest);
        if (type == null) {
            throw new CodecException("unknown manifest " + manifest + "; was it written by a later release?");
        }
        try {
            return MAPPER.readValue(bytes, type);
        } catch (IOException unreadable) {
            throw new CodecException(manifest + " can't be read: " + unreadable.getMessage());
        }
    }
}
