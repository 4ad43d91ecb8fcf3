// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.request;

import com.fasterxml.jackson.core.JsonParser;
import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.linalg.LinearSystem;
import io.rivulet.numerics.verify.Strategy;
import io.rivulet.serialization.json.Json;
import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import java.io.IOException;
import java.io.InputStream;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Reads the body of `POST /api/v1/verify`: a session's x, or any x with its matrix and vector.
/// **Cost**, **Thread**, **Errors** as [SolveRequestReader].
public final class VerifyRequestReader {
    private static final int PROBES = 10;
    private static final double TOLERANCE = 1e-8;
    private static final int LONGEST_CHOICE = 100;
    private static final String EITHER = "Send session_id for a session's x, or matrix, vector and solution.";

    private final RequestLimits limits;
    private final MatrixFields matrix;
    private @Nullable UUID sessionId;
    private @Nullable VectorFields vector;
    private @Nullable VectorFields solution;
    private @Nullable Strategy strategy;
    private boolean consensus;
    private int probeCount = PROBES;
    private double tolerance = TOLERANCE;

    private VerifyRequestReader(RequestLimits limits) {
        this.limits = limits;
        this.matrix = new MatrixFields(limits);
    }

    public static VerifyRequest read(InputStream in, RequestLimits limits) {
        var reader = new VerifyRequestReader(limits);
        return JsonCursor.parse(
                () -> Json.FACTORY.createParser(in).enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION),
                reader::read);
    }

    private VerifyRequest read(JsonCursor c) throws IOException {
        c.document(field -> {
            switch (field) {
                case "type" -> readType(c);
                case "id" -> Frame.id(c);
                case "session_id" -> sessionId = c.uuid();
                case "probe_count" -> probeCount = (int) c.whole(1, VerificationFields.MOST_PROBES);
                case "strategy" -> readStrategy(c);
                case "matrix" -> matrix.read(c);
                case "vector" -> vector = VectorFields.read(c, limits);
                case "solution" -> solution = VectorFields.read(c, limits);
                case "tolerance" -> tolerance = c.number(0, true, Double.MAX_VALUE);
                default -> c.unknown();
            }
        });
        UUID session = sessionId;
        boolean system = matrix.present || vector != null || solution != null;
        if (session != null && system) {
            throw Problem.of(ProblemCode.UNSUPPORTED_VALUE, "there are both a session_id and a system of its own")
                    .at(matrix.present ? MatrixFields.AT : vector != null ? "/vector" : "/solution")
                    .hint(EITHER)
                    .exception();
        }
        if (session != null) {
            return new VerifyRequest.OfSession(session, strategy, consensus, probeCount);
        }
        if (!system) {
            throw missing("/session_id", "there is neither a session_id nor a matrix");
        }
        return ofSystem(c);
    }

    private void readStrategy(JsonCursor c) throws IOException {
        strategy = VerificationFields.strategyOrConsensus(c);
        consensus = strategy == null;
    }

    private static void readType(JsonCursor c) throws IOException {
        String type = c.text(LONGEST_CHOICE);
        if (!type.equals("verify")) {
            throw c.unsupported("type \"" + type + "\"", "A verification has type verify.");
        }
    }

    private VerifyRequest ofSystem(JsonCursor c) {
        if (consensus) {
            throw Problem.of(ProblemCode.UNSUPPORTED_VALUE, "there is no session whose members could vote")
                    .at("/strategy")
                    .hint("Without a session, supported are random_probe, projection and full_residual.")
                    .exception();
        }
        VectorFields b = vector;
        VectorFields x = solution;
        SystemSource system;
        int rows;
        switch (new MatrixAssembly(matrix, c.warnings, b == null ? -1 : b.length()).assemble()) {
            case MatrixAssembly.Result.Stored(CsrMatrix stored) -> {
                if (b == null) {
                    throw MatrixAssembly.missingVector();
                }
                rows = stored.rows();
                system = new SystemSource.Explicit(new LinearSystem(stored, b.expand(rows, limits)));
            }
            case MatrixAssembly.Result.Named(String ref) ->
                throw Problem.of(ProblemCode.UNSUPPORTED_VALUE, "the matrix is the uploaded " + ref)
                        .at(MatrixAssembly.REF)
                        .hint("Open a session on it and verify that, or send the matrix with this request.")
                        .exception();
            case MatrixAssembly.Result.Recipe(var recipe, int size) -> {
                rows = size;
                system = new SystemSource.Gallery(recipe, b == null ? null : b.expand(rows, limits));
            }
        }
        if (x == null) {
            throw missing("/solution", "the field solution is missing");
        }
        return new VerifyRequest.OfSystem(
                system,
                x.expand(rows, limits),
                strategy == null ? Strategy.RANDOM_PROBE : strategy,
                probeCount,
                tolerance);
    }

    private static RuntimeException missing(String pointer, String detail) {
        return Problem.of(ProblemCode.MISSING_FIELD, detail)
                .at(pointer)
                .hint(EITHER)
                .exception();
    }
}
