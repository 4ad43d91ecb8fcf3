// SPDX-License-Identifier: Apache-2.0
package io.rivulet.benchmarks.load;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/// An open-loop flood of updates into one session, or several in turn, over one NDJSON request: each has an intended
/// start time, and its latency is from that time to its acknowledgement, so a stall is not forgiven.
///
/// @param sessions that get an update in turn
/// @param rows of the smallest of them
/// @param shape of an update
/// @param perSecond updates
/// @param seed of the values, and the name of the source: two floods into one session differ in it
public record UpdateFlood(List<String> sessions, int rows, Shape shape, int perSecond, long seed) {
    private static final int LINES_PER_CHUNK = 50;
    private static final double LARGEST_WAIT_S = 0.005;
    private static final long ANSWERS_WITHIN_S = 30;
    /// Prime, so that the entries of one update are different rows.
    private static final int STRIDE = 7919;

    public UpdateFlood {
        sessions = List.copyOf(sessions);
    }

    /// @param entries of one update, in as many rows
    /// @param diagonal null for changes of costs by less than a half; else the least of new diagonal values, which
    /// are up to a tenth larger
    public record Shape(int entries, @Nullable Double diagonal) {
        public static final Shape SINGLE = costs(1);

        public static Shape costs(int entries) {
            return new Shape(entries, null);
        }

        public static Shape diagonals(int entries, double least) {
            return new Shape(entries, least);
        }
    }

    /// @param sent updates written
    /// @param acknowledged answered with `accepted: true`
    /// @param refused answered otherwise
    public record Result(long sent, long acknowledged, long refused, double seconds, Histogram latencyMicros) {
        public double perSecond() {
            return acknowledged / seconds;
        }
    }

    public static UpdateFlood single(String session, int rows, int perSecond, long seed) {
        return new UpdateFlood(List.of(session), rows, Shape.SINGLE, perSecond, seed);
    }

    public Result run(int port, int seconds) throws IOException, InterruptedException {
        return run(port, seconds, _ -> {});
    }

    /// @param each is called with every acknowledgement as it is read
    public Result run(int port, int seconds, Consumer<String> each) throws IOException, InterruptedException {
        int total = perSecond * seconds;
        AtomicLongArray intended = new AtomicLongArray(total);
        AtomicLong acknowledged = new AtomicLong();
        AtomicLong refused = new AtomicLong();
        Histogram latency = new Histogram(TimeUnit.MINUTES.toMicros(5), 3);
        CountDownLatch answered = new CountDownLatch(1);
        long begun = System.nanoTime();
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setTcpNoDelay(true);
            Thread reader = Thread.ofPlatform().name("flood-reader").start(() -> {
                try {
                    var answer = new ChunkedAnswer(socket.getInputStream());
                    int index = 0;
                    for (String line = answer.next(); line != null && index < total; line = answer.next()) {
                        each.accept(line);
                        (line.contains("\"accepted\":true") ? acknowledged : refused).incrementAndGet();
                        long late = System.nanoTime() - intended.get(index++);
                        latency.recordValue(Math.max(0, TimeUnit.NANOSECONDS.toMicros(late)));
                    }
                } catch (IOException brokenOff) {
                    // The counts tell how far it came.
                } finally {
                    answered.countDown();
                }
            });
            write(socket.getOutputStream(), total, intended);
            answered.await(ANSWERS_WITHIN_S, TimeUnit.SECONDS);
            double took = (System.nanoTime() - begun) / 1e9;
            reader.interrupt();
            return new Result(total, acknowledged.get(), refused.get(), took, latency);
        }
    }

    private void write(OutputStream raw, int total, AtomicLongArray intended) throws IOException {
        var values = new Random(seed);
        var out = new BufferedOutputStream(raw, 1 << 16);
        out.write(("POST /api/v1/swarm/costs HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-ndjson\r\n"
                        + "Accept: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        long start = System.nanoTime();
        int linesPerChunk = Math.clamp(Math.round(perSecond * LARGEST_WAIT_S), 1, LINES_PER_CHUNK);
        var chunk = new StringBuilder();
        for (int k = 0; k < total; k++) {
            long due = start + (long) (k * 1e9 / perSecond);
            intended.set(k, due);
            update(chunk, k, values);
            if ((k + 1) % linesPerChunk == 0 || k + 1 == total) {
                while (System.nanoTime() < due) {
                    LockSupport.parkNanos(Math.min(200_000, due - System.nanoTime()));
                }
                byte[] bytes = chunk.toString().getBytes(StandardCharsets.US_ASCII);
                chunk.setLength(0);
                out.write((Integer.toHexString(bytes.length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
                out.write(bytes);
                out.write("\r\n".getBytes(StandardCharsets.US_ASCII));
                out.flush();
            }
        }
        out.write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    private void update(StringBuilder line, int k, Random values) {
        line.append("{\"type\":\"cost_update\",\"session_id\":\"")
                .append(sessions.get(k % sessions.size()))
                .append("\",\"source_node\":\"flood-")
                .append(seed)
                .append("\",\"sequence\":")
                .append(k / sessions.size());
        int first = values.nextInt(rows);
        Double least = shape.diagonal();
        if (least != null) {
            line.append(",\"matrix_updates\":[");
            for (int entry = 0; entry < shape.entries(); entry++) {
                int row = row(first, entry);
                line.append(entry == 0 ? "{\"row\":" : ",{\"row\":")
                        .append(row)
                        .append(",\"col\":")
                        .append(row)
                        .append(",\"new_value\":")
                        .append(number(least * (1 + values.nextDouble() / 10)))
                        .append('}');
            }
            line.append("]}\n");
            return;
        }
        var numbers = new StringBuilder();
        line.append(",\"delta_costs\":{\"indices\":[");
        for (int entry = 0; entry < shape.entries(); entry++) {
            line.append(entry == 0 ? "" : ",").append(row(first, entry));
            numbers.append(entry == 0 ? "" : ",").append(number(values.nextDouble() - 0.5));
        }
        line.append("],\"values\":[").append(numbers).append("]}}\n");
    }

    private int row(int first, int entry) {
        return (int) ((first + (long) entry * STRIDE) % rows);
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.6f", value);
    }
}
