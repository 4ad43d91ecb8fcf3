// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rivulet.serialization.problem.RivuletException;
import io.rivulet.serialization.request.RpcEnvelope;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Passes on messages between a client at stdin and stdout, one a line, and a node. Messages reach the node in their
/// order; answers leave as they come.
/// **Bounded by** [MessageLines#MOST_BYTES] a message, and by what the node lets one session have under way.
public final class StdioBridge implements AutoCloseable {
    /// For answers that are still to come when the client has ended its input.
    private static final Duration LAST_ANSWERS = Duration.ofSeconds(5);

    /// After an end, and after the first refusal in a row; doubled for each further one up to [#LISTEN_LAST].
    private static final Duration LISTEN_AGAIN = Duration.ofSeconds(1);

    private static final Duration LISTEN_LAST = Duration.ofSeconds(8);
    private static final int SERVER_ERROR = -32000;
    private static final int PARSE_ERROR = -32700;
    private static final int OK = 200;
    private static final int ACCEPTED = 202;
    private static final int METHOD_NOT_ALLOWED = 405;
    private static final String EVENTS = "text/event-stream";

    private final PrintStream out;
    private final McpDoor door;
    private final ExecutorService answers = Executors.newVirtualThreadPerTaskExecutor();
    private boolean listening;
    private volatile boolean over;

    /// @param out protocol, and nothing else
    /// @param token sent as a bearer token where there is one
    public StdioBridge(PrintStream out, URI server, @Nullable String token) {
        this.out = out;
        this.door = new McpDoor(server, token);
    }

    /// Returns when the input has ended.
    public void run(InputStream in) throws IOException {
        var lines = new MessageLines(in);
        try (this) {
            MessageLines.Read line = lines.next();
            while (!(line instanceof MessageLines.Read.End)) {
                if (line instanceof MessageLines.Read.Message(byte[] json)) {
                    pass(json);
                } else {
                    say(error(
                            null, PARSE_ERROR, "a message is longer than " + MessageLines.MOST_BYTES + " bytes", null));
                }
                line = lines.next();
            }
            answers.shutdown();
            if (!answers.awaitTermination(LAST_ANSWERS.toMillis(), TimeUnit.MILLISECONDS)) {
                answers.shutdownNow();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /// Ends the session at the node.
    @Override
    public void close() {
        over = true;
        door.close();
    }

    private void pass(byte[] line) throws InterruptedException {
        JsonNode message = shortened(line);
        JsonNode id = message.get("id");
        try {
            if (message.path("method").asText().equals("initialize")) {
                McpDoor.Introduction answer = door.introduce(line);
                tell(id, answer.status(), answer.body());
                if (answer.known() && !listening) {
                    listening = true;
                    Thread.ofVirtual().name("mcp-listen").start(this::listen);
                }
                return;
            }
            HttpResponse<InputStream> answer = door.send(line);
            answers.execute(() -> tell(id, answer));
        } catch (IOException lost) {
            tellLost(id, lost);
        }
    }

    /// The message without a tool's arguments; empty where it can't be read, which the node will say.
    private static JsonNode shortened(byte[] line) {
        try {
            return McpDoor.JSON.readTree(RpcEnvelope.read(line).message());
        } catch (IOException | RivuletException _) {
            return McpDoor.JSON.createObjectNode();
        }
    }

    private void tell(@Nullable JsonNode id, HttpResponse<InputStream> answer) {
        try (InputStream body = answer.body()) {
            if (answer.headers().firstValue("Content-Type").orElse("").startsWith(EVENTS)) {
                events(body);
            } else {
                tell(id, answer.statusCode(), body.readAllBytes());
            }
        } catch (IOException lost) {
            tellLost(id, lost);
        }
    }

    private void tell(@Nullable JsonNode id, int status, byte[] body) throws IOException {
        if (body.length == 0) {
            if (status != ACCEPTED && id != null) {
                say(error(id, SERVER_ERROR, "the node answered with status " + status, null));
            }
            return;
        }
        JsonNode answer = McpDoor.JSON.readTree(body);
        if (!answer.has("jsonrpc")) {
            // A problem, from before the message was read.
            String detail = answer.path("detail").asText("the node answered with status " + status);
            answer = id == null ? null : error(id, SERVER_ERROR, detail, answer);
        } else if (answer.path("id").isNull() && id != null) {
            ((ObjectNode) answer).set("id", id);
        }
        if (answer != null) {
            say(answer);
        }
    }

    private void tellLost(@Nullable JsonNode id, IOException lost) {
        if (id != null && !over) {
            say(error(id, SERVER_ERROR, "no answer from " + door.place() + " (" + lost + ")", null));
        }
    }

    /// The data of each server-sent event is a message.
    private void events(InputStream body) throws IOException {
        var lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith("data:")) {
                say(line.substring("data:".length()).strip());
            }
        }
    }

    /// Until the client is gone, or a server that tells nothing by itself says so. A session that the node knows no
    /// more
    /// is followed by another with the client's next message.
    private void listen() {
        Duration pause = LISTEN_AGAIN;
        while (!over) {
            try {
                HttpResponse<InputStream> told = door.listen();
                try (InputStream body = told.body()) {
                    if (told.statusCode() == METHOD_NOT_ALLOWED) {
                        return;
                    }
                    if (told.statusCode() == OK) {
                        pause = LISTEN_AGAIN;
                        events(body);
                    }
                }
            } catch (IOException _) {
                // asked again, while the next call will tell what is wrong
            } catch (InterruptedException _) {
                return;
            }
            LockSupport.parkNanos(pause.toNanos());
            pause = pause.multipliedBy(2).compareTo(LISTEN_LAST) < 0 ? pause.multipliedBy(2) : LISTEN_LAST;
        }
    }

    private static ObjectNode error(@Nullable JsonNode id, int code, String message, @Nullable JsonNode data) {
        ObjectNode error = McpDoor.JSON.createObjectNode().put("jsonrpc", "2.0");
        error.set("id", id);
        ObjectNode what = error.putObject("error").put("code", code).put("message", message);
        if (data != null) {
            what.set("data", data);
        }
        return error;
    }

    private void say(JsonNode message) {
        say(message.toString());
    }

    private void say(String message) {
        synchronized (out) {
            out.print(message);
            out.print('\n');
            out.flush();
        }
    }
}
