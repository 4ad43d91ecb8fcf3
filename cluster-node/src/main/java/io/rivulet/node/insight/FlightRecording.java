// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.insight;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import jdk.jfr.Configuration;
import jdk.jfr.Recording;

/// What the JVM's flight recorder sees for a while, without what tells of secrets: the environment, properties and
/// command
/// lines, of this process and of others.
/// **Bounded by** [#MOST_BYTES].
final class FlightRecording {
    static final long MOST_BYTES = 32L << 20;

    private static final String[] SILENT = {
        "jdk.InitialEnvironmentVariable",
        "jdk.InitialSystemProperty",
        "jdk.JVMInformation",
        "jdk.SystemProcess",
        "jdk.JavaAgent",
        "jdk.NativeAgent",
        "jdk.StringFlag",
        "jdk.StringFlagChanged"
    };

    private FlightRecording() {}

    /// **Thread** blocks for the time given.
    ///
    /// @param folder for the file, which does not stay
    static byte[] of(Duration time, Path folder) throws IOException {
        Path file = Files.createTempFile(folder, "recording", ".jfr");
        try (Recording recording = new Recording(Configuration.getConfiguration("default"))) {
            for (String event : SILENT) {
                recording.disable(event);
            }
            recording.setMaxSize(MOST_BYTES);
            recording.start();
            long until = System.nanoTime() + time.toNanos();
            for (long left = time.toNanos(); left > 0; left = until - System.nanoTime()) {
                LockSupport.parkNanos(left);
                if (Thread.currentThread().isInterrupted()) {
                    break;
                }
            }
            recording.stop();
            recording.dump(file);
            return Files.readAllBytes(file);
        } catch (ParseException unreadable) {
            throw new IOException(unreadable);
        } finally {
            Files.deleteIfExists(file);
        }
    }
}
