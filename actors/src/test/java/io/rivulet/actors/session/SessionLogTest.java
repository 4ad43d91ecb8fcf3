// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.rivulet.serialization.event.SessionSettings;
import io.rivulet.serialization.event.SessionSettings.Inherited;
import io.rivulet.serialization.event.SessionSettings.LogLevel;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

class SessionLogTest {
    private static final UUID ID = UUID.fromString("11111111-2222-4333-8444-555555555555");

    private final Logger logger = (Logger) LoggerFactory.getLogger("io.rivulet.event");
    private final ListAppender<ILoggingEvent> told = new ListAppender<>();
    private final SessionLog log = new SessionLog(ID);

    @BeforeEach
    void listen() {
        logger.setLevel(Level.TRACE);
        told.start();
        logger.addAppender(told);
    }

    @AfterEach
    void stop() {
        logger.detachAppender(told);
        logger.setLevel(null);
    }

    @Test
    void aLineNamesTheSessionAndItsFacts() {
        log.tell(LogLevel.INFO, "session_start", "node={} rows={}", "node-1", 3);
        assertThat(lines()).containsExactly("session_start session=" + ID + " node=node-1 rows=3");
        assertThat(told.list.getFirst().getLevel()).isEqualTo(Level.INFO);
    }

    @ParameterizedTest
    @CsvSource({"ERROR, 0", "WARN, 0", "INFO, 1", "DEBUG, 2", "TRACE, 3"})
    void asMuchIsToldAsTheWorkflowSays(LogLevel level, int lines) {
        log.follow(SessionSettings.DEFAULTS.toBuilder()
                .inherited(new Inherited("flow", true, 0, 0, true, level, true))
                .build());
        log.tell(LogLevel.INFO, "a", "");
        log.tell(LogLevel.DEBUG, "b", "");
        log.tell(LogLevel.TRACE, "c", "");
        assertThat(lines()).hasSize(lines);
    }

    private List<String> lines() {
        return told.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }
}
