// SPDX-License-Identifier: Apache-2.0
package io.rivulet.client;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/// A POST over HTTP/1.1 whose body goes on while its answer is read. The JDK's client reads no answer before it has
/// sent
/// the whole request, over HTTP/2 neither.
/// **Thread** one writes, one reads.
final class OpenRequest implements AutoCloseable {
    private static final int HTTP = 80;
    private static final int HTTPS = 443;
    private static final int HEAD_BYTES = 32 << 10;
    private static final int CONTINUE = 100;

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;

    /// Sends the head. **Errors** [IOException].
    OpenRequest(Transport transport, String path) throws IOException {
        URI uri = transport.uri(path);
        boolean secure = uri.getScheme().equals("https");
        int port = uri.getPort() >= 0 ? uri.getPort() : secure ? HTTPS : HTTP;
        String host = uri.getHost().replaceAll("^\\[|\\]$", "");
        Socket plain = new Socket();
        try {
            plain.connect(new InetSocketAddress(host, port), (int) Bounds.CONNECT_WITHIN.toMillis());
            socket = secure ? encrypted(transport, plain, host, port) : plain;
            // One that is silent for so long without need is opened again with the next update.
            socket.setSoTimeout((int) Bounds.ANSWER_WITHIN.toMillis());
            socket.setTcpNoDelay(true);
            in = new BufferedInputStream(socket.getInputStream());
            out = new BufferedOutputStream(socket.getOutputStream());
            out.write(head(transport, uri).getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
        } catch (IOException | RuntimeException failed) {
            plain.close();
            throw failed;
        }
    }

    private static Socket encrypted(Transport transport, Socket plain, String host, int port) throws IOException {
        SSLSocket secure =
                (SSLSocket) transport.http.sslContext().getSocketFactory().createSocket(plain, host, port, true);
        SSLParameters parameters = secure.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        secure.setSSLParameters(parameters);
        secure.startHandshake();
        return secure;
    }

    private static String head(Transport transport, URI uri) {
        return "POST " + uri.getRawPath() + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery())
                + " HTTP/1.1\r\nHost: " + uri.getRawAuthority() + "\r\nContent-Type: " + Transport.NDJSON
                + "\r\nAccept: " + Transport.NDJSON + "\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n"
                + transport
                        .authorization()
                        .map(value -> "Authorization: " + header(value) + "\r\n")
                        .orElse("")
                + "\r\n";
    }

    private static String header(String value) {
        if (value.chars().anyMatch(c -> c < ' ' || c > '~')) {
            throw new IllegalArgumentException("a token has to be printable ASCII");
        }
        return value;
    }

    /// More of the body, at once.
    void send(byte[] bytes) throws IOException {
        out.write(Integer.toHexString(bytes.length).getBytes(StandardCharsets.US_ASCII));
        out.write('\r');
        out.write('\n');
        out.write(bytes);
        out.write('\r');
        out.write('\n');
        out.flush();
    }

    void end() throws IOException {
        out.write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    /// The lines of a good answer. **Errors** [ProblemException], [IOException].
    ByteLines answer() throws IOException {
        String[] status = line().split(" ", 3);
        int code = status.length > 1 && status[1].matches("\\d{3}") ? Integer.parseInt(status[1]) : 0;
        Map<String, String> headers = headers();
        if (code == CONTINUE) {
            return answer();
        }
        InputStream body = headers.getOrDefault("transfer-encoding", "").equalsIgnoreCase("chunked")
                ? new Chunks()
                : new Counted(Long.parseLong(headers.getOrDefault("content-length", Long.toString(Long.MAX_VALUE))));
        if (code == 0) {
            throw new IOException("an answer that is not HTTP: " + String.join(" ", status));
        }
        if (code != 200) {
            Transport.requireOk(
                    code, Optional.ofNullable(headers.get("retry-after")), body.readNBytes(Bounds.PROBLEM_BYTES));
        }
        return new ByteLines(body);
    }

    private Map<String, String> headers() throws IOException {
        var headers = new HashMap<String, String>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                headers.put(
                        line.substring(0, colon).toLowerCase(Locale.ROOT),
                        line.substring(colon + 1).strip());
            }
            if (headers.size() > HEAD_BYTES / 16) {
                throw new IOException("too many headers");
            }
        }
        return headers;
    }

    private String line() throws IOException {
        var line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0 || line.size() > HEAD_BYTES) {
                throw new IOException(b < 0 ? "the connection ended" : "a header without end");
            }
            if (b != '\r') {
                line.write(b);
            }
        }
        return line.toString(StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException broken) {
            // It was given up anyway.
        }
    }

    /// So many bytes.
    private final class Counted extends FilterInputStream {
        private long left;

        Counted(long length) {
            super(OpenRequest.this.in);
            left = length;
        }

        @Override
        public int read(byte[] into, int from, int length) throws IOException {
            int read = left == 0 ? -1 : super.read(into, from, (int) Math.min(left, length));
            left -= Math.max(0, read);
            return read;
        }
    }

    /// RFC 9112, 7.1.
    private final class Chunks extends FilterInputStream {
        private long left;
        private boolean first = true;
        private boolean ended;

        Chunks() {
            super(OpenRequest.this.in);
        }

        @Override
        public int read(byte[] into, int from, int length) throws IOException {
            if (left == 0 && !ended) {
                nextChunk();
            }
            if (ended) {
                return -1;
            }
            int read = super.read(into, from, (int) Math.min(left, length));
            if (read < 0) {
                throw new IOException("the answer ended within a chunk");
            }
            left -= read;
            return read;
        }

        private void nextChunk() throws IOException {
            if (!first) {
                line();
            }
            first = false;
            try {
                left = Long.parseLong(line().split(";", 2)[0].strip(), 16);
            } catch (NumberFormatException noSize) {
                throw new IOException("an answer whose chunks can't be read", noSize);
            }
            ended = left == 0;
        }
    }
}
