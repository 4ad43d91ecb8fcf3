// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every schema of the interface says what it takes: a type, or ways or values to choose from; and each of its required
/// properties is one that it describes.
class EverySchemaTest {
    static Stream<Method> schemas() {
        return Stream.of(
                        AnswerSchemas.class,
                        LineSchemas.class,
                        PatternSchemas.class,
                        SessionSchemas.class,
                        StatusSchemas.class,
                        SwarmSchemas.class,
                        TaskSchemas.class)
                .flatMap(type -> Stream.of(type.getDeclaredMethods()))
                .filter(method -> Modifier.isStatic(method.getModifiers()) && Modifier.isPublic(method.getModifiers()))
                .filter(method -> method.getReturnType() == Schema.class && method.getParameterCount() == 0);
    }

    @ParameterizedTest
    @MethodSource("schemas")
    void saysWhatItTakes(Method made) throws ReflectiveOperationException {
        Map<String, Object> schema = ((Schema) made.invoke(null)).map();
        assertThat(schema.keySet()).containsAnyOf("type", "oneOf", "anyOf", "enum", "const");
        if (schema.get("required") instanceof List<?> required && schema.get("properties") instanceof Map<?, ?> known) {
            assertThat(known.keySet().containsAll(required)).as(made.getName()).isTrue();
        }
    }
}
