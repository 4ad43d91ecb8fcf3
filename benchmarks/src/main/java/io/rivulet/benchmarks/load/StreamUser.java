// SPDX-License-Identifier: Apache-2.0
package io.rivulet.benchmarks.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// One user: opens a session at its intended time and reads the stream as it comes, or stops reading after the first
/// line.
///
/// **Thread** [#run] on one of its own; what it has counted may be read from any.
final class StreamUser implements Runnable {
    private static final String TIMESTAMP = "\"timestamp\":\"";
    private static final String ITERATION = "\"iteration\":";
    private static final String OPENED = "{\"type\":\"session_opened\"";

    private final int port;
    private final String request;
    private final long intendedNanos;
    private final boolean reads;
    private final Measured measured;
    private final CountDownLatch opened = new CountDownLatch(1);
    private volatile @Nullable Socket socket;
    private volatile @Nullable String session;
    private volatile @Nullable String failure;
    private volatile boolean over;
    private volatile long lines;
    private volatile long bytes;
    private volatile long iteration;

    StreamUser(int port, String request, long intendedNanos, boolean reads, Measured measured) {
        this.port = port;
        this.request = request;
        this.intendedNanos = intendedNanos;
        this.reads = reads;
        this.measured = measured;
    }

    @Override
    public void run() {
        try (var connection = new Socket()) {
            TimeUnit.NANOSECONDS.sleep(intendedNanos - System.nanoTime());
            if (!reads) {
                connection.setReceiveBufferSize(4096);
            }
            connection.connect(new java.net.InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            socket = connection;
            byte[] body = request.getBytes(StandardCharsets.US_ASCII);
            var out = connection.getOutputStream();
            out.write(("POST /api/v1/solve-stream HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                            + "Content-Length: " + body.length + "\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            out.write(body);
            var answer = new ChunkedAnswer(connection.getInputStream());
            String first = answer.next();
            if (first == null || !first.startsWith(OPENED)) {
                throw new IOException("the first line is " + first);
            }
            measured.firstLine(System.nanoTime() - intendedNanos);
            session = answer.header("X-Session-Id");
            opened.countDown();
            if (reads) {
                read(answer);
            } else {
                Thread.sleep(Long.MAX_VALUE);
            }
        } catch (IOException | UncheckedIOException broken) {
            failed(broken.toString());
        } catch (InterruptedException stopped) {
            // Told to end.
        } finally {
            opened.countDown();
        }
    }

    private void read(ChunkedAnswer answer) throws IOException {
        for (String line = answer.next(); line != null; line = answer.next()) {
            lines++;
            bytes = answer.bytes();
            int stamp = line.indexOf(TIMESTAMP) + TIMESTAMP.length();
            Instant written = Instant.parse(line.substring(stamp, line.indexOf('"', stamp)));
            measured.line(written.until(Instant.now(), ChronoUnit.MICROS));
            int counted = line.indexOf(ITERATION);
            if (counted > 0) {
                int from = counted + ITERATION.length();
                int to = from;
                while (Character.isDigit(line.charAt(to))) {
                    to++;
                }
                iteration = Long.parseLong(line, from, to, 10);
            }
        }
        failed("the stream ended");
    }

    private void failed(String why) {
        if (!over) {
            failure = why;
        }
    }

    /// Waits until the first line was read or the session failed to open.
    void awaitOpen() throws InterruptedException {
        opened.await();
    }

    /// Null until it is open.
    @Nullable
    String session() {
        return session;
    }

    /// Why its stream is no longer read, null while it is.
    @Nullable
    String failure() {
        return failure;
    }

    long lines() {
        return lines;
    }

    long bytes() {
        return bytes;
    }

    /// As the last line said that told one.
    long iteration() {
        return iteration;
    }

    void end(Thread running) {
        over = true;
        running.interrupt();
        Socket open = socket;
        try {
            if (open != null) {
                open.close();
            }
        } catch (IOException closing) {
            // It is given up.
        }
    }
}
