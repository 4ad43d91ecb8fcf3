// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.body;

import io.rivulet.numerics.linalg.Allowance;
import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import io.rivulet.serialization.problem.RivuletException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.LongSupplier;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.apache.pekko.http.scaladsl.model.EntityStreamException;
import org.jspecify.annotations.Nullable;

/// A request body as its reader sees it: decoded, counted before and after decoding, with a deadline. The first fault
/// of the transport is remembered, because parsers tend to wrap or hide it.
/// **Thread** one at a time.
public final class BodyStream extends BlockInput {
    private static final int GZIP_BUFFER = 64 << 10;
    private static final long RESERVE_STEP = 64 << 10;
    /// Words of the parser about a chunk, which it keeps whole.
    private static final String TOO_LONG_CHUNK = "HTTP chunk";

    private static final Problem NO_GZIP =
            Problem.of(ProblemCode.MALFORMED_BODY, "The body is said to be gzip, but it is not, or ends early.");

    private final Wire wire;
    private final boolean gzip;
    private final BodyLimits limits;
    private final IntakeBudget.Share share;
    private @Nullable InputStream decoded;
    private long count;
    private long reserved;
    private @Nullable Problem fault;

    /// @param nanoTime a clock; after `deadlineNanos` on it, and what has arrived adds to that, reading fails
    BodyStream(
            InputStream raw,
            boolean gzip,
            BodyLimits limits,
            IntakeBudget.Share share,
            LongSupplier nanoTime,
            long deadlineNanos) {
        this.wire = new Wire(raw, limits, nanoTime, deadlineNanos);
        this.gzip = gzip;
        this.limits = limits;
        this.share = share;
    }

    /// What went wrong with the body itself, or null when it arrived as it should.
    @Nullable
    Problem fault() {
        return fault;
    }

    /// Memory for what this body stands for, given back when it has been read.
    public Allowance memory() {
        return share::grow;
    }

    /// Reads on to the end, so that limits and checksums hold for what the parser did not need.
    void finish() throws IOException {
        byte[] scrap = new byte[8192];
        while (read(scrap, 0, scrap.length) >= 0) {
            // Nothing to do with it.
        }
    }

    /// Lets up to `capBytes` more pass unread, so that a client that is still sending gets to read the answer.
    void discard(long capBytes) {
        wire.discard(capBytes);
    }

    @Override
    public int read(byte[] target, int from, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        try {
            int n = source().read(target, from, length);
            if (n > 0) {
                count(n);
            }
            return n;
        } catch (RivuletException refused) {
            fault = refused.problem();
            throw refused;
        } catch (ZipException | EOFException broken) {
            throw remember(NO_GZIP);
        } catch (IOException transport) {
            throw remember(transportProblem(transport));
        }
    }

    /// Nothing: a parser closes what it has read, but the rest has to be read too.
    @Override
    public void close() {}

    private InputStream source() throws IOException {
        InputStream source = decoded;
        if (source == null) {
            source = gzip ? new GZIPInputStream(wire, GZIP_BUFFER) : wire;
            decoded = source;
        }
        return source;
    }

    private void count(int n) {
        count += n;
        if (count > limits.bytes()) {
            throw tooLarge(limits, gzip ? " once decoded" : "");
        }
        while (reserved < count) {
            share.grow(RESERVE_STEP * limits.memoryFactor());
            reserved += RESERVE_STEP;
        }
    }

    private static RivuletException tooLarge(BodyLimits limits, String when) {
        return Problem.of(
                        ProblemCode.BODY_TOO_LARGE, "The body is larger than " + limits.bytes() + " bytes" + when + ".")
                .hint(limits.hint())
                .exception();
    }

    private IOException remember(Problem problem) {
        fault = problem;
        return new IOException(problem.detail());
    }

    private static Problem transportProblem(IOException transport) {
        if (transport.getCause() instanceof EntityStreamException unreadable) {
            String what = unreadable.info().summary();
            return what.startsWith(TOO_LONG_CHUNK) && what.contains("exceeds")
                    ? Problem.of(ProblemCode.BODY_TOO_LARGE, what + ".")
                            .hint("Send the body in smaller chunks, or with its length.")
                    : Problem.of(ProblemCode.MALFORMED_BODY, "The body can't be read: " + what);
        }
        if (transport.getCause() instanceof ZipException) {
            return NO_GZIP;
        }
        if (transport instanceof ArrivingBytes.SilenceException || Wire.LATE.equals(transport.getMessage())) {
            return Problem.of(ProblemCode.REQUEST_TIMEOUT, "The body did not arrive in time.");
        }
        return Problem.of(ProblemCode.MALFORMED_BODY, "The body broke off.");
    }

    /// The bytes as they arrive, before any decoding.
    private static final class Wire extends BlockInput {
        static final String LATE = "after the deadline";

        private final InputStream raw;
        private final BodyLimits limits;
        private final LongSupplier nanoTime;
        private final long deadlineNanos;
        private long count;

        Wire(InputStream raw, BodyLimits limits, LongSupplier nanoTime, long deadlineNanos) {
            this.raw = raw;
            this.limits = limits;
            this.nanoTime = nanoTime;
            this.deadlineNanos = deadlineNanos;
        }

        @Override
        public int read(byte[] target, int from, int length) throws IOException {
            if (late()) {
                throw new IOException(LATE);
            }
            int n = raw.read(target, from, length);
            count += Math.max(0, n);
            if (count > limits.bytes()) {
                throw tooLarge(limits, "");
            }
            return n;
        }

        private boolean late() {
            return nanoTime.getAsLong() - deadlineNanos > count * limits.nanosPerByte();
        }

        @Override
        public int available() throws IOException {
            return raw.available();
        }

        void discard(long capBytes) {
            byte[] scrap = new byte[64 << 10];
            long left = capBytes;
            try {
                while (left > 0 && !late()) {
                    int n = raw.read(scrap);
                    if (n < 0) {
                        return;
                    }
                    left -= n;
                }
            } catch (IOException gone) {
                // The client went away, or stopped sending: then nobody minds.
            }
        }
    }
}
