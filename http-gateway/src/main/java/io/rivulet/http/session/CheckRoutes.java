// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.session;

import io.rivulet.actors.session.SessionReads;
import io.rivulet.actors.session.Sessions;
import io.rivulet.http.route.AnswerTimeout;
import io.rivulet.http.route.Answers;
import io.rivulet.http.route.Call;
import io.rivulet.http.route.Negotiation;
import io.rivulet.http.route.Router;
import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpCharsets;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.MediaType;
import org.apache.pekko.http.javadsl.model.MediaTypes;
import org.apache.pekko.http.javadsl.model.headers.ETag;
import org.apache.pekko.http.javadsl.model.headers.EntityTag;
import org.apache.pekko.stream.javadsl.AsPublisher;
import org.apache.pekko.stream.javadsl.Keep;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;

/// What a program needs to check an x by itself: A and b at a revision, and an x that voters are asked about. A and b
/// are those that this node reads from store and journal, never the engine's.
/// **Bounded by** [#AT_ONCE] problems on their way out at a time.
public final class CheckRoutes {
    public static final int AT_ONCE = 16;

    private static final String SESSION = "/api/v1/sessions/{id}";

    /// After so long without reading on, a reader gives its place up.
    private static final Duration STALL = Duration.ofSeconds(10);

    private static final ContentType TEXT = ContentTypes.create(MediaTypes.TEXT_PLAIN, HttpCharsets.US_ASCII);

    private final ActorSystem<?> system;
    private final Sessions sessions;
    private final AnswerTimeout timeout;
    private final Semaphore room = new Semaphore(AT_ONCE);

    public CheckRoutes(ActorSystem<?> system, Sessions sessions, AnswerTimeout timeout) {
        this.system = system;
        this.sessions = sessions;
        this.timeout = timeout;
    }

    public void addTo(Router router) {
        router.get(SESSION + "/matrix", this::matrix)
                .get(SESSION + "/vector", this::vector)
                .get(SESSION + "/x", this::x);
    }

    private CompletionStage<HttpResponse> matrix(Call call) {
        MediaType type = Negotiation.choose(call.request(), ProblemRoutes.CSR, MediaTypes.TEXT_PLAIN);
        boolean text = type.equals(MediaTypes.TEXT_PLAIN);
        return problem(call, text ? TEXT : ((MediaType.Binary) type).toContentType(), at -> {
            CsrMatrix a = at.system().a();
            return text ? MatrixBody.matrixMarket(a) : MatrixBody.csr(a);
        });
    }

    private CompletionStage<HttpResponse> vector(Call call) {
        boolean text = text(call);
        return problem(
                call,
                vectorType(text),
                at -> text
                        ? VectorBody.matrixMarket(at.system().b())
                        : VectorBody.littleEndian(at.system().b()));
    }

    private CompletionStage<HttpResponse> x(Call call) {
        UUID session = call.session();
        boolean text = text(call);
        String digest = call.parameter("digest")
                .orElseThrow(() -> Problem.of(ProblemCode.MISSING_FIELD, "The parameter digest is missing.")
                        .at("/digest")
                        .hint("A probe_task names the x that it asks about by its digest.")
                        .exception());
        return timeout.on(sessions.reads().polledX(session, call.owner(), digest))
                .thenApply(x -> ended(
                        x.size(),
                        Answers.streamed(
                                call.request(),
                                vectorType(text),
                                text ? VectorBody.matrixMarket(x) : VectorBody.littleEndian(x))));
    }

    private static boolean text(Call call) {
        return Negotiation.choose(call.request(), MediaTypes.APPLICATION_OCTET_STREAM, MediaTypes.TEXT_PLAIN)
                .equals(MediaTypes.TEXT_PLAIN);
    }

    private static ContentType vectorType(boolean text) {
        return text ? TEXT : ContentTypes.APPLICATION_OCTET_STREAM;
    }

    private interface Form {
        Source<ByteString, NotUsed> of(SessionReads.ProblemAt at);
    }

    private CompletionStage<HttpResponse> problem(Call call, ContentType type, Form form) {
        UUID session = call.session();
        long revision = call.number("revision", 0, Long.MAX_VALUE, -1);
        return timeout.on(sessions.reads().problem(session, call.owner(), revision))
                .thenApply(at -> {
                    HttpHeader tag = ETag.create(EntityTag.create(Long.toString(at.revision()), false));
                    int size = at.system().rows() + at.system().a().nnz();
                    Source<ByteString, NotUsed> pieces = form.of(at);
                    return ended(size, Answers.streamed(call.request(), type, isLong(size) ? inRoom(pieces) : pieces))
                            .addHeader(tag);
                });
    }

    private static boolean isLong(int entries) {
        return entries > VectorBody.PIECE_ENTRIES;
    }

    private static HttpResponse ended(int size, HttpResponse answer) {
        HttpResponse fresh = answer.addHeader(Answers.NO_STORE);
        return isLong(size) ? fresh.addHeader(Answers.LAST) : fresh;
    }

    /// Runs already, so that it ends whoever reads it: where nobody does, by the subscription timeout of streams; where
    /// its reader stands still, by [#STALL].
    private Source<ByteString, NotUsed> inRoom(Source<ByteString, NotUsed> pieces) {
        if (!room.tryAcquire()) {
            throw Problem.of(ProblemCode.CAPACITY_EXCEEDED, AT_ONCE + " long problems are being read at this node.")
                    .retryAfter(STALL.toMillis())
                    .exception();
        }
        var run = pieces.backpressureTimeout(STALL)
                .watchTermination(Keep.right())
                .toMat(Sink.asPublisher(AsPublisher.WITHOUT_FANOUT), Keep.both())
                .run(system);
        run.first().whenComplete((_, _) -> room.release());
        return Source.fromPublisher(run.second());
    }
}
