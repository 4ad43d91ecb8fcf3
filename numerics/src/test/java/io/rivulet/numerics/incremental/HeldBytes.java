// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.incremental;

import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;

/// Bytes of all that can be reached from an object, by the layout of a 64-bit JVM with compressed references: arrays
/// of 16 bytes and their elements, objects of 12 and their fields, rounded up to 8. Of the classes of the JDK only what
/// collections hold is followed and their nodes are not counted, which is little beside vectors.
final class HeldBytes {
    private static final int ARRAY_HEADER = 16;
    private static final int OBJECT_HEADER = 12;
    private static final int REFERENCE = 4;

    private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Deque<Object> open = new ArrayDeque<>();

    private HeldBytes() {}

    static long of(Object root) throws IllegalAccessException {
        HeldBytes walk = new HeldBytes();
        walk.reach(root);
        long bytes = 0;
        while (!walk.open.isEmpty()) {
            long size = walk.size(walk.open.remove());
            bytes += (size + 7) / 8 * 8;
        }
        return bytes;
    }

    private void reach(Object object) {
        if (object != null && !(object instanceof Class<?>) && !(object instanceof Enum<?>) && seen.add(object)) {
            open.add(object);
        }
    }

    private long size(Object object) throws IllegalAccessException {
        Class<?> type = object.getClass();
        if (type.isArray()) {
            int length = Array.getLength(object);
            if (object instanceof Object[] elements) {
                for (Object each : elements) {
                    reach(each);
                }
            }
            return ARRAY_HEADER + (long) length * width(type.getComponentType());
        }
        if (type.getName().startsWith("io.rivulet.")) {
            return fields(object, type);
        }
        if (object instanceof Collection<?> collection) {
            collection.forEach(this::reach);
        } else if (object instanceof Map<?, ?> map) {
            map.keySet().forEach(this::reach);
            map.values().forEach(this::reach);
        }
        return 0;
    }

    private long fields(Object object, Class<?> type) throws IllegalAccessException {
        long size = OBJECT_HEADER;
        for (Class<?> each = type; each != Object.class; each = each.getSuperclass()) {
            for (Field field : each.getDeclaredFields()) {
                if (Modifier.isStatic(field.getModifiers())) {
                    continue;
                }
                size += width(field.getType());
                if (!field.getType().isPrimitive()) {
                    field.setAccessible(true);
                    reach(field.get(object));
                }
            }
        }
        return size;
    }

    private static int width(Class<?> type) {
        if (!type.isPrimitive()) {
            return REFERENCE;
        }
        return switch (type.getName()) {
            case "long", "double" -> 8;
            case "int", "float" -> 4;
            case "short", "char" -> 2;
            default -> 1;
        };
    }
}
