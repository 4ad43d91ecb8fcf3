// SPDX-License-Identifier: Apache-2.0
package io.rivulet.benchmarks.path;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;

/// An open-loop flood of single-entry updates into one session, or several in turn, over one NDJSON request: each has
/// an
/// intended start time, and its latency is from that time to its acknowledgement, so a stall is not forgiven.
final class UpdateFlood {
    /// @param sent updates written
    /// @param acknowledged answered with `accepted: true`
    /// @param refused answered otherwise
    record Result(long sent, long acknowledged, long refused, double seconds, Histogram latencyMicros) {
        double perSecond() {
            return acknowledged / seconds;
        }
    }

    private static final int LINES_PER_CHUNK = 50;
    private static final long ANSWERS_WITHIN_S = 30;

    private UpdateFlood() {}

    static Result run(int port, String session, int rows, int perSecond, int seconds, long seed)
            throws IOException, InterruptedException {
        return run(port, List.of(session), rows, perSecond, seconds, seed, _ -> {});
    }

    /// @param each is called with every acknowledgement as it is read
    static Result run(
            int port, List<String> sessions, int rows, int perSecond, int seconds, long seed, Consumer<String> each)
            throws IOException, InterruptedException {
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
                    readAnswers(socket.getInputStream(), total, line -> {
                        each.accept(line);
                        int index = (int) (acknowledged.get() + refused.get());
                        (line.contains("\"accepted\":true") ? acknowledged : refused).incrementAndGet();
                        latency.recordValue(
                                Math.max(0, TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - intended.get(index))));
                    });
                } catch (IOException brokenOff) {
                    // The counts tell how far it came.
                } finally {
                    answered.countDown();
                }
            });
            write(socket.getOutputStream(), sessions, rows, perSecond, total, seed, intended);
            answered.await(ANSWERS_WITHIN_S, TimeUnit.SECONDS);
            double took = (System.nanoTime() - begun) / 1e9;
            reader.interrupt();
            return new Result(total, acknowledged.get(), refused.get(), took, latency);
        }
    }

    private static void write(
            OutputStream raw,
            List<String> sessions,
            int rows,
            int perSecond,
            int total,
            long seed,
            AtomicLongArray intended)
            throws IOException {
        java.util.Random values = new java.util.Random(seed);
        OutputStream out = new BufferedOutputStream(raw, 1 << 16);
        out.write(("POST /api/v1/swarm/costs HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-ndjson\r\n"
                        + "Accept: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        long start = System.nanoTime();
        StringBuilder chunk = new StringBuilder();
        for (int k = 0; k < total; k++) {
            long due = start + (long) (k * 1e9 / perSecond);
            intended.set(k, due);
            chunk.append("{\"type\":\"cost_update\",\"session_id\":\"")
                    .append(sessions.get(k % sessions.size()))
                    .append("\",\"source_node\":\"flood-")
                    .append(seed)
                    .append("\",\"sequence\":")
                    .append(k / sessions.size())
                    .append(",\"delta_costs\":{\"indices\":[")
                    .append(values.nextInt(rows))
                    .append("],\"values\":[")
                    .append(String.format(Locale.ROOT, "%.6f", values.nextDouble() - 0.5))
                    .append("]}}\n");
            if ((k + 1) % LINES_PER_CHUNK == 0 || k + 1 == total) {
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

    /// Reads a chunked answer and hands over its lines until `total` came or the answer ended.
    private static void readAnswers(InputStream raw, int total, Consumer<String> each) throws IOException {
        InputStream in = new BufferedInputStream(raw, 1 << 16);
        String status = line(in);
        if (!status.contains(" 200 ")) {
            throw new IOException(status);
        }
        while (!line(in).isEmpty()) {
            // headers
        }
        int seen = 0;
        StringBuilder current = new StringBuilder();
        while (seen < total) {
            int size = Integer.parseInt(line(in).trim(), 16);
            if (size == 0) {
                return;
            }
            for (byte b : in.readNBytes(size)) {
                if (b == '\n') {
                    each.accept(current.toString());
                    current.setLength(0);
                    seen++;
                } else {
                    current.append((char) b);
                }
            }
            line(in);
        }
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder text = new StringBuilder();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new IOException("the answer ended early");
            }
            if (b != '\r') {
                text.append((char) b);
            }
        }
        return text.toString();
    }
}
