// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.request;

import com.fasterxml.jackson.core.JsonParser;
import io.rivulet.numerics.linalg.Allowance;
import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.numerics.linalg.LinearSystem;
import io.rivulet.numerics.market.MatrixMarket;
import io.rivulet.serialization.event.SessionSettings;
import io.rivulet.serialization.json.Json;
import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Reads a `solve_request` as it arrives. Fields may come in any order; the first fault is told with its pointer.
/// **Cost** one pass over the text, at most three times the memory of the arrays that come out.
/// **Thread** any, blocking on its stream.
/// **Errors** [io.rivulet.serialization.problem.RivuletException]; a stream that breaks is an
/// [java.io.UncheckedIOException].
public final class SolveRequestReader {
    private static final String VECTOR = "/vector";
    private static final int LONGEST_CHOICE = 128;

    private final RequestLimits limits;
    private final MatrixFields matrix;
    private final OptionsFields options;
    private @Nullable UUID sessionId;
    private @Nullable VectorFields vector;
    private @Nullable StreamWish wish;
    private @Nullable String workflow;
    private Warnings warnings = new Warnings();

    private SolveRequestReader(RequestLimits limits) {
        this.limits = limits;
        this.matrix = new MatrixFields(limits);
        this.options = new OptionsFields(limits);
    }

    /// The JSON form: one object, nothing after it.
    public static OpenRequest read(InputStream in, RequestLimits limits) {
        var reader = new SolveRequestReader(limits);
        return JsonCursor.parse(() -> parser(in), c -> {
            reader.readFields(c);
            return reader.assembled();
        });
    }

    /// The JSON form with `stream_options` beside its fields: what a tool that streams is asked.
    public static StreamCall readStreamCall(InputStream in, RequestLimits limits) {
        var reader = new SolveRequestReader(limits);
        var wish = new StreamWish();
        reader.wish = wish;
        return JsonCursor.parse(() -> parser(in), c -> {
            reader.readFields(c);
            wish.applyTo(reader.options);
            return new StreamCall(reader.assembled(), wish.realTime());
        });
    }

    /// The multipart form: `request` has the other fields, `matrix` is a Matrix Market file, `vector` one too or one
    /// number a line; without a vector b is all ones. The streams are read one after the other.
    ///
    /// @param odd what was odd about the parts, told with the other warnings
    public static OpenRequest fromParts(
            @Nullable InputStream request,
            InputStream matrix,
            @Nullable InputStream vector,
            RequestLimits limits,
            List<String> odd) {
        var reader = new SolveRequestReader(limits);
        if (request != null) {
            JsonCursor.parse(() -> parser(request), c -> {
                reader.readFields(c);
                return reader;
            });
        }
        odd.forEach(reader.warnings::add);
        if (reader.matrix.present) {
            throw Problem.of(ProblemCode.UNSUPPORTED_VALUE, "the matrix is in the part matrix and in request too")
                    .at(MatrixFields.AT)
                    .hint("Leave matrix out of the part request.")
                    .exception();
        }
        if (vector != null && reader.vector != null) {
            throw Problem.of(ProblemCode.UNSUPPORTED_VALUE, "the vector is in the part vector and in request too")
                    .at(VECTOR)
                    .hint("Leave vector out of the part request, or the part vector away.")
                    .exception();
        }
        try {
            CsrMatrix a = MarketFaults.matrix(
                    () -> MatrixMarket.readMatrix(matrix, limits.maxEntries(), limits.memory()), MatrixFields.AT);
            if (vector != null) {
                double[] b = MarketFaults.vector(() -> MatrixMarket.readVector(vector, a.rows()), VECTOR);
                reader.vector = VectorFields.of(VECTOR, DenseVector.adopt(b));
            }
            return reader.opening(reader.withMatrix(a));
        } catch (IOException e) {
            throw JsonFaults.of(e);
        }
    }

    private static JsonParser parser(InputStream in) throws IOException {
        return Json.FACTORY.createParser(in).enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);
    }

    private void readFields(JsonCursor c) throws IOException {
        warnings = c.warnings;
        c.document(field -> {
            switch (field) {
                case "type" -> readType(c);
                case "id" -> Frame.id(c);
                case "session_id" -> sessionId = c.uuid();
                case "matrix" -> matrix.read(c);
                case "vector" -> vector = VectorFields.read(c, limits);
                case "method" -> options.readMethod(c);
                case "options" -> options.readOptions(c);
                case "flow_nexus" -> options.readFlowNexus(c);
                case "labels" -> options.readLabels(c);
                case "name" -> options.readName(c);
                case "workflow" -> workflow = c.text(LONGEST_CHOICE);
                default -> readOther(c, field);
            }
        });
    }

    private void readOther(JsonCursor c, String field) throws IOException {
        StreamWish wanted = wish;
        if (wanted != null && field.equals("stream_options")) {
            wanted.read(c);
        } else {
            c.unknown();
        }
    }

    private static void readType(JsonCursor c) throws IOException {
        String type = c.text(LONGEST_CHOICE);
        if (!type.equals("solve_request")) {
            throw c.unsupported("type \"" + type + "\"", "A session is opened by type solve_request.");
        }
    }

    /// Everything but the defaults, which come from elsewhere under a workflow.
    private OpenRequest opening(Function<SessionSettings, OpenRequest> whole) {
        return workflow == null ? whole.apply(SessionSettings.DEFAULTS) : new SolveUnder(sessionId, workflow, whole);
    }

    private OpenRequest assembled() {
        VectorFields b = vector;
        int length = b == null ? -1 : b.length();
        var assembly = new MatrixAssembly(matrix, warnings, length);
        return switch (assembly.assemble()) {
            case MatrixAssembly.Result.Recipe(var recipe, int rows) ->
                opening(request(
                        new SystemSource.Gallery(recipe, b == null ? null : b.expand(rows, limits)), rows, limits));
            case MatrixAssembly.Result.Named(String ref) ->
                opening(defaults -> new SolveOnUpload(sessionId, ref, uploaded -> {
                    assembly.requireAgreement(uploaded);
                    return onUpload(ref, uploaded, defaults);
                }));
            case MatrixAssembly.Result.Stored(CsrMatrix a) -> {
                if (b == null) {
                    throw MatrixAssembly.missingVector();
                }
                yield opening(withMatrix(a));
            }
        };
    }

    private Function<SessionSettings, OpenRequest> withMatrix(CsrMatrix a) {
        VectorFields b = vector;
        DenseVector rhs = b == null ? limits.ones(a.rows()) : b.expand(a.rows(), limits);
        return request(new SystemSource.Explicit(new LinearSystem(a, rhs)), a.rows(), limits);
    }

    /// Later than the body, whose memory has been given back by then.
    private SolveRequest onUpload(String ref, CsrMatrix a, SessionSettings defaults) {
        VectorFields b = vector;
        RequestLimits later = limits.within(Allowance.UNLIMITED);
        DenseVector rhs = b == null ? null : b.expand(a.rows(), later);
        return whole(new SystemSource.OnMatrix(ref, a, rhs), guess(a.rows(), later), a.rows(), defaults);
    }

    /// What takes memory is made now, while the body's share is there.
    private Function<SessionSettings, OpenRequest> request(SystemSource system, int rows, RequestLimits within) {
        DenseVector guess = guess(rows, within);
        return defaults -> whole(system, guess, rows, defaults);
    }

    private @Nullable DenseVector guess(int rows, RequestLimits within) {
        VectorFields guess = options.initialGuess;
        return guess == null ? null : guess.expand(rows, within);
    }

    private SolveRequest whole(SystemSource system, @Nullable DenseVector guess, int rows, SessionSettings defaults) {
        SessionSettings settings = options.settings(defaults, rows, warnings);
        return new SolveRequest(sessionId, system, settings, guess, warnings.list());
    }
}
