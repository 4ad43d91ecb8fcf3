// SPDX-License-Identifier: Apache-2.0
package io.rivulet.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rivulet.client.Transport.Ask;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A session at a server. Closing it ends the stream that opened it; the session stays.
/// **Thread** any, but its stream is one reader's.
public final class Session implements AutoCloseable {
    private static final String COSTS = "/api/v1/swarm/costs";
    private static final String BYTES = "application/octet-stream";

    private final Transport transport;
    private final UUID id;
    private final String path;
    private final @Nullable Lines lines;
    private final Line.@Nullable SessionOpened opened;

    private Session(Transport transport, UUID id, @Nullable Lines lines, Line.@Nullable SessionOpened opened) {
        this.transport = transport;
        this.id = id;
        this.path = "/api/v1/sessions/" + id;
        this.lines = lines;
        this.opened = opened;
    }

    static Session of(Transport transport, UUID id) {
        return new Session(transport, id, null, null);
    }

    /// The same request again finds the session that it opened, and says that nothing was seen of it.
    static Session open(Transport transport, SolveRequest request) {
        Ask ask = Ask.post("/api/v1/solve-stream", NumberFields.bytes(request::write))
                .accepting(Transport.NDJSON)
                .after(0);
        Session plain = of(transport, request.sessionId());
        var lines = new Lines(
                last -> last.isPresent() && last.getAsLong() > 0 ? plain.stream(last) : transport.stream(ask),
                OptionalLong.of(0),
                transport.retry);
        Line first = lines.next();
        // What was sent is not kept as long as the session is read.
        lines.connectBy(plain::stream);
        if (first instanceof Line.SessionOpened told) {
            return new Session(transport, request.sessionId(), lines, told);
        }
        // Opened before under this id, and its first lines are kept no more.
        return new Session(transport, request.sessionId(), lines, null);
    }

    private InputStream stream(OptionalLong last) {
        Ask ask = Ask.get(path + "/stream").accepting(Transport.NDJSON);
        return transport.stream(last.isPresent() ? ask.after(last.getAsLong()) : ask);
    }

    public UUID id() {
        return id;
    }

    /// What the first line said of the matrix and the method. **Errors** [IllegalStateException] for a session that was
    /// not opened here.
    public Line.SessionOpened opened() {
        if (opened == null) {
            throw new IllegalStateException("session " + id + " was not opened here; status() tells of it");
        }
        return opened;
    }

    /// What the session says behind its first line. **Errors** as [#opened]; then [#follow] reads it.
    public Lines lines() {
        if (lines == null) {
            throw new IllegalStateException("session " + id + " was not opened here; follow() reads it");
        }
        return lines;
    }

    /// Another reader, from this number on; 1 is the first line.
    public Lines follow(long from) {
        return new Lines(this::stream, OptionalLong.of(Math.max(0, from - 1)), transport.retry);
    }

    /// Another reader, who begins with a snapshot.
    public Lines follow() {
        return new Lines(this::stream, OptionalLong.empty(), transport.retry);
    }

    /// Reads on to the next solution. **Errors** [ProblemException] also where the session failed before.
    public Solution solved() {
        Lines reading = lines();
        while (reading.hasNext()) {
            switch (reading.next()) {
                case Line.Solved(Line.Head _, Solution solution) -> {
                    return solution;
                }
                case Line.Failure(Line.Head _, Problem problem, boolean fatal)
                when fatal -> throw new ProblemException(problem);
                case Line _ -> {}
            }
        }
        throw new ConnectionLost("session " + id + " was closed without a solution", null);
    }

    public SessionStatus status() {
        return SessionStatus.of(transport.json(Ask.get("/api/v1/status/" + id)));
    }

    /// The present x, with its recomputed residual and its bound.
    public Solution solution() {
        return Solution.of(transport.json(Ask.get(path + "/solution")));
    }

    /// The present x, sent as doubles.
    public double[] x() {
        return doubles("/solution");
    }

    /// The x of this revision or a later one, once it is there.
    public double[] x(long minRevision) {
        return doubles("/solution?min_revision=" + minRevision);
    }

    private double[] doubles(String query) {
        byte[] bytes = transport.call(Ask.get(path + query).accepting(BYTES), HttpResponse::body);
        double[] x = new double[bytes.length / Double.BYTES];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asDoubleBuffer().get(x);
        return x;
    }

    public List<Entry> entries(int... indices) {
        String list = Arrays.stream(indices).mapToObj(Integer::toString).collect(Collectors.joining(","));
        var entries = new ArrayList<Entry>();
        transport
                .json(Ask.get(path + "/entries?indices=" + list))
                .path("entries")
                .forEach(each -> entries.add(Entry.of(each)));
        return List.copyOf(entries);
    }

    /// One entry by a local method, to this error if that can be; the full solve is not waited for.
    public Entry entry(int index, double error) {
        return Entry.of(transport.json(Ask.get(path + "/entries/" + index + "?error=" + error)));
    }

    /// What a change would give; nothing is changed.
    ///
    /// @param indices those entries of x that are wanted, none for all
    public Solution whatIf(CostUpdate change, int... indices) {
        ObjectNode body = change.change();
        if (indices.length > 0) {
            Arrays.stream(indices).forEach(body.putArray("x_indices")::add);
        }
        return Solution.of(post(path + "/what-if", body));
    }

    /// A session that begins where this one is.
    public Session fork() {
        return fork(SolveOptions.defaults());
    }

    /// With these options in the place of its own.
    public Session fork(SolveOptions options) {
        // An id from here, so that a repeat finds the fork instead of making another.
        UUID fork = UUID.randomUUID();
        ObjectNode body = Json.MAPPER.createObjectNode().put("session_id", fork.toString());
        if (!options.json().isEmpty()) {
            body.set("options", options.json());
        }
        post(path + "/fork", body);
        return of(transport, fork);
    }

    /// Returns when the update is durable.
    public Ack update(CostUpdate update) {
        return Ack.of(post(COSTS, update.identified(id, transport.clock)));
    }

    /// Returns when x follows the update.
    public Ack.Applied apply(CostUpdate update) {
        return Ack.Applied.of(post(COSTS + "?wait=applied", update.identified(id, transport.clock)));
    }

    /// A request that stays open for many updates.
    public OpenUpdates openUpdates() {
        return new OpenUpdates(transport, id, COSTS);
    }

    /// @param strategy as in docs/reference/http.md#verification
    public Verdict verify(String strategy, int probes) {
        return Verdict.of(post(
                "/api/v1/verify",
                Json.MAPPER
                        .createObjectNode()
                        .put("session_id", id.toString())
                        .put("strategy", strategy)
                        .put("probe_count", probes)));
    }

    /// `pause`, `resume`, `restart`, `verify` or `solution`.
    public SessionStatus command(String command) {
        return command(Json.MAPPER.createObjectNode().put("command", command));
    }

    public SessionStatus setTolerance(double tolerance) {
        return command(
                Json.MAPPER.createObjectNode().put("command", "set_tolerance").put("tolerance", tolerance));
    }

    private SessionStatus command(ObjectNode body) {
        return SessionStatus.of(post(path + "/commands", body));
    }

    /// Ends the session, and is no failure where it had ended.
    public void delete() {
        transport.call(new Ask("DELETE", path, null, Transport.JSON, Transport.JSON, ""), HttpResponse::statusCode);
    }

    private JsonNode post(String to, ObjectNode body) {
        return transport.json(Ask.post(to, body.toString().getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public void close() {
        if (lines != null) {
            lines.close();
        }
    }
}
