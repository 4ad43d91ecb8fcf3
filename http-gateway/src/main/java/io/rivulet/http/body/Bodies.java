// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.body;

import io.rivulet.actors.incident.Incidents;
import io.rivulet.http.route.Call;
import io.rivulet.http.settings.GatewaySettings;
import io.rivulet.numerics.linalg.Allowance;
import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import io.rivulet.serialization.problem.RivuletException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.model.HttpEntity;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.MediaType;
import org.apache.pekko.http.javadsl.model.RequestEntity;
import org.apache.pekko.http.javadsl.model.headers.ContentEncoding;
import org.apache.pekko.http.javadsl.model.headers.HttpEncoding;
import org.apache.pekko.stream.javadsl.Compression;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/// Request bodies: read by blocking parsers on virtual threads, within limits of size, memory and time, and always
/// consumed. A small body is gathered first.
/// **Bounded by** [GatewaySettings]: size before and after decoding, memory of all together, silence, total time.
public final class Bodies {
    /// Reads a value from a body. Any problem it throws is the answer, unless the body itself was at fault.
    @FunctionalInterface
    public interface Reader<T> {
        public T read(BodyStream in) throws IOException;
    }

    /// Reads a value from the first line of a body, taking memory for what it becomes.
    @FunctionalInterface
    public interface LineReader<T> {
        T read(InputStream line, Allowance memory) throws IOException;
    }

    /// Bodies up to this length are gathered in memory before a thread parses them.
    static final int GATHERED_BYTES = 256 << 10;
    /// How much of a refused body is let pass, beyond the body limit, so that its sender reads the answer.
    static final long DISCARD_BYTES = 256L << 20;

    private static final int GUNZIP_CHUNK = 64 << 10;

    /// Silence after which the sender of a refused line is taken to wait for the answer.
    private static final Duration ANSWER_AWAITED = Duration.ofMillis(250);

    /// Who goes on sending after a refused line is answered after this, and may go on for a while.
    private static final Duration ANSWERED_WITHIN = Duration.ofSeconds(2);

    /// Long bodies that are parsed at the same time; those that wait for bytes don't count.
    private static final int PARSED_AT_ONCE = 12;

    private final ActorSystem<?> system;
    private final Executor io = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("rivulet-body-", 0).factory());
    private final ReadingTurns turns = new ReadingTurns(PARSED_AT_ONCE);
    private final Executor intake;
    private final GatewaySettings settings;
    private final IntakeBudget budget;
    private final BodyLimits requests;
    private final BodyLimits uploads;

    /// @param intake threads that never wait
    public Bodies(ActorSystem<?> system, Executor intake, GatewaySettings settings, IntakeBudget budget) {
        this.system = system;
        this.intake = intake;
        this.settings = settings;
        this.budget = budget;
        this.requests = BodyLimits.of(settings);
        this.uploads = BodyLimits.ofUploads(settings);
    }

    /// The body's media type among `known`. **Errors** `unsupported_media_type`, naming them.
    public static MediaType mediaType(HttpRequest request, MediaType... known) {
        MediaType given = request.entity().getContentType().mediaType();
        for (MediaType type : known) {
            if (type.mainType().equalsIgnoreCase(given.mainType())
                    && type.subType().equalsIgnoreCase(given.subType())) {
                return type;
            }
        }
        var names = new ArrayList<String>();
        for (MediaType type : known) {
            names.add(type.mainType() + "/" + type.subType());
        }
        String list = String.join(", ", names);
        throw Problem.of(
                        ProblemCode.UNSUPPORTED_MEDIA_TYPE,
                        "The body is " + given.mainType() + "/" + given.subType() + "; this route reads " + list + ".")
                .hint("Say what the body is, for example with the header Content-Type: " + names.getFirst() + ".")
                .exception();
    }

    /// Whether the body is compressed. **Errors** `unsupported_media_type` for codings other than gzip.
    public static boolean gzipped(HttpRequest request) {
        List<String> codings = new ArrayList<>();
        request.getHeaders().forEach(header -> {
            if (header instanceof ContentEncoding known) {
                for (HttpEncoding coding : known.getEncodings()) {
                    codings.add(coding.value().toLowerCase(Locale.ROOT));
                }
            } else if (header.is("content-encoding")) {
                codings.add(header.value().toLowerCase(Locale.ROOT));
            }
        });
        codings.removeIf("identity"::equals);
        if (codings.isEmpty()) {
            return false;
        }
        if (codings.size() == 1
                && (codings.getFirst().equals("gzip") || codings.getFirst().equals("x-gzip"))) {
            return true;
        }
        throw Problem.of(
                        ProblemCode.UNSUPPORTED_MEDIA_TYPE,
                        "The body is coded as '" + Call.shown(String.join(", ", codings))
                                + "'; this server decodes gzip.")
                .exception();
    }

    /// What a gzipped body stands for.
    public static Source<ByteString, ?> gunzipped(Source<ByteString, ?> bytes) {
        return bytes.via(Compression.gunzip(GUNZIP_CHUNK));
    }

    /// Runs `reader` over the decoded body on a thread that may block.
    public <T> CompletionStage<T> read(HttpRequest request, Reader<T> reader) {
        boolean gzip = gzipped(request);
        RequestEntity entity = request.entity();
        long length = entity.getContentLengthOption().orElse(-1);
        requireAcceptable(length, requests);
        if (entity.isStrict() || (length >= 0 && length <= GATHERED_BYTES)) {
            return gather(entity)
                    .thenApplyAsync(
                            bytes -> parse(new ByteArrayInputStream(bytes.toArrayUnsafe()), gzip, requests, reader),
                            intake);
        }
        return readArriving(entity, gzip, requests, reader);
    }

    /// Runs `reader` over a message that has arrived whole, as over a body.
    public <T> CompletionStage<T> readMessage(byte[] message, Reader<T> reader) {
        return CompletableFuture.supplyAsync(
                () -> parse(new ByteArrayInputStream(message), false, requests, reader), intake);
    }

    /// [#read] within the limits of uploads. The reader may wait for others, however short the body is.
    public <T> CompletionStage<T> readUpload(HttpRequest request, Reader<T> reader) {
        boolean gzip = gzipped(request);
        requireAcceptable(request.entity().getContentLengthOption().orElse(-1), uploads);
        return readArriving(request.entity(), gzip, uploads, reader);
    }

    /// Reads the first line of a body whose sender may wait for an answer to it before it sends more.
    public <T> CompletionStage<OpenBody<T>> readFirstLine(HttpRequest request, LineReader<T> reader) {
        boolean gzip = gzipped(request);
        RequestEntity entity = request.entity();
        requireAcceptable(entity.getContentLengthOption().orElse(-1), requests);
        Source<ByteString, ?> bytes = entity.withoutSizeLimit().getDataBytes();
        var raw = new ArrivingBytes(
                gzip ? gunzipped(bytes) : bytes, settings.intake().readTimeout(), turns, system);
        return CompletableFuture.supplyAsync(() -> firstLineInTurn(raw, reader), io);
    }

    private <T> OpenBody<T> firstLineInTurn(ArrivingBytes raw, LineReader<T> reader) {
        turns.begin();
        try (var share = budget.open()) {
            long deadline = System.nanoTime() + requests.deadline().toNanos();
            var body = new BodyStream(raw, false, requests, share, System::nanoTime, deadline);
            try {
                var line = new FirstLine(body);
                T value = reader.read(line, body.memory());
                ByteString behind = ByteString.fromArrayUnsafe(line.finish());
                return new OpenBody<>(
                        value, line.nextLine(), Source.single(behind).concat(raw.rest()));
            } catch (IOException | RuntimeException failure) {
                // Whoever waits for the answer sends nothing more; whoever is still sending gets to read it.
                raw.waitAtMost(ANSWER_AWAITED, ANSWERED_WITHIN);
                body.discard(requests.discardBytes());
                // To give it up would cut the connection before the answer.
                new OpenBody<>(Done.getInstance(), 0, raw.rest()).discard(system);
                throw blame(body.fault(), failure);
            }
        } finally {
            turns.end();
        }
    }

    private <T> CompletionStage<T> readArriving(
            RequestEntity entity, boolean gzip, BodyLimits limits, Reader<T> reader) {
        InputStream raw = new ArrivingBytes(
                entity.withoutSizeLimit().getDataBytes(), settings.intake().readTimeout(), turns, system);
        return CompletableFuture.supplyAsync(() -> inTurn(raw, gzip, limits, reader), io);
    }

    private <T> T inTurn(InputStream raw, boolean gzip, BodyLimits limits, Reader<T> reader) {
        turns.begin();
        try {
            return parse(raw, gzip, limits, reader);
        } finally {
            turns.end();
        }
    }

    /// The raw bytes of a body for a stream of our own, without the body limit. A small body has arrived whole
    /// before, so that its answer does not overtake it, which would cost the connection.
    public CompletionStage<Source<ByteString, ?>> gatherSmall(HttpRequest request) {
        RequestEntity entity = request.entity();
        long length = entity.getContentLengthOption().orElse(Long.MAX_VALUE);
        return length <= GATHERED_BYTES
                ? gather(entity).thenApply(Source::single)
                : CompletableFuture.completedStage(entity.withoutSizeLimit().getDataBytes());
    }

    /// Lets a body pass unread. Never fails. A client that waits for `100 Continue` is not asked to send at all.
    public CompletionStage<Done> discard(HttpRequest request) {
        RequestEntity entity = request.entity();
        if (entity.isStrict() || entity.isKnownEmpty()) {
            return CompletableFuture.completedStage(Done.getInstance());
        }
        boolean waits = request.getHeader("Expect").isPresent();
        long length = entity.getContentLengthOption().orElse(0);
        var bytes = entity.withoutSizeLimit().getDataBytes();
        if (waits || length > settings.intake().bodyLimitBytes() + DISCARD_BYTES) {
            bytes.runWith(Sink.cancelled(), system);
            return CompletableFuture.completedStage(Done.getInstance());
        }
        return bytes.<Long>scan(0L, (sum, more) -> sum + more.size())
                .takeWhile(sum -> sum < settings.intake().bodyLimitBytes() + DISCARD_BYTES)
                .takeWithin(settings.intake().readTimeout())
                .runWith(Sink.ignore(), system)
                .exceptionally(_ -> Done.getInstance());
    }

    private CompletionStage<ByteString> gather(RequestEntity entity) {
        if (entity instanceof HttpEntity.Strict strict) {
            return CompletableFuture.completedStage(strict.getData());
        }
        return entity.withoutSizeLimit()
                .toStrict(settings.intake().readTimeout().toMillis(), GATHERED_BYTES, system)
                .handle((strict, failure) -> {
                    if (failure == null) {
                        return strict.getData();
                    }
                    throw Incidents.cause(failure) instanceof TimeoutException
                            ? Problem.of(ProblemCode.REQUEST_TIMEOUT, "The body did not arrive in time.")
                                    .exception()
                            : Problem.of(ProblemCode.MALFORMED_BODY, "The body broke off.")
                                    .exception();
                });
    }

    private <T> T parse(InputStream raw, boolean gzip, BodyLimits limits, Reader<T> reader) {
        long deadline = System.nanoTime() + limits.deadline().toNanos();
        try (raw;
                var share = budget.open()) {
            var body = new BodyStream(raw, gzip, limits, share, System::nanoTime, deadline);
            T value;
            try {
                value = reader.read(body);
                body.finish();
            } catch (IOException | RuntimeException failure) {
                body.discard(limits.discardBytes());
                throw blame(body.fault(), failure);
            }
            return value;
        } catch (IOException closing) {
            throw new CompletionException(closing);
        }
    }

    private static RuntimeException blame(@Nullable Problem transport, Exception failure) {
        if (transport != null) {
            return new RivuletException(transport);
        }
        return failure instanceof RuntimeException unchecked ? unchecked : new CompletionException(failure);
    }

    /// Below that a body that is too large is let pass, so that its sender reads the answer.
    private static void requireAcceptable(long length, BodyLimits limits) {
        if (length > limits.bytes() + limits.discardBytes()) {
            throw Problem.of(
                            ProblemCode.BODY_TOO_LARGE,
                            "The body has " + length + " bytes, more than the " + limits.bytes() + " allowed.")
                    .hint(limits.hint())
                    .exception();
        }
    }
}
