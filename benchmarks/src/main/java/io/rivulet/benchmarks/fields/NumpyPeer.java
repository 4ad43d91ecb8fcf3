// SPDX-License-Identifier: Apache-2.0
package io.rivulet.benchmarks.fields;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.lang.ProcessBuilder.Redirect;
import java.util.List;

/// The same engine and figures in NumPy, a process that is asked for a round at a time.
final class NumpyPeer implements AutoCloseable {
    private final Process process;
    private final Writer asks;
    private final BufferedReader answers;

    /// One round: seconds per step with figures, and the last mean and deviation of the potential, in mV.
    record Round(double secondsPerStep, double mean, double deviation, String version) {}

    /// @param command a Python with NumPy, and the script
    NumpyPeer(List<String> command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(Redirect.INHERIT);
        builder.environment().put("OMP_NUM_THREADS", "1");
        process = builder.start();
        asks = process.outputWriter(UTF_8);
        answers = process.inputReader(UTF_8);
    }

    Round round(int size, int steps) throws IOException {
        asks.write(size + " " + steps + " 1\n");
        asks.flush();
        String line = answers.readLine();
        if (line == null) {
            throw new IOException("the peer ended");
        }
        String[] words = line.split(" ");
        return new Round(
                Double.parseDouble(words[0]), Double.parseDouble(words[1]), Double.parseDouble(words[2]), words[3]);
    }

    @Override
    public void close() throws IOException {
        asks.close();
        process.destroy();
    }
}
