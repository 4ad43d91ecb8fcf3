// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.problem;

/// What a caller can do about each code, where the occurrence has nothing better to say.
public final class ProblemHints {
    private ProblemHints() {}

    public static String of(ProblemCode code) {
        return switch (code) {
            case MALFORMED_JSON -> "Send one complete JSON object in UTF-8; line and column say where reading stopped.";
            case MALFORMED_BODY -> "Check the body's compression, its multipart boundary, and that its text is UTF-8.";
            case INVALID_ID ->
                "Use a UUID such as 7b1e9a52-6c3f-4a3e-9a43-2f5d1c8e0b6d; the stream's first line names the session's.";
            case UNAUTHENTICATED -> "Send a valid token as Authorization: Bearer.";
            case FORBIDDEN -> "Use credentials that have the needed role.";
            case SESSION_NOT_FOUND -> "Check the id; GET /api/v1/sessions lists the sessions there are.";
            case TASK_NOT_FOUND ->
                "GET /api/v1/tasks lists the tasks there are; those that ended long ago are forgotten.";
            case TASK_EXISTS -> "Leave task_id out, or choose a new UUID.";
            case WORKFLOW_NOT_FOUND -> "GET /api/v1/workflows lists the workflows there are.";
            case EXPERIENCE_NOT_FOUND ->
                "Check the id; experiences are seen by their owner alone, and the oldest make room for new ones.";
            case VERDICT_PENDING -> "Send what followed to POST /api/v1/experiences/{experience}/outcome first.";
            case CONFLICT -> "Send the same content as before, which counts once, or choose another id.";
            case OUTCOME_CONFLICT -> "The first outcome counts; GET …/verdict tells it.";
            case EMPTY_SEQUENCE -> "Send at least one value.";
            case CONSTANT_SEQUENCE -> "Send a series that moves, or compare it with normalise: none.";
            case PROBLEM_NOT_FOUND ->
                "Upload it to POST /api/v1/problems and use the ref of that answer; uploads that nobody uses are removed.";
            case ROUTE_NOT_FOUND -> "Check the path; every call begins with /api/v1/.";
            case METHOD_NOT_ALLOWED -> "Use one of the HTTP methods that the Allow header names.";
            case SESSION_EXISTS ->
                "Choose another session_id, or send the problem this session was opened with to re-attach.";
            case STALE_UPDATE ->
                "Read the present value, decide again, and send the update with that old_value or without one.";
            case UPDATE_TOO_OLD ->
                "It may have been applied before: read the solution, then send what is still missing under a new identity.";
            case SESSION_EXPIRED -> "Open a new session; options.expires_after_s sets how long an idle one is kept.";
            case BODY_TOO_LARGE ->
                "Send a smaller body: a sparse layout, a gallery recipe, an upload to /api/v1/problems, or fewer updates at once.";
            case UNSUPPORTED_MEDIA_TYPE ->
                "Send application/json, application/x-ndjson or multipart/form-data, plain or with Content-Encoding: gzip.";
            case NOT_ACCEPTABLE -> "Accept application/x-ndjson, application/json or */*.";
            case REQUEST_TIMEOUT -> "Send the body without long pauses, or in smaller parts.";
            case URI_TOO_LONG -> "Shorten the query; many indices can be given as ranges, 5-9.";
            case HEADERS_TOO_LARGE -> "Send fewer or shorter headers.";
            case MISSING_FIELD -> "Add the field that pointer names.";
            case WRONG_TYPE -> "Send the field that pointer names with the type the detail asks for.";
            case UNSUPPORTED_VALUE -> "Use one of the supported values, or leave the field out for its default.";
            case OUT_OF_RANGE -> "Choose a value inside the range that the detail names.";
            case INDEX_OUT_OF_RANGE -> "Indices are 0-based: the first is 0 and the last is rows − 1.";
            case INVALID_MATRIX ->
                "Check what pointer or line names against its layout; indices are 0-based, Matrix Market's 1-based.";
            case DIMENSION_MISMATCH ->
                "Vectors have as many entries as the matrix has rows, and indices as many as values.";
            case NON_FINITE_VALUE ->
                "Numbers must be finite doubles: at most about 1.8e308 in size, no NaN, no Infinity.";
            case STRUCTURALLY_SINGULAR ->
                "Every row and column needs an entry of its own; look for rows that were left out.";
            case SINGULAR_INCONSISTENT ->
                "Make b consistent (each component's entries sum to zero for a Laplacian), or fix one unknown.";
            case METHOD_NOT_APPLICABLE -> "Ask for hybrid, which chooses a method that applies.";
            case CERTIFICATE_UNAVAILABLE ->
                "Leave error_bound out and set tolerance; bounds need diagonal dominance or an M-matrix.";
            case RATE_LIMITED, TOO_MANY_STREAMS -> "Wait as long as Retry-After says.";
            case TOO_MANY_SOURCES -> "Send through fewer source_nodes, or identify updates by update_id.";
            case SESSION_BUSY -> "Wait retry_after_ms, then send the same updates again with the same identity.";
            case TOO_SLOW -> "Resume from resume_from; ask for less by options.stream, or read faster.";
            case SOLVER_FAILED -> "Send the command restart, or try another method or preconditioner.";
            case INTERNAL_ERROR -> "Try again; if it stays, tell the operator the incident id.";
            case STORAGE_UNAVAILABLE ->
                "Nothing was acknowledged: send it again with the same identity after retry_after_ms.";
            case CAPACITY_EXCEEDED -> "Try again later, or open a smaller problem.";
            case DRAINING -> "Connect again: another node, or this one after its restart, goes on.";
            case NO_QUORUM -> "Wait until enough verifiers are connected.";
            case AUTH_UNAVAILABLE -> "Try again later with the same credentials.";
        };
    }
}
