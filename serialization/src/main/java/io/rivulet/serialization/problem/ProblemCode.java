// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.problem;

import java.util.Locale;

/// Every error code with its HTTP status and title. Codes are stable: never renamed, never reused.
public enum ProblemCode {
    MALFORMED_JSON(400, "The body is not JSON"),
    MALFORMED_BODY(400, "The body can't be decoded"),
    INVALID_ID(400, "Not an id"),
    UNAUTHENTICATED(401, "No valid credentials"),
    FORBIDDEN(403, "Not allowed"),
    SESSION_NOT_FOUND(404, "No such session"),
    PROBLEM_NOT_FOUND(404, "No such uploaded problem"),
    WORKFLOW_NOT_FOUND(404, "No such workflow"),
    TASK_NOT_FOUND(404, "No such task"),
    EXPERIENCE_NOT_FOUND(404, "No such experience"),
    VERDICT_PENDING(404, "The outcome is not known yet"),
    ROUTE_NOT_FOUND(404, "No such route"),
    METHOD_NOT_ALLOWED(405, "This route does not take that HTTP method"),
    SESSION_EXISTS(409, "The session id is taken"),
    TASK_EXISTS(409, "The task id is taken"),
    STALE_UPDATE(409, "An old value differs from what is stored"),
    UPDATE_TOO_OLD(409, "The update is too old to be known"),
    CONFLICT(409, "The id is taken by something else"),
    OUTCOME_CONFLICT(409, "Another outcome is known already"),
    SESSION_EXPIRED(410, "The session has ended"),
    BODY_TOO_LARGE(413, "The body is too large"),
    UNSUPPORTED_MEDIA_TYPE(415, "This content type or coding is not understood"),
    NOT_ACCEPTABLE(406, "None of the accepted types can be given"),
    REQUEST_TIMEOUT(408, "The request took too long to arrive"),
    URI_TOO_LONG(414, "The URI is too long"),
    HEADERS_TOO_LARGE(431, "The headers are too large"),
    MISSING_FIELD(422, "A field is missing"),
    WRONG_TYPE(422, "A field has another type"),
    UNSUPPORTED_VALUE(422, "A value is not supported"),
    OUT_OF_RANGE(422, "A number is out of its range"),
    INDEX_OUT_OF_RANGE(422, "An index is out of range"),
    INVALID_MATRIX(422, "The matrix is not well formed"),
    DIMENSION_MISMATCH(422, "Sizes do not fit"),
    NON_FINITE_VALUE(422, "A value is not finite"),
    EMPTY_SEQUENCE(422, "A series has no value"),
    CONSTANT_SEQUENCE(422, "All values of a series are the same"),
    STRUCTURALLY_SINGULAR(422, "The matrix is structurally singular"),
    SINGULAR_INCONSISTENT(422, "The system is singular and has no solution"),
    METHOD_NOT_APPLICABLE(422, "The method does not apply to this matrix"),
    CERTIFICATE_UNAVAILABLE(422, "No certified bound can be given for this matrix"),
    RATE_LIMITED(429, "Too many requests"),
    TOO_MANY_STREAMS(429, "Too many streams"),
    TOO_MANY_SOURCES(429, "Too many sources"),
    SESSION_BUSY(429, "The session can't take more updates now"),
    TOO_SLOW(429, "The reader is too slow"),
    SOLVER_FAILED(500, "The solver failed"),
    INTERNAL_ERROR(500, "Internal error"),
    STORAGE_UNAVAILABLE(503, "The journal can't be written"),
    CAPACITY_EXCEEDED(503, "Not enough memory or compute"),
    DRAINING(503, "The node is shutting down"),
    NO_QUORUM(503, "Too few verifiers answered"),
    AUTH_UNAVAILABLE(503, "Credentials can't be checked now");

    private final int status;
    private final String title;

    ProblemCode(int status, String title) {
        this.status = status;
        this.title = title;
    }

    public int status() {
        return status;
    }

    public String title() {
        return title;
    }

    /// `index_out_of_range`
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
