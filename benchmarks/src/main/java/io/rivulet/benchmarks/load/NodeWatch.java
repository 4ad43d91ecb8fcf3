// SPDX-License-Identifier: Apache-2.0
package io.rivulet.benchmarks.load;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;

/// What a node and this driver spend: processors, pauses, memory.
final class NodeWatch {
    private static final Pattern PAUSE = Pattern.compile("Pause .* ([\\d.]+)ms$");
    private static final Pattern USED = Pattern.compile("used (\\d+)K");
    private final long pid;
    private final Path gcLog;

    /// @param gcLog as [#flags] made it
    NodeWatch(long pid, Path gcLog) {
        this.pid = pid;
        this.gcLog = gcLog;
    }

    /// What the node's JVM has to be started with.
    static List<String> flags(Path gcLog) {
        return List.of("-Xlog:gc:file=" + gcLog + ":none");
    }

    Duration processorTime() {
        return of(ProcessHandle.of(pid).orElseThrow());
    }

    static Duration ownProcessorTime() {
        return of(ProcessHandle.current());
    }

    private static Duration of(ProcessHandle process) {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    /// Pauses of the collector so far.
    long pauses() throws IOException {
        try (Stream<String> lines = Files.lines(gcLog)) {
            return lines.filter(line -> PAUSE.matcher(line).find()).count();
        }
    }

    /// Microseconds, without the first ones.
    Histogram pauses(long after) throws IOException {
        var micros = new Histogram(3);
        try (Stream<String> lines = Files.lines(gcLog)) {
            lines.map(PAUSE::matcher)
                    .filter(Matcher::find)
                    .skip(after)
                    .forEach(pause -> micros.recordValue((long) (Double.parseDouble(pause.group(1)) * 1000)));
        }
        return micros;
    }

    /// Mebibytes in use after a full collection, which this asks for.
    double liveMebibytes() throws IOException, InterruptedException {
        jcmd("GC.run");
        Matcher used = USED.matcher(jcmd("GC.heap_info"));
        if (!used.find()) {
            throw new IOException("jcmd tells no used heap");
        }
        return Long.parseLong(used.group(1)) / 1024.0;
    }

    private String jcmd(String command) throws IOException, InterruptedException {
        Process jcmd = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(), Long.toString(pid), command)
                .redirectErrorStream(true)
                .start();
        String told = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (jcmd.waitFor() != 0) {
            throw new IOException("jcmd " + command + ": " + told);
        }
        return told;
    }
}
