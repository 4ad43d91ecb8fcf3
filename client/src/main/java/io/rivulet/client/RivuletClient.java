// SPDX-License-Identifier: Apache-2.0
package io.rivulet.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.InstantSource;
import java.util.UUID;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/// A server. Calls are repeated where docs/reference/clients.md says so; then **Errors** are [ProblemException] for
/// what
/// the server refuses, [ConnectionLost] for what did not get through.
/// **Thread** any.
public final class RivuletClient implements AutoCloseable {
    private static final String CSR = "application/vnd.rivulet.csr";
    private static final String MATRIX_MARKET = "application/x-matrix-market";
    private static final String PROBLEMS = "/api/v1/problems";
    private static final String VERIFY = "/api/v1/verify";

    private final Transport transport;

    private RivuletClient(Transport transport) {
        this.transport = transport;
    }

    /// Of a server such as `http://127.0.0.1:3000`, without a token.
    public static RivuletClient to(String url) {
        return builder(url).build();
    }

    public static Builder builder(String url) {
        return new Builder(url);
    }

    /// How to reach a server.
    public static final class Builder {
        private final URI base;
        private @Nullable Supplier<String> token;
        private @Nullable SSLContext tls;
        private Retry retry = Retry.DEFAULT;
        private InstantSource clock = InstantSource.system();

        private Builder(String url) {
            String bare = url.replaceAll("/+$", "");
            base = URI.create(bare.contains("://") ? bare : "http://" + bare);
            if (base.getHost() == null
                    || !(base.getScheme().equals("http") || base.getScheme().equals("https"))) {
                throw new IllegalArgumentException(url + " is not an address such as http://127.0.0.1:3000");
            }
        }

        /// Asked at each request.
        public Builder token(Supplier<String> source) {
            token = source;
            return this;
        }

        public Builder tls(SSLContext context) {
            tls = context;
            return this;
        }

        public Builder retry(Retry policy) {
            retry = policy;
            return this;
        }

        /// Whose time stands in updates.
        public Builder clock(InstantSource source) {
            clock = source;
            return this;
        }

        public RivuletClient build() {
            HttpClient.Builder http = HttpClient.newBuilder()
                    // Over HTTP/2 without TLS the first request with a body fails.
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Bounds.CONNECT_WITHIN);
            if (tls != null) {
                http.sslContext(tls);
            }
            return new RivuletClient(new Transport(base, http.build(), token, retry, clock));
        }
    }

    /// Opens a session; its first line has been read then.
    public Session open(SolveRequest request) {
        return Session.open(transport, request);
    }

    /// Opens a session and waits for its solution.
    public Solution solve(SolveRequest request) {
        try (Session session = open(request)) {
            return session.solved();
        }
    }

    /// One that exists.
    public Session session(UUID id) {
        return Session.of(transport, id);
    }

    /// Sends a matrix that is too large for a request; the name for [Matrix#uploaded]. Arrays as of [Matrix#csr].
    public String upload(int[] rowPointers, int[] columns, double[] values) {
        int bytes = Math.toIntExact(
                Integer.BYTES * (2L + rowPointers.length + columns.length) + (long) Double.BYTES * values.length);
        ByteBuffer body = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
        body.putInt(rowPointers.length - 1).putInt(values.length);
        for (int pointer : rowPointers) {
            body.putInt(pointer);
        }
        for (int column : columns) {
            body.putInt(column);
        }
        for (double value : values) {
            body.putDouble(value);
        }
        return upload(body.array(), CSR);
    }

    /// Likewise of a Matrix Market file, plain or gzip.
    public String upload(byte[] matrixMarket) {
        return upload(matrixMarket, MATRIX_MARKET);
    }

    private String upload(byte[] body, String type) {
        return transport
                .json(Transport.Ask.post(PROBLEMS, body).as(type))
                .path("ref")
                .asText();
    }

    /// Checks any x, without a session.
    public Verdict verify(Matrix matrix, double[] b, double[] x, int probes) {
        byte[] body = NumberFields.bytes(json -> {
            json.writeStartObject();
            json.writeFieldName("matrix");
            matrix.write(json);
            NumberFields.write(json, "vector", b);
            NumberFields.write(json, "solution", x);
            json.writeNumberField("probe_count", probes);
            json.writeEndObject();
        });
        return Verdict.of(transport.json(Transport.Ask.post(VERIFY, body)));
    }

    /// Of the node that answers, and of its cluster.
    public JsonNode status() {
        return transport.json(Transport.Ask.get("/api/v1/status"));
    }

    /// Ends streams and open requests, not sessions.
    @Override
    public void close() {
        transport.close();
    }
}
