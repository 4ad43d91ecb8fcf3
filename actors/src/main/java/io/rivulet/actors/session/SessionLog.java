// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session;

import io.rivulet.serialization.event.SessionSettings;
import io.rivulet.serialization.event.SessionSettings.LogLevel;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/// What a session tells the log of itself: as much as the workflow says that it was opened under. Alerts are not of it.
/// **Thread** the session's.
final class SessionLog {
    /// Is open for every kind; what is told is for each session to say.
    private static final Logger log = LoggerFactory.getLogger("io.rivulet.event");

    private final UUID id;
    private LogLevel level = LogLevel.DEFAULT;

    SessionLog(UUID id) {
        this.id = id;
    }

    void follow(SessionSettings settings) {
        level = settings.logLevel();
    }

    /// @param event its word, which comes first in the line
    /// @param facts `name={}` for each of `values`
    void tell(LogLevel kind, String event, String facts, Object... values) {
        if (level.tells(kind)) {
            Object[] all = new Object[values.length + 1];
            all[0] = id;
            System.arraycopy(values, 0, all, 1, values.length);
            log.atLevel(Level.valueOf(kind.name())).log(event + " session={} " + facts, all);
        }
    }
}
