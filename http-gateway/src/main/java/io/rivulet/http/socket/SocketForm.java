// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.socket;

import io.rivulet.serialization.json.Cbor;
import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import io.rivulet.serialization.request.Frame;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.model.ws.BinaryMessage;
import org.apache.pekko.http.javadsl.model.ws.Message;
import org.apache.pekko.http.javadsl.model.ws.TextMessage;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/// What messages of a socket look like: text that is JSON, or binary that is CBOR. Inside they are JSON.
/// **Thread** any.
enum SocketForm {
    JSON {
        @Override
        Message message(byte[] json) {
            return TextMessage.create(new String(json, StandardCharsets.UTF_8));
        }

        @Override
        Source<ByteString, ?> bytes(Message message) {
            return message.asTextMessage().getStreamedText().map(ByteString::fromString);
        }

        @Override
        Read read(byte[] bytes) {
            return new Read.Json(bytes);
        }
    },
    CBOR {
        @Override
        Message message(byte[] json) {
            return BinaryMessage.create(ByteString.fromArrayUnsafe(Cbor.of(json)));
        }

        @Override
        Source<ByteString, ?> bytes(Message message) {
            return message.asBinaryMessage().getStreamedData();
        }

        @Override
        Read read(byte[] bytes) {
            try {
                return new Read.Json(Cbor.toJson(bytes));
            } catch (Cbor.NonFinite number) {
                return new Read.Unfit(
                        Problem.of(
                                        ProblemCode.NON_FINITE_VALUE,
                                        "A number of the frame is NaN or infinite at " + number.pointer() + ".")
                                .at(number.pointer()),
                        Frame.read(number.json()).id());
            } catch (Cbor.Unreadable why) {
                return new Read.Unfit(Problem.of(
                        ProblemCode.MALFORMED_BODY, "The frame is not one CBOR value: " + why.getMessage() + "."));
            }
        }
    };

    /// A message as it arrived: an object, or what is wrong with it.
    sealed interface Read {
        record Json(byte[] utf8) implements Read {}

        /// @param id what its answer is to name, as JSON
        record Unfit(Problem problem, @Nullable String id) implements Read {
            Unfit(Problem problem) {
                this(problem, null);
            }
        }
    }

    abstract Message message(byte[] json);

    abstract Source<ByteString, ?> bytes(Message message);

    abstract Read read(byte[] bytes);

    /// Consumes the whole message; keeps no more than `most` bytes of it.
    CompletionStage<Read> read(Message message, int most, ActorSystem<?> system) {
        if (message.isText() != (this == JSON)) {
            Source<ByteString, ?> bytes = message.isText() ? JSON.bytes(message) : CBOR.bytes(message);
            return bytes.runWith(Sink.ignore(), system).thenApply(_ -> new Read.Unfit(wrongForm()));
        }
        return bytes(message)
                .runFold(new ByteArrayOutputStream(), (all, more) -> append(all, more, most), system)
                .thenApply(all -> all.size() > most ? new Read.Unfit(tooLong(most)) : read(all.toByteArray()));
    }

    /// Beyond the limit only that it is too long is of interest.
    private static ByteArrayOutputStream append(ByteArrayOutputStream all, ByteString more, int most) {
        if (all.size() <= most) {
            all.writeBytes(more.toArrayUnsafe());
        }
        return all;
    }

    private Problem wrongForm() {
        return Problem.of(
                        ProblemCode.UNSUPPORTED_MEDIA_TYPE,
                        this == JSON ? "The frame is binary." : "The frame is text.")
                .hint("Frames are text with one JSON object each; with the subprotocol rivulet.cbor, binary CBOR.");
    }

    private static Problem tooLong(int most) {
        return Problem.of(ProblemCode.BODY_TOO_LARGE, "The frame is longer than the " + most + " bytes allowed.")
                .hint("Send a large problem to POST /api/v1/problems or /api/v1/solve-stream.");
    }
}
