// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.log;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.OutputStreamAppender;
import io.rivulet.node.settings.TelemetrySettings.Format;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/// The log of a process that is the node's own.
///
/// @param levels how much it tells
/// @param recent what it told last
public record LogOutput(LogLevels levels, RecentLines recent) {

    /// Has this process write its log as its settings say, from here on. Null where another program writes it.
    ///
    /// @param node named in each line
    public static @Nullable LogOutput write(Format format, String node) {
        if (!(LoggerFactory.getILoggerFactory() instanceof LoggerContext context)) {
            return null;
        }
        Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        Iterator<Appender<ILoggingEvent>> appenders = root.iteratorForAppenders();
        while (format == Format.JSON && appenders.hasNext()) {
            if (appenders.next() instanceof OutputStreamAppender<ILoggingEvent> stream) {
                var lines = new JsonLines(node);
                lines.setContext(context);
                lines.start();
                stream.setEncoder(lines);
            }
        }
        var recent = new RecentLines(node);
        recent.setContext(context);
        recent.start();
        root.addAppender(recent);
        return new LogOutput(new LogLevels(context), recent);
    }
}
