// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.insight;

import io.rivulet.actors.store.Database;
import io.rivulet.http.node.Insight;
import io.rivulet.node.log.LogLevels;
import io.rivulet.node.log.RecentLines;
import java.io.IOException;
import java.lang.management.LockInfo;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Of a node.
///
/// @param folder for what is written on the way
/// @param levels null where the log is another program's
/// @param recent null where the log is another program's
public record ProcessInsight(
        Supplier<String> processFigures,
        List<Setting> settings,
        Path folder,
        Database database,
        @Nullable LogLevels levels,
        @Nullable RecentLines recent)
        implements Insight {
    @Override
    public String figures() {
        return processFigures.get();
    }

    @Override
    public Map<String, String> logLevels() {
        return levels == null ? Map.of() : levels.all();
    }

    @Override
    public void logLevel(String logger, String level) {
        if (levels == null) {
            Insight.super.logLevel(logger, level);
        } else {
            levels.set(logger, level);
        }
    }

    @Override
    public Map<String, byte[]> evidence(Duration recording) throws IOException {
        Map<String, byte[]> files = new HashMap<>();
        files.put("recording.jfr", FlightRecording.of(recording, folder));
        files.put("threads.txt", threads().getBytes(StandardCharsets.UTF_8));
        if (recent != null) {
            files.put("log.jsonl", recent.text());
        }
        return files;
    }

    /// In the data folder, since nowhere else is there room for it for sure.
    @Override
    public Optional<Path> backup() throws IOException {
        Path file = Files.createTempFile(folder, "backup", ".zip");
        if (!database.backUp(file)) {
            Files.delete(file);
            return Optional.empty();
        }
        return Optional.of(file);
    }

    private static String threads() {
        StringBuilder text = new StringBuilder();
        for (ThreadInfo each : ManagementFactory.getThreadMXBean().dumpAllThreads(true, true)) {
            text.append('"').append(each.getThreadName()).append("\" ").append(each.getThreadState());
            LockInfo lock = each.getLockInfo();
            if (lock != null) {
                text.append(" on ").append(lock);
                if (each.getLockOwnerName() != null) {
                    text.append(" of \"").append(each.getLockOwnerName()).append('"');
                }
            }
            text.append('\n');
            for (StackTraceElement frame : each.getStackTrace()) {
                text.append("    at ").append(frame).append('\n');
            }
            text.append('\n');
        }
        return text.toString();
    }
}
