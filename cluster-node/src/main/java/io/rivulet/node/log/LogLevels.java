// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// How much this process's log tells, changed while it runs.
/// **Thread** any. **Bounded by** [#MOST_CHANGED] loggers, since each one stays in memory.
public final class LogLevels {
    static final int MOST_CHANGED = 100;

    /// What is ours and what carries us: others' words might hold what is nobody's business.
    private static final Pattern ALLOWED =
            Pattern.compile("(?:io\\.rivulet|org\\.apache\\.pekko)(?:\\.[A-Za-z0-9_$]{1,60}){0,10}");

    private static final Set<String> ALWAYS = Set.of("io.rivulet.audit", "io.rivulet.alert", "io.rivulet.event");

    private final LoggerContext context;
    private final Map<String, @Nullable Level> atStart = new TreeMap<>();

    public LogLevels(LoggerContext context) {
        this.context = context;
    }

    /// Of loggers that have a level of their own.
    public Map<String, String> all() {
        Map<String, String> all = new TreeMap<>();
        for (Logger each : context.getLoggerList()) {
            if (each.getLevel() != null) {
                all.put(each.getName(), each.getLevel().toString());
            }
        }
        return all;
    }

    /// @param level empty: the one of the start
    /// **Errors** [IllegalArgumentException].
    public synchronized void set(String logger, String level) {
        if (ALWAYS.contains(logger)) {
            throw new IllegalArgumentException("who did what, alerts and events are told always");
        }
        if (!ALLOWED.matcher(logger).matches()) {
            throw new IllegalArgumentException("the logger has to be one below io.rivulet or org.apache.pekko");
        }
        Level wanted = Level.toLevel(level, null);
        if (!level.isEmpty() && (wanted == null || wanted == Level.ALL)) {
            throw new IllegalArgumentException("the level has to be OFF, ERROR, WARN, INFO, DEBUG, TRACE or empty");
        }
        if (!atStart.containsKey(logger) && atStart.size() == MOST_CHANGED) {
            throw new IllegalArgumentException(
                    MOST_CHANGED + " loggers were changed already: set those, or start anew");
        }
        Logger changed = context.getLogger(logger);
        if (!atStart.containsKey(logger)) {
            atStart.put(logger, changed.getLevel());
        }
        changed.setLevel(level.isEmpty() ? atStart.get(logger) : wanted);
    }
}
