// SPDX-License-Identifier: Apache-2.0
package io.rivulet.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/// The lines of a session, each once, in order, until the session is closed; after a cut it goes on behind the last
/// one. Reads when asked. A [Line.StreamGap] or [Line.Snapshot] stands for lines that did not arrive, and is handed out
/// like the others; what ends a connection only is not.
/// **Thread** one at a time; [#close] from any.
/// **Errors** [ConnectionLost], [ProblemException] after all attempts.
public final class Lines implements Iterator<Line>, AutoCloseable {
    private Function<OptionalLong, InputStream> connection;
    private final Attempts attempts;
    /// Empty before the first of a stream that begins with a snapshot.
    private OptionalLong last;
    private volatile @Nullable InputStream body;
    private @Nullable ByteLines lines;
    private @Nullable Line next;
    private volatile boolean closed;

    /// @param connection opens the stream behind the last line that was seen
    Lines(Function<OptionalLong, InputStream> connection, OptionalLong last, Retry retry) {
        this.connection = connection;
        this.last = last;
        this.attempts = new Attempts(retry);
    }

    /// From the next cut on.
    void connectBy(Function<OptionalLong, InputStream> other) {
        connection = other;
    }

    /// Number of the last line handed out or looked at.
    public OptionalLong last() {
        return last;
    }

    @Override
    public boolean hasNext() {
        while (next == null && !closed) {
            try {
                next = read();
            } catch (ConnectionLost | ProblemException failure) {
                drop();
                if (!closed) {
                    attempts.failed(failure);
                }
            }
        }
        return next != null;
    }

    @Override
    public Line next() {
        Line line = hasNext() ? next : null;
        if (line == null) {
            throw new NoSuchElementException("the session's stream has ended");
        }
        next = null;
        return line;
    }

    /// The rest, to be closed with it.
    public Stream<Line> stream() {
        return StreamSupport.stream(
                        Spliterators.spliteratorUnknownSize(this, Spliterator.ORDERED | Spliterator.NONNULL), false)
                .onClose(this::close);
    }

    /// Null where it was seen before.
    private @Nullable Line read() {
        ByteLines from = lines;
        if (from == null) {
            InputStream opened = connection.apply(last);
            body = opened;
            from = new ByteLines(opened);
            lines = from;
        }
        Optional<JsonNode> json = from.next();
        JsonNode line = json.orElseThrow(() -> new ConnectionLost("the stream broke off", null));
        if (line.has("resume_from")) {
            last = OptionalLong.of(line.get("resume_from").asLong() - 1);
            throw new ConnectionLost("the server ended the connection: " + line, null);
        }
        Line read = Line.of(line);
        OptionalLong seq = read.head().seq();
        if (seq.isPresent()) {
            if (last.isPresent() && seq.getAsLong() <= last.getAsLong()) {
                return null;
            }
            last = seq;
        }
        attempts.worked();
        if (read instanceof Line.SessionClosed) {
            close();
        }
        return read;
    }

    private void drop() {
        InputStream dropped = body;
        body = null;
        lines = null;
        if (dropped != null) {
            try {
                dropped.close();
            } catch (IOException broken) {
                // It was given up anyway.
            }
        }
    }

    /// Ends the reading, not the session.
    @Override
    public void close() {
        closed = true;
        InputStream reading = body;
        if (reading != null) {
            try {
                reading.close();
            } catch (IOException broken) {
                // It was given up anyway.
            }
        }
    }
}
