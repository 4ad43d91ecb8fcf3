// SPDX-License-Identifier: Apache-2.0
package io.rivulet.benchmarks.load;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.Recorder;

/// Verifications in an open loop: each has an intended start, from which its time is taken. So many are asked at one
/// time as there are callers; when all wait, the next ones are late, and that counts.
final class PacedCalls {
    private static final int CALLERS = 64;
    static final int PROBES = 10;

    private final HttpClient http;
    private final URI verify;
    private final List<String> sessions;
    private final int perSecond;
    private final Recorder micros = new Recorder(3);
    private final AtomicLong next = new AtomicLong();
    private final AtomicLong answered = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();

    PacedCalls(HttpClient http, URI verify, List<String> sessions, int perSecond) {
        this.http = http;
        this.verify = verify;
        this.sessions = List.copyOf(sessions);
        this.perSecond = perSecond;
    }

    /// Returns when all callers have ended.
    void run(int seconds) throws InterruptedException {
        long start = System.nanoTime();
        long total = (long) perSecond * seconds;
        List<Thread> callers = new ArrayList<>();
        for (int k = 0; k < CALLERS; k++) {
            callers.add(Thread.ofVirtual().start(() -> {
                for (long call = next.getAndIncrement(); call < total; call = next.getAndIncrement()) {
                    ask(call, start + (long) (call * 1e9 / perSecond));
                }
            }));
        }
        for (Thread caller : callers) {
            caller.join();
        }
    }

    private void ask(long call, long due) {
        try {
            TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
            String body = "{\"session_id\":\"" + sessions.get((int) (call % sessions.size()))
                    + "\",\"strategy\":\"random_probe\",\"probe_count\":" + PROBES + "}";
            HttpResponse<Void> answer = http.send(
                    HttpRequest.newBuilder(verify)
                            .header("Content-Type", "application/json")
                            .POST(HttpRequest.BodyPublishers.ofString(body))
                            .build(),
                    HttpResponse.BodyHandlers.discarding());
            (answer.statusCode() == 200 ? answered : failed).incrementAndGet();
            micros.recordValue(TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - due));
        } catch (IOException lost) {
            failed.incrementAndGet();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    long answered() {
        return answered.get();
    }

    long failed() {
        return failed.get();
    }

    org.HdrHistogram.Histogram micros() {
        return micros.getIntervalHistogram();
    }
}
