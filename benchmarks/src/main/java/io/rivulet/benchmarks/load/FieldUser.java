// SPDX-License-Identifier: Apache-2.0
package io.rivulet.benchmarks.load;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// One viewer of fields: connects, watches a stream to its end, says goodbye, thinks, and begins again.
///
/// **Thread** [#run] on one of its own.
final class FieldUser implements Runnable {
    private static final JsonMapper JSON = new JsonMapper();
    private static final int PATIENCE_SECONDS = 60;

    /// What a viewer does; the load's own parameters of the reference.
    enum Role {
        /// Features every 100 ms, for half a minute, of the run that all such viewers share.
        FEATURES("stream_features", "{\"update_interval_ms\":100}", 30, 1, 3),
        /// A run of its own, 32 × 32, 50 steps, every fifth told.
        SIMULATION(
                "simulation_live", "{\"grid_size\":32,\"steps\":50,\"update_interval_steps\":5,\"seed\":%d}", 0, 2, 5),
        /// Features every 200 ms, for five seconds.
        SHORT_FEATURES("stream_features", "{\"update_interval_ms\":200}", 5, 1, 3),
        /// A run of its own, 16 × 16, 10 steps, every second told.
        SHORT_SIMULATION(
                "simulation_live", "{\"grid_size\":16,\"steps\":10,\"update_interval_steps\":2,\"seed\":%d}", 0, 2, 5),
        /// One stream of a hundred updates a second, to the end of the load.
        FAST("simulation_live", "{\"grid_size\":32,\"steps\":1000,\"step_interval_ms\":5,\"seed\":%d}", 0, 0, 0),
        /// Subscribes to features every 10 ms and reads nothing.
        DEAF("stream_features", "{\"update_interval_ms\":10,\"include_full_state\":true}", 0, 0, 0),
        /// Authenticates and waits.
        IDLE("heartbeat", "", 0, 0, 0);

        private final String socket;
        private final String params;
        private final int seconds;
        private final int leastThought;
        private final int mostThought;

        /// @param seconds of a stream without end; 0 for a run that completes
        Role(String socket, String params, int seconds, int leastThought, int mostThought) {
            this.socket = socket;
            this.params = params;
            this.seconds = seconds;
            this.leastThought = leastThought;
            this.mostThought = mostThought;
        }
    }

    private final HttpClient http;
    private final int port;
    private final Role role;
    private final long intendedNanos;
    private final SplittableRandom random;
    private final FieldTally tally;
    private volatile boolean over;

    FieldUser(HttpClient http, int port, Role role, long intendedNanos, SplittableRandom random, FieldTally tally) {
        this.http = http;
        this.port = port;
        this.role = role;
        this.intendedNanos = intendedNanos;
        this.random = random;
        this.tally = tally;
    }

    @Override
    public void run() {
        try {
            TimeUnit.NANOSECONDS.sleep(intendedNanos - System.nanoTime());
            while (!over) {
                try {
                    once();
                } catch (IOException | ExecutionException broken) {
                    if (!over) {
                        tally.broken(broken.toString());
                    }
                }
                if (!over) {
                    Thread.sleep(1000L * role.leastThought
                            + random.nextLong(1 + 1000L * (role.mostThought - role.leastThought)));
                }
            }
        } catch (InterruptedException stopped) {
            // Told to end.
        }
    }

    private void once() throws IOException, ExecutionException, InterruptedException {
        Ear ear = new Ear();
        WebSocket socket = http.newWebSocketBuilder()
                .buildAsync(URI.create("ws://127.0.0.1:" + port + "/ws/" + role.socket), ear)
                .get();
        try {
            say(socket, "{\"type\":\"init\",\"payload\":{\"protocol_version\":\"1.0\"}}");
            say(
                    socket,
                    "{\"type\":\"auth\",\"payload\":{\"api_key\":\"load\",\"timestamp\":" + System.currentTimeMillis()
                            + "}}");
            await(socket, ear, "auth_success");
            tally.connected();
            if (role == Role.IDLE) {
                listen(socket, ear, Long.MAX_VALUE);
                return;
            }
            say(
                    socket,
                    "{\"type\":\"subscribe\",\"payload\":{\"stream_type\":\"" + role.socket
                            + "\",\"stream_id\":\"s\",\"params\":"
                            + role.params.formatted(random.nextLong(1L << 53)) + "}}");
            if (role == Role.DEAF) {
                ear.deaf = true;
                Thread.sleep(Long.MAX_VALUE);
            }
            await(socket, ear, "subscribe_success");
            listen(socket, ear, role.seconds == 0 ? Long.MAX_VALUE : TimeUnit.SECONDS.toNanos(role.seconds));
            if (role.seconds > 0) {
                say(socket, "{\"type\":\"unsubscribe\",\"payload\":{\"stream_id\":\"s\"}}");
            }
            say(socket, "{\"type\":\"close\"}");
        } finally {
            socket.abort();
        }
    }

    private void listen(WebSocket socket, Ear ear, long nanos)
            throws IOException, ExecutionException, InterruptedException {
        long end = System.nanoTime() + nanos;
        long last = -1;
        while (!over) {
            long left = Math.min(
                    nanos == Long.MAX_VALUE ? nanos : end - System.nanoTime(),
                    TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS));
            if (left <= 0) {
                return;
            }
            Heard heard = ear.heard.poll(left, TimeUnit.NANOSECONDS);
            if (heard == null) {
                if (nanos == Long.MAX_VALUE) {
                    throw new IOException("nothing was said for a minute");
                }
                return;
            }
            JsonNode message = heard.message();
            switch (message.path("type").asText()) {
                case "heartbeat" -> say(socket, "{\"type\":\"pong\"}");
                case "feature_update", "simulation_state" -> last = update(heard, last);
                case "simulation_complete" -> {
                    tally.completed();
                    return;
                }
                default -> throw new IOException("unexpected " + message);
            }
        }
    }

    private long update(Heard heard, long last) {
        JsonNode payload = heard.message().path("payload");
        long sequence = payload.path("sequence").asLong();
        double stamp = payload.path("timestamp").asDouble();
        long micros = Instant.EPOCH.until(heard.at(), ChronoUnit.MICROS) - (long) (1000 * stamp);
        tally.update(micros, last < 0 ? 0 : sequence - last - 1);
        return sequence;
    }

    private void await(WebSocket socket, Ear ear, String type)
            throws IOException, ExecutionException, InterruptedException {
        while (true) {
            Heard heard = ear.heard.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (heard == null) {
                throw new IOException("no " + type);
            }
            String is = heard.message().path("type").asText();
            if (is.equals(type)) {
                return;
            }
            if (is.equals("heartbeat")) {
                say(socket, "{\"type\":\"pong\"}");
            } else if (!is.equals("init")) {
                throw new IOException(heard.message() + " instead of " + type);
            }
        }
    }

    private static void say(WebSocket socket, String text) throws ExecutionException, InterruptedException {
        socket.sendText(text, true).get();
    }

    void end(Thread thread) {
        over = true;
        thread.interrupt();
    }

    /// A message and when it came.
    private record Heard(JsonNode message, Instant at) {}

    private static final class Ear implements WebSocket.Listener {
        private final BlockingQueue<Heard> heard = new LinkedBlockingQueue<>();
        private final StringBuilder begun = new StringBuilder();
        private volatile boolean deaf;

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            begun.append(data);
            if (last) {
                try {
                    heard.add(new Heard(JSON.readTree(begun.toString()), Instant.now()));
                } catch (JsonProcessingException odd) {
                    throw new IllegalStateException(odd);
                }
                begun.setLength(0);
            }
            if (!deaf) {
                socket.request(1);
            }
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            heard.add(new Heard(JSON.createObjectNode().put("type", "closed").put("code", code), Instant.now()));
            return null;
        }

        @Override
        public void onError(WebSocket socket, Throwable error) {
            heard.add(new Heard(
                    JSON.createObjectNode().put("type", "broken").put("error", error.toString()), Instant.now()));
        }
    }
}
