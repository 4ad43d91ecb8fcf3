// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.alert.core;

import io.rivulet.serialization.problem.ProblemCode;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Everything that a node tells a person of by itself. docs/operating/alerts.md is this table, and what to do.
public enum Alert {
    SLOW_ITERATION(Severity.WARNING, "an iteration took over 10 ms and over 3 times what its work should take"),
    NO_QUORUM(Severity.ERROR, "too few voters agreed about an x"),
    JOURNAL_SLOW(Severity.WARNING, "a write of the journal took over 1 s"),
    STORAGE_UNAVAILABLE(Severity.CRITICAL, "the journal or the store could not be written"),
    STORE_FULL(Severity.ERROR, "the database has taken 80 % of what it may take"),
    STREAM_GAP(Severity.WARNING, "lines were left out for readers that are too slow"),
    CAPACITY(Severity.ERROR, "a session waits for memory, or one was refused"),
    CERTIFICATE_EXPIRES(Severity.WARNING, "a certificate ends within 21 days"),
    CERTIFICATE_EXPIRED(Severity.CRITICAL, "a certificate has ended, or can't be read"),
    NODE_LOST(Severity.CRITICAL, "a node was lost; its sessions have moved, or should have"),
    CORRECTION(Severity.WARNING, "an x was refuted or went wrong, and is being mended"),
    SOLVER_FAILED(Severity.ERROR, "a call failed because its solver did"),
    AUTH_UNAVAILABLE(Severity.ERROR, "who judges tokens does not answer"),
    INTERNAL_ERROR(Severity.ERROR, "a fault of the program; the log has it under its incident");

    private final Severity severity;
    private final String meaning;

    Alert(Severity severity, String meaning) {
        this.severity = severity;
        this.meaning = meaning;
    }

    public Severity severity() {
        return severity;
    }

    public String meaning() {
        return meaning;
    }

    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// The alert that a problem which a caller got is; null for what is the caller's own to mend.
    public static @Nullable Alert of(ProblemCode code) {
        return switch (code) {
            case STORAGE_UNAVAILABLE -> STORAGE_UNAVAILABLE;
            case CAPACITY_EXCEEDED -> CAPACITY;
            case NO_QUORUM -> NO_QUORUM;
            case SOLVER_FAILED -> SOLVER_FAILED;
            case AUTH_UNAVAILABLE -> AUTH_UNAVAILABLE;
            case INTERNAL_ERROR -> INTERNAL_ERROR;
            case MALFORMED_JSON,
                    MALFORMED_BODY,
                    INVALID_ID,
                    UNAUTHENTICATED,
                    FORBIDDEN,
                    SESSION_NOT_FOUND,
                    PROBLEM_NOT_FOUND,
                    WORKFLOW_NOT_FOUND,
                    TASK_NOT_FOUND,
                    TASK_EXISTS,
                    EXPERIENCE_NOT_FOUND,
                    VERDICT_PENDING,
                    ROUTE_NOT_FOUND,
                    METHOD_NOT_ALLOWED,
                    SESSION_EXISTS,
                    STALE_UPDATE,
                    UPDATE_TOO_OLD,
                    CONFLICT,
                    OUTCOME_CONFLICT,
                    SESSION_EXPIRED,
                    BODY_TOO_LARGE,
                    UNSUPPORTED_MEDIA_TYPE,
                    NOT_ACCEPTABLE,
                    REQUEST_TIMEOUT,
                    URI_TOO_LONG,
                    HEADERS_TOO_LARGE,
                    MISSING_FIELD,
                    WRONG_TYPE,
                    UNSUPPORTED_VALUE,
                    OUT_OF_RANGE,
                    INDEX_OUT_OF_RANGE,
                    INVALID_MATRIX,
                    DIMENSION_MISMATCH,
                    NON_FINITE_VALUE,
                    EMPTY_SEQUENCE,
                    CONSTANT_SEQUENCE,
                    STRUCTURALLY_SINGULAR,
                    SINGULAR_INCONSISTENT,
                    METHOD_NOT_APPLICABLE,
                    CERTIFICATE_UNAVAILABLE,
                    RATE_LIMITED,
                    TOO_MANY_STREAMS,
                    TOO_MANY_SOURCES,
                    SESSION_BUSY,
                    TOO_SLOW,
                    DRAINING -> null;
        };
    }
}
