// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class LogLevelsTest {
    private final LoggerContext context = new LoggerContext();
    private final LogLevels levels = new LogLevels(context);

    @Test
    void aLevelHoldsUntilTheOneOfTheStartIsAskedFor() {
        context.getLogger("io.rivulet").setLevel(Level.INFO);
        Logger routes = context.getLogger("io.rivulet.http.route");
        levels.set("io.rivulet", "WARN");
        assertThat(routes.isInfoEnabled()).isFalse();
        levels.set("io.rivulet.http", "TRACE");
        assertThat(routes.isTraceEnabled()).isTrue();
        assertThat(levels.all()).containsEntry("io.rivulet", "WARN").containsEntry("io.rivulet.http", "TRACE");
        levels.set("io.rivulet.http", "");
        levels.set("io.rivulet", "");
        assertThat(routes.getEffectiveLevel()).isEqualTo(Level.INFO);
        assertThat(levels.all()).doesNotContainKey("io.rivulet.http");
    }

    @Test
    void othersLoggersTheAuditLogAndMoreThanAHundredAreRefused() {
        for (String logger :
                new String[] {"", "ROOT", "com.zaxxer", "io.rivuletx", "io.rivulet.audit", "io.rivulet. x"}) {
            assertThatThrownBy(() -> levels.set(logger, "DEBUG")).isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> levels.set("io.rivulet", "LOUD")).isInstanceOf(IllegalArgumentException.class);
        for (int k = 0; k < LogLevels.MOST_CHANGED; k++) {
            levels.set("io.rivulet.k" + k, "DEBUG");
        }
        assertThatThrownBy(() -> levels.set("io.rivulet.more", "DEBUG")).hasMessageContaining("start anew");
        levels.set("io.rivulet.k0", "INFO");
    }

    @Test
    void theLastLinesAreKeptAndNoMore() {
        context.setMDCAdapter(new LogbackMDCAdapter());
        var recent = new RecentLines("node-1");
        recent.setContext(context);
        recent.start();
        Logger logger = context.getLogger("io.rivulet.some");
        logger.addAppender(recent);
        for (int k = 0; k < RecentLines.MOST_LINES + 5; k++) {
            logger.info("line number={}", k);
        }
        String text = new String(recent.text(), StandardCharsets.UTF_8);
        assertThat(text.lines()).hasSize(RecentLines.MOST_LINES);
        assertThat(text.lines().findFirst().orElseThrow()).contains("\"number\":5}");
        logger.info("long {}", "x".repeat(10_000));
        assertThat(new String(recent.text(), StandardCharsets.UTF_8).lines())
                .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(RecentLines.MOST_BYTES + 2));
    }
}
