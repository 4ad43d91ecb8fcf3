// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.request;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.rivulet.serialization.json.Json;
import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/// A JSON-RPC message taken apart: the arguments of a tool, which may be as long as any request, stay the bytes they
/// came as, and everything else is short enough for a tree of values.
/// **Cost** one pass over the text, nothing allocated but the short part.
public final class RpcEnvelope {
    /// The method whose `params.arguments` are set apart.
    public static final String CALL = "tools/call";

    /// Longest message beside those arguments.
    public static final int MOST_BYTES = 1 << 20;

    private static final byte[] NOTHING = {'{', '}'};

    private final byte[] body;
    private final boolean call;
    private final int from;
    private final int to;

    private RpcEnvelope(byte[] body, boolean call, int from, int to) {
        this.body = body;
        this.call = call;
        this.from = from;
        this.to = to;
    }

    /// **Errors** `malformed_json`; `wrong_type` for what is no object, or for arguments that are none;
    /// `body_too_large`.
    public static RpcEnvelope read(byte[] body) {
        try (JsonParser parser = Json.FACTORY.createParser(body)) {
            var reading = new Reading(parser);
            reading.document();
            var envelope = new RpcEnvelope(body, reading.call, reading.from, reading.to);
            envelope.requireShort();
            return envelope;
        } catch (IOException fault) {
            throw JsonFaults.of(fault);
        }
    }

    public boolean isCall() {
        return call;
    }

    /// The message, with empty arguments where it is a call.
    public byte[] message() {
        if (!call || from < 0) {
            return body;
        }
        byte[] message = new byte[body.length - (to - from) + NOTHING.length];
        System.arraycopy(body, 0, message, 0, from);
        System.arraycopy(NOTHING, 0, message, from, NOTHING.length);
        System.arraycopy(body, to, message, from + NOTHING.length, body.length - to);
        return message;
    }

    /// The arguments of a call, an object; empty where it has none.
    public byte[] arguments() {
        return call && from >= 0 ? Arrays.copyOfRange(body, from, to) : NOTHING.clone();
    }

    /// As [#arguments], without a copy.
    public InputStream argumentStream() {
        return call && from >= 0 ? new ByteArrayInputStream(body, from, to - from) : new ByteArrayInputStream(NOTHING);
    }

    private void requireShort() {
        int length = call && from >= 0 ? body.length - (to - from) : body.length;
        if (length > MOST_BYTES) {
            throw Problem.of(
                            ProblemCode.BODY_TOO_LARGE,
                            "the message has " + length + " bytes beside a tool's arguments, at most " + MOST_BYTES
                                    + " are taken")
                    .exception();
        }
    }

    /// One pass over the text.
    private static final class Reading {
        private final JsonParser parser;
        private boolean call;
        private int from = -1;
        private int to = -1;
        private boolean unfit;

        Reading(JsonParser parser) {
            this.parser = parser;
        }

        void document() throws IOException {
            JsonToken first = parser.nextToken();
            if (first == null) {
                throw Problem.of(ProblemCode.MALFORMED_JSON, "the body is empty")
                        .place(1, 1)
                        .exception();
            }
            if (first != JsonToken.START_OBJECT) {
                throw wrong("the body is no object, expected one JSON-RPC message", "");
            }
            for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
                JsonToken value = parser.nextToken();
                if (name.equals("method")) {
                    call = value == JsonToken.VALUE_STRING && CALL.equals(parser.getText());
                }
                if (name.equals("params") && value == JsonToken.START_OBJECT) {
                    params();
                } else {
                    parser.skipChildren();
                }
            }
            if (parser.nextToken() != null) {
                throw Problem.of(ProblemCode.MALFORMED_JSON, "something follows the message")
                        .exception();
            }
            if (call && unfit) {
                throw wrong("the arguments of a tool are one object", "/params/arguments");
            }
        }

        private void params() throws IOException {
            for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
                JsonToken value = parser.nextToken();
                if (!name.equals("arguments") || value == JsonToken.VALUE_NULL) {
                    parser.skipChildren();
                    continue;
                }
                // Arguments that are there twice could mean either.
                unfit |= value != JsonToken.START_OBJECT || from >= 0;
                from = (int) parser.currentTokenLocation().getByteOffset();
                parser.skipChildren();
                to = (int) parser.currentLocation().getByteOffset();
            }
        }

        private static RuntimeException wrong(String detail, String pointer) {
            return Problem.of(ProblemCode.WRONG_TYPE, detail).at(pointer).exception();
        }
    }
}
