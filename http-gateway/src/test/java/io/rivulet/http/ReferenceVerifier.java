// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32C;

/// A verifier from outside, as docs/reference/verifiers.md describes one to whoever writes his own: it shares no code
/// with
/// the node, reads the problem and x through the gateway, finds the residual by itself and signs what it found. And as
/// badly as a test wants.
final class ReferenceVerifier implements WebSocket.Listener, AutoCloseable {
    enum Manner {
        HONEST,
        /// Signs the opposite of what it found, with a residual that goes with it.
        LIES,
        /// Signs the opposite of what it found, with the residual that it found.
        BELIES_ITSELF,
        /// Says nothing at all.
        SILENT,
        /// Says that it is at work, and no more.
        NEVER_DONE,
        /// Signs both.
        CONTRADICTS_ITSELF,
        /// Says again what it signed about another x.
        REPLAYS,
        /// Signs with a key that nobody knows.
        FORGES,
        /// Says that it can't.
        UNABLE,
        /// Says that it is at work, takes until it is let go, and votes then.
        SLOW
    }

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long PATIENCE_SECONDS = 30;
    private static final double NORM_SLACK = 1 + 1e-12;

    record System(int n, int[] rowStart, int[] column, double[] value, double[] b) {}

    private record Cast(boolean verified, double relativeResidual, byte[] signature) {}

    final String name;
    final KeyPair key;
    final BlockingQueue<JsonNode> tasks = new LinkedBlockingQueue<>();
    final BlockingQueue<JsonNode> answers = new LinkedBlockingQueue<>();
    final BlockingQueue<Boolean> go = new LinkedBlockingQueue<>();
    volatile Manner manner = Manner.HONEST;

    private final URI base;
    private final HttpClient client;
    private final WebSocket socket;
    private final StringBuilder text = new StringBuilder();
    private final Map<String, Cast> before = new ConcurrentHashMap<>();
    private final ExecutorService work = Executors.newSingleThreadExecutor();

    private ReferenceVerifier(HttpClient client, int port, String name, KeyPair key) {
        this.client = client;
        this.base = URI.create("http://127.0.0.1:" + port);
        this.name = name;
        this.key = key;
        this.socket = client.newWebSocketBuilder()
                .buildAsync(URI.create("ws://127.0.0.1:" + port + "/ws/solver"), this)
                .join();
    }

    /// Joins the session, or with an empty id the cluster.
    static ReferenceVerifier join(HttpClient client, int port, String name, String session) throws Exception {
        return join(
                client,
                port,
                name,
                session,
                KeyPairGenerator.getInstance("Ed25519").generateKeyPair());
    }

    static ReferenceVerifier join(HttpClient client, int port, String name, String session, KeyPair key)
            throws Exception {
        var verifier = new ReferenceVerifier(client, port, name, key);
        verifier.send(verifier.joinFrame(session));
        JsonNode answer = verifier.answer();
        if (!answer.get("type").asText().equals("joined")) {
            throw new AssertionError(answer.toString());
        }
        return verifier;
    }

    ObjectNode joinFrame(String session) {
        ObjectNode frame = JSON.createObjectNode().put("type", "join").put("node_id", name);
        frame.putArray("roles").add("verifier");
        if (!session.isEmpty()) {
            frame.put("session_id", session);
        }
        return frame.put("public_key", base64(publicKey()));
    }

    /// The 32 bytes at the end of the X.509 form.
    byte[] publicKey() {
        byte[] x509 = key.getPublic().getEncoded();
        return java.util.Arrays.copyOfRange(x509, x509.length - 32, x509.length);
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    void send(JsonNode frame) {
        synchronized (socket) {
            socket.sendText(frame.toString(), true).join();
        }
    }

    JsonNode answer() throws InterruptedException {
        JsonNode next = answers.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (next == null) {
            throw new AssertionError("no answer");
        }
        return next;
    }

    JsonNode task() throws InterruptedException {
        JsonNode next = tasks.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (next == null) {
            throw new AssertionError("no task");
        }
        return next;
    }

    @Override
    public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
        text.append(data);
        if (last) {
            heard(text.toString());
            text.setLength(0);
        }
        webSocket.request(1);
        return null;
    }

    private void heard(String frame) {
        try {
            JsonNode message = JSON.readTree(frame);
            if (message.get("type").asText().equals("probe_task")) {
                tasks.add(message);
                work.execute(() -> work(message));
            } else {
                answers.add(message);
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private void work(JsonNode task) {
        try {
            switch (manner) {
                case SILENT -> {}
                case NEVER_DONE -> send(word(task, "at_work"));
                case UNABLE -> send(word(task, "unable"));
                case SLOW -> {
                    send(word(task, "at_work"));
                    go.take();
                    send(vote(task, check(task, false)));
                }
                case HONEST -> {
                    send(word(task, "at_work"));
                    send(vote(task, check(task, false)));
                }
                case LIES, BELIES_ITSELF -> {
                    send(word(task, "at_work"));
                    send(vote(task, check(task, true)));
                }
                case CONTRADICTS_ITSELF -> {
                    send(word(task, "at_work"));
                    Cast one = check(task, false);
                    Cast other = check(task, true);
                    send(vote(task, one));
                    send(vote(task, other));
                }
                case REPLAYS ->
                    send(vote(task, before.get(task.get("session_id").asText())));
                case FORGES -> {
                    Cast mine = check(task, true);
                    byte[] forged = mine.signature().clone();
                    forged[0] ^= 1;
                    send(vote(task, new Cast(mine.verified(), mine.relativeResidual(), forged)));
                }
            }
        } catch (Exception broken) {
            send(word(task, "unable"));
            answers.add(JSON.createObjectNode().put("type", "broken").put("why", broken.toString()));
        }
    }

    private static ObjectNode word(JsonNode task, String verdict) {
        return JSON.createObjectNode()
                .put("type", "probe_vote")
                .put("task", task.get("task").asText())
                .put("verdict", verdict);
    }

    private static ObjectNode vote(JsonNode task, Cast cast) {
        return word(task, cast.verified() ? "verified" : "refuted")
                .put("relative_residual", cast.relativeResidual())
                .put("seed", 0)
                .put("signature", base64(cast.signature()));
    }

    private Cast check(JsonNode task, boolean lie) throws Exception {
        System system = system(task);
        byte[] xBytes = get(task.get("x").asText());
        double[] x = doubles(xBytes, 0, system.n());
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(xBytes);
        double norm = residual(system, x);
        double normB = norm(system.b());
        double allowed = Math.max(
                task.get("tolerance").asDouble() * (normB == 0 ? 1 : normB),
                task.get("absolute_tolerance").asDouble());
        boolean verified = lie != (Double.isFinite(norm) && norm <= allowed * NORM_SLACK);
        double found = norm / (normB == 0 ? 1 : normB);
        boolean smooth = lie && verified && manner != Manner.BELIES_ITSELF;
        double relative = smooth ? task.get("tolerance").asDouble() / 2 : found;
        byte[] statement = statement(task, HexFormat.of().formatHex(digest), name, verified, relative, 0);
        Signature signature = Signature.getInstance("Ed25519");
        signature.initSign(key.getPrivate());
        signature.update(statement);
        var cast = new Cast(verified, relative, signature.sign());
        before.put(task.get("session_id").asText(), cast);
        return cast;
    }

    private System system(JsonNode task) throws Exception {
        byte[] csr = get(task.get("matrix").asText());
        ByteBuffer in = ByteBuffer.wrap(csr).order(ByteOrder.LITTLE_ENDIAN);
        int n = in.getInt();
        int nnz = in.getInt();
        int[] rowStart = new int[n + 1];
        int[] column = new int[nnz];
        in.asIntBuffer().get(rowStart).get(column);
        double[] value = doubles(csr, 8 + 4 * (n + 1 + nnz), nnz);
        return new System(
                n, rowStart, column, value, doubles(get(task.get("vector").asText()), 0, n));
    }

    private byte[] get(String path) throws IOException, InterruptedException {
        HttpResponse<byte[]> answer = client.send(
                HttpRequest.newBuilder(base.resolve(path)).build(), HttpResponse.BodyHandlers.ofByteArray());
        if (answer.statusCode() != 200) {
            throw new IOException(
                    path + ": " + answer.statusCode() + " " + new String(answer.body(), StandardCharsets.UTF_8));
        }
        return answer.body();
    }

    private static double[] doubles(byte[] bytes, int from, int count) throws IOException {
        if (bytes.length != from + 8 * count) {
            throw new IOException(bytes.length + " bytes in the place of " + (from + 8 * count));
        }
        double[] values = new double[count];
        ByteBuffer.wrap(bytes)
                .order(ByteOrder.LITTLE_ENDIAN)
                .position(from)
                .asDoubleBuffer()
                .get(values);
        return values;
    }

    /// ‖b − A·x‖₂, each row exact.
    private static double residual(System system, double[] x) {
        double[] r = new double[system.n()];
        for (int i = 0; i < r.length; i++) {
            BigDecimal row = new BigDecimal(system.b()[i]);
            for (int k = system.rowStart()[i]; k < system.rowStart()[i + 1]; k++) {
                row = row.subtract(new BigDecimal(system.value()[k]).multiply(new BigDecimal(x[system.column()[k]])));
            }
            r[i] = row.round(MathContext.DECIMAL64).doubleValue();
        }
        return norm(r);
    }

    private static double norm(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value * value;
        }
        return Math.sqrt(sum);
    }

    /// The bytes that are signed.
    static byte[] statement(
            JsonNode task, String digest, String voter, boolean verified, double relativeResidual, long seed) {
        var out = new ByteArrayOutputStream();
        text(out, "rivulet/vote/1");
        UUID session = UUID.fromString(task.get("session_id").asText());
        i64(out, session.getMostSignificantBits());
        i64(out, session.getLeastSignificantBits());
        i64(out, task.get("epoch").asLong());
        i64(out, task.get("revision").asLong());
        text(out, digest);
        text(out, task.get("strategy").asText());
        i64(out, Double.doubleToRawLongBits(task.get("tolerance").asDouble()));
        i64(out, Double.doubleToRawLongBits(task.get("absolute_tolerance").asDouble()));
        text(out, voter);
        out.write(verified ? 1 : 0);
        i64(out, Double.doubleToRawLongBits(relativeResidual));
        i64(out, seed);
        var crc = new CRC32C();
        crc.update(out.toByteArray());
        long sum = crc.getValue();
        for (int k = 0; k < 4; k++) {
            out.write((int) (sum >>> 8 * k));
        }
        return out.toByteArray();
    }

    private static void i64(ByteArrayOutputStream out, long value) {
        for (int k = 0; k < 8; k++) {
            out.write((int) (value >>> 8 * k));
        }
    }

    private static void text(ByteArrayOutputStream out, String value) {
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        int rest = utf8.length;
        while (rest > 0x7F) {
            out.write(rest & 0x7F | 0x80);
            rest >>>= 7;
        }
        out.write(rest);
        out.writeBytes(utf8);
    }

    /// Its connection is gone, without a word.
    void drop() {
        socket.abort();
    }

    @Override
    public void close() throws GeneralSecurityException {
        drop();
        work.shutdownNow();
    }
}
