// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.log;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.OutputStreamAppender;
import io.rivulet.node.settings.TelemetrySettings.Format;
import java.util.Iterator;
import org.slf4j.ILoggerFactory;
import org.slf4j.LoggerFactory;

/// Has this process write its log as its settings say.
public final class LogOutput {
    private LogOutput() {}

    /// From here on; the log is the process's, so that the last one who says it has it.
    ///
    /// @param node named in each line
    public static void write(Format format, String node) {
        ILoggerFactory factory = LoggerFactory.getILoggerFactory();
        if (format == Format.JSON && factory instanceof LoggerContext context) {
            Iterator<Appender<ILoggingEvent>> appenders =
                    context.getLogger(Logger.ROOT_LOGGER_NAME).iteratorForAppenders();
            while (appenders.hasNext()) {
                if (appenders.next() instanceof OutputStreamAppender<ILoggingEvent> stream) {
                    var lines = new JsonLines(node);
                    lines.setContext(context);
                    lines.start();
                    stream.setEncoder(lines);
                }
            }
        }
    }
}
