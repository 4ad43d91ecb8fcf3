// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.cli;

import io.rivulet.node.console.CommandFailure;
import io.rivulet.node.console.Console;
import io.rivulet.node.console.ExitCode;
import io.rivulet.serialization.recording.RecordedFrame;
import io.rivulet.serialization.recording.RecordingException;
import io.rivulet.serialization.recording.RecordingReader;
import io.rivulet.serialization.recording.ReplayPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `rivulet replay FILE`: plays a recording of a field stream.
@Command(
        name = "replay",
        mixinStandardHelpOptions = true,
        description = {
            "Plays a recording of a field stream: each of its messages, as one line of JSON, when it is due.",
            "Messages have their recorded payload, the present time, and \"replay\":true.",
            "A file that was cut off or changed is played up to there; then the place is told, with exit code 2."
        })
final class ReplayCommand implements Callable<Integer> {
    private static final double MOST_SPEED = 1e6;

    private final Console console;

    @Parameters(paramLabel = "FILE", description = "The recording, gzip or not.")
    private String file = "";

    @Option(
            names = "--speed",
            paramLabel = "X",
            defaultValue = "1",
            description = "X times as fast as it was recorded; 0: as fast as it is read (default: ${DEFAULT-VALUE}).")
    private double speed;

    @Option(names = "--from", paramLabel = "N", description = "Begins with the message of sequence N.")
    private @Nullable Long from;

    @Option(names = "--to", paramLabel = "N", description = "Ends with the message of sequence N.")
    private @Nullable Long to;

    @Option(names = "--loop", description = "Begins anew at the end, until Ctrl-C.")
    private boolean loop;

    @Option(names = "--check", description = "Plays nothing: says whether the file is whole.")
    private boolean check;

    ReplayCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws InterruptedException {
        if (!(speed >= 0 && speed <= MOST_SPEED)) {
            throw CommandFailure.badInput("--speed has to be a number from 0 to 1000000");
        }
        var plan = new ReplayPlan(speed, from == null ? Long.MIN_VALUE : from, to == null ? Long.MAX_VALUE : to);
        try {
            boolean again;
            do {
                try (RecordingReader recording = RecordingReader.open(Files.newInputStream(console.resolve(file)))) {
                    if (check) {
                        check(recording);
                        again = false;
                    } else {
                        // What plays nothing would begin anew for ever.
                        again = play(recording, plan) && loop;
                    }
                }
            } while (again);
        } catch (NoSuchFileException absent) {
            throw CommandFailure.badInput(file + ": no such file");
        } catch (RecordingException unfit) {
            throw CommandFailure.badInput(file + ": " + unfit.getMessage());
        } catch (IOException unreadable) {
            throw CommandFailure.badInput(file + ": can't be read: " + unreadable.getMessage());
        }
        return ExitCode.OK;
    }

    /// **Returns** whether something was played, and somebody still reads it.
    private boolean play(RecordingReader recording, ReplayPlan plan) throws IOException, InterruptedException {
        long began = System.nanoTime();
        double firstMillis = Double.NaN;
        for (RecordedFrame frame = recording.next(); frame != null; frame = recording.next()) {
            if (!plan.plays(frame)) {
                continue;
            }
            if (Double.isNaN(firstMillis)) {
                firstMillis = frame.millis();
            }
            long left = plan.dueNanos(frame, firstMillis) - (System.nanoTime() - began);
            if (left > 0) {
                TimeUnit.NANOSECONDS.sleep(left);
            }
            console.out().println(ReplayPlan.played(frame, System.currentTimeMillis()));
            if (console.out().checkError()) {
                // Whoever read it is gone.
                return false;
            }
        }
        return !Double.isNaN(firstMillis);
    }

    private void check(RecordingReader recording) throws IOException {
        double last = 0;
        for (RecordedFrame frame = recording.next(); frame != null; frame = recording.next()) {
            last = frame.millis();
        }
        console.out()
                .println(file + ": whole, a recording of " + recording.header().streamType() + ", " + recording.frames()
                        + " messages in " + Math.round(last) + " ms");
    }
}
