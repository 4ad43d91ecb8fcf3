// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.field.core;

/// The `error_code` of a refusal, as written on the wire.
public enum FieldCode {
    INIT_FAILED,
    INIT_REQUIRED,
    UNSUPPORTED_PROTOCOL,
    AUTH_FAILED,
    AUTH_ERROR,
    REPLAYED,
    NOT_AUTHENTICATED,
    SUBSCRIBE_FAILED,
    SUBSCRIBE_ERROR,
    STREAM_ERROR,
    STREAM_EXISTS,
    STREAM_UNKNOWN,
    TOO_MANY_STREAMS,
    WRONG_STREAM_TYPE,
    BAD_MESSAGE,
    UNKNOWN_TYPE,
    RATE_LIMITED,
    BAD_FILTER,
    RESUME_UNKNOWN,
    RESUME_GAP,
    NOT_AGREED
}
