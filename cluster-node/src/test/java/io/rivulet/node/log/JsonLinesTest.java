// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class JsonLinesTest {
    private final JsonLines lines = new JsonLines("node-1");
    private final Logger logger = new LoggerContext().getLogger("io.rivulet.event");

    private JsonNode written(@Nullable Throwable thrown, Map<String, String> known, String message, Object... arguments)
            throws Exception {
        var event = new LoggingEvent(JsonLinesTest.class.getName(), logger, Level.WARN, message, thrown, arguments);
        event.setMDCPropertyMap(known);
        String line = new String(lines.encode(event), StandardCharsets.UTF_8);
        assertThat(line).endsWith("\n").doesNotContain("\n\n");
        assertThat(line.indexOf('\n')).isEqualTo(line.length() - 1);
        return new ObjectMapper().readTree(line);
    }

    @Test
    void whatAMessageSaysIsAFieldAndTheSessionIsNamedAsEverywhere() throws Exception {
        UUID session = UUID.randomUUID();
        JsonNode line = written(
                null,
                Map.of(),
                "session_start session={} rows={} share={} of {} odd={}",
                session,
                7L,
                0.5,
                "unnamed",
                Double.NaN);
        assertThat(line.get("level").asText()).isEqualTo("WARN");
        assertThat(line.get("logger").asText()).isEqualTo("io.rivulet.event");
        assertThat(line.get("node").asText()).isEqualTo("node-1");
        assertThat(line.get("session_id").asText()).isEqualTo(session.toString());
        assertThat(line.get("message").asText())
                .isEqualTo("session_start session=" + session + " rows=7 share=0.5 of unnamed odd=NaN");
        assertThat(line.at("/fields/rows").isIntegralNumber()).isTrue();
        assertThat(line.at("/fields/share").asDouble()).isEqualTo(0.5);
        assertThat(line.at("/fields/odd").asText()).isEqualTo("NaN");
        assertThat(line.get("fields")).hasSize(3);
        assertThat(line.has("stack")).isFalse();
    }

    @Test
    void whatIsKnownOfTheThreadIsToldWhereTheMessageDoesNot() throws Exception {
        Map<String, String> known = Map.of("trace_id", "4bf92f3577b34da6a3ce929d0e0e4736", "other", "not told");
        JsonNode line = written(null, known, "a line");
        assertThat(line.get("trace_id").asText()).isEqualTo("4bf92f3577b34da6a3ce929d0e0e4736");
        assertThat(line.has("other")).isFalse();
        assertThat(line.has("session_id")).isFalse();
        assertThat(line.has("fields")).isFalse();
    }

    @Test
    void aStackIsOneFieldAndNoTextIsWithoutEnd() throws Exception {
        JsonNode line = written(new IllegalStateException("bad\nnews"), Map.of(), "failed");
        assertThat(line.get("stack").asText()).contains("IllegalStateException: bad\nnews", "JsonLinesTest");
        JsonNode longest = written(null, Map.of(), "x=" + "{}", "y".repeat(1 << 20));
        assertThat(longest.get("message").asText()).hasSize(JsonLines.MOST_CHARACTERS + 1);
        assertThat(longest.at("/fields/x").asText()).hasSize(JsonLines.MOST_CHARACTERS + 1);
    }
}
