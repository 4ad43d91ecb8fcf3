// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.solve;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rivulet.node.console.CommandFailure;
import io.rivulet.numerics.linalg.LinearSystem;
import io.rivulet.numerics.market.MatrixMarket;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A solve on a running server: the files go there as they are, the lines come back.
public final class RemoteSolve implements SolveSource {
    private static final Duration READ_TIMEOUT = Duration.ofSeconds(60);
    private static final Duration LAST_LOOK_TIMEOUT = Duration.ofSeconds(3);
    /// What a body of the server's default limit could hold is less.
    private static final int MOST_CONVERTED_ENTRIES = 1 << 24;
    private static final String NDJSON = "application/x-ndjson";

    private final RemoteServer server;
    private final InputStream lines;
    private volatile @Nullable String sessionId;
    private volatile boolean cancelled;

    private RemoteSolve(RemoteServer server, InputStream lines) {
        this.server = server;
        this.lines = lines;
    }

    /// Sends the request. **Errors** a refusal or no answer is a [CommandFailure].
    public static RemoteSolve open(RemoteServer server, SystemInput input, SolveWishes wishes) {
        ObjectNode request = options(wishes);
        String recipe = input.gallery();
        Path rhs = input.rhsFile();
        String boundary = "rivulet-" + UUID.randomUUID();
        InputStream answer;
        if (recipe == null) {
            answer = server.post(
                    "/api/v1/solve-stream",
                    "multipart/form-data; boundary=" + boundary,
                    NDJSON,
                    multipart(boundary, request, files(input, rhs)));
        } else {
            request.set("matrix", gallery(recipe));
            if (rhs != null) {
                throw CommandFailure.badInput("--rhs with a gallery matrix works without --server only");
            }
            answer = server.post(
                    "/api/v1/solve-stream", "application/json", NDJSON, BodyPublishers.ofString(request.toString()));
        }
        return new RemoteSolve(server, new BufferedInputStream(answer));
    }

    private static ObjectNode options(SolveWishes wishes) {
        ObjectNode request = SolveLine.Parsing.MAPPER.createObjectNode();
        request.put("method", wishes.method().wireName());
        ObjectNode options = request.putObject("options");
        options.put("preconditioner", wishes.preconditioner().wireName());
        options.put("tolerance", wishes.tolerance());
        options.put("max_iterations", wishes.maxIterations());
        if (wishes.maxTimeMillis() > 0) {
            options.put("max_time_ms", wishes.maxTimeMillis());
        }
        if (wishes.seed() != null) {
            options.put("seed", wishes.seed());
        }
        return request;
    }

    /// `poisson2d,nx=3,ny=4` → `{"data":{"gallery":{"name":"poisson2d","nx":3,"ny":4}}}`; the server checks what it
    /// means.
    private static ObjectNode gallery(String recipe) {
        ObjectNode matrix = SolveLine.Parsing.MAPPER.createObjectNode();
        ObjectNode fields = matrix.putObject("data").putObject("gallery");
        String[] parts = recipe.split(",", -1);
        fields.put("name", parts[0].strip());
        for (int i = 1; i < parts.length; i++) {
            int equals = parts[i].indexOf('=');
            if (equals < 1) {
                throw CommandFailure.badInput("gallery:" + recipe + ": '" + parts[i] + "' is not name=value");
            }
            String name = parts[i].substring(0, equals).strip();
            String value = parts[i].substring(equals + 1).strip();
            try {
                fields.set(name, SolveLine.Parsing.MAPPER.readTree(value));
            } catch (IOException _) {
                fields.put(name, value);
            }
        }
        return matrix;
    }

    private record Files(BodyPublisher matrix, @Nullable BodyPublisher rhs) {}

    /// Matrix Market goes as it is; other formats are written as Matrix Market first.
    private static Files files(SystemInput input, @Nullable Path rhs) {
        try {
            if (input.isMarket()) {
                return new Files(
                        BodyPublishers.ofFile(input.matrixFile()), rhs == null ? null : BodyPublishers.ofFile(rhs));
            }
            LinearSystem system = input.readSystem();
            if (system.a().nnz() > MOST_CONVERTED_ENTRIES) {
                throw CommandFailure.badInput(input.name() + ": " + system.a().nnz()
                        + " entries are too many to send; without --server they are solved here");
            }
            ByteArrayOutputStream matrix = new ByteArrayOutputStream();
            MatrixMarket.writeMatrix(system.a(), matrix);
            ByteArrayOutputStream vector = new ByteArrayOutputStream();
            MatrixMarket.writeVector(system.b().values(), vector);
            return new Files(
                    BodyPublishers.ofByteArray(matrix.toByteArray()), BodyPublishers.ofByteArray(vector.toByteArray()));
        } catch (FileNotFoundException gone) {
            throw CommandFailure.badInput(gone.getMessage() + ": can't be read");
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private static BodyPublisher multipart(String boundary, ObjectNode request, Files files) {
        List<BodyPublisher> parts = new ArrayList<>();
        parts.add(head(boundary, "request", "application/json"));
        parts.add(BodyPublishers.ofString(request.toString()));
        parts.add(head(boundary, "matrix\"; filename=\"matrix.mtx", "application/octet-stream"));
        parts.add(files.matrix());
        BodyPublisher rhs = files.rhs();
        if (rhs != null) {
            parts.add(head(boundary, "vector\"; filename=\"vector.mtx", "application/octet-stream"));
            parts.add(rhs);
        }
        parts.add(BodyPublishers.ofString("\r\n--" + boundary + "--\r\n"));
        return BodyPublishers.concat(parts.toArray(BodyPublisher[]::new));
    }

    private static BodyPublisher head(String boundary, String name, String type) {
        return BodyPublishers.ofString("\r\n--" + boundary + "\r\nContent-Disposition: form-data; name=\"" + name
                + "\"\r\nContent-Type: " + type + "\r\n\r\n");
    }

    @Override
    public byte @Nullable [] nextLine() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        try {
            for (int next = lines.read(); next >= 0; next = lines.read()) {
                if (next != '\n') {
                    line.write(next);
                } else if (line.size() > 0) {
                    return remembered(line.toByteArray());
                }
            }
        } catch (IOException lost) {
            if (cancelled) {
                return null;
            }
            throw server.unreachable(lost);
        }
        return line.size() > 0 ? remembered(line.toByteArray()) : null;
    }

    private byte[] remembered(byte[] line) throws IOException {
        if (sessionId == null && SolveLine.parse(line) instanceof SolveLine.Opened opened) {
            sessionId = opened.sessionId();
        }
        return line;
    }

    @Override
    public double @Nullable [] x() throws IOException {
        if (sessionId == null) {
            return null;
        }
        String path = "/api/v1/sessions/" + sessionId + "/solution";
        Duration timeout = cancelled ? LAST_LOOK_TIMEOUT : READ_TIMEOUT;
        try (InputStream in = server.get(path, "application/octet-stream", timeout)) {
            ByteBuffer bytes = ByteBuffer.wrap(in.readAllBytes()).order(ByteOrder.LITTLE_ENDIAN);
            double[] x = new double[bytes.remaining() / Double.BYTES];
            bytes.asDoubleBuffer().get(x);
            return x;
        }
    }

    /// The session stays on its server; only this reader goes.
    @Override
    public void cancel() {
        cancelled = true;
        close();
    }

    @Override
    public void close() {
        try {
            lines.close();
        } catch (IOException _) {
            // the connection is being dropped
        }
    }
}
