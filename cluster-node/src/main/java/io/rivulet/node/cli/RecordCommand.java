// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rivulet.node.console.CommandFailure;
import io.rivulet.node.console.Console;
import io.rivulet.node.console.ExitCode;
import io.rivulet.node.recording.FieldRecorder;
import io.rivulet.node.recording.RecordedFile;
import io.rivulet.node.solve.RemoteServer;
import io.rivulet.serialization.json.Json;
import io.rivulet.serialization.recording.RecordingHeader;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `rivulet record -o FILE`: a field stream of a node, into a file.
@Command(
        name = "record",
        mixinStandardHelpOptions = true,
        description = {
            "Records a field stream of a node until it is complete, --frames have come, or Ctrl-C.",
            "`rivulet replay FILE` plays it."
        })
final class RecordCommand implements Callable<Integer> {
    private static final String DEFAULT_SERVER = "http://127.0.0.1:3000";
    private static final Duration CONNECT_TIME = Duration.ofSeconds(10);

    private enum Type {
        LIVE("simulation_live"),
        FEATURES("stream_features");

        private final String wireName;

        Type(String wireName) {
            this.wireName = wireName;
        }
    }

    private final Console console;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            required = true,
            description = "Where it is written; compressed if the name ends with .gz.")
    private String file = "";

    @Option(
            names = "--server",
            paramLabel = "URL",
            description = "The node (default: RIVULET_SERVER, else " + DEFAULT_SERVER + ").")
    private @Nullable String server;

    @Option(
            names = "--key-file",
            paramLabel = "FILE",
            description =
                    "File with a field key (default: the key in RIVULET_FIELD_KEY; a node without keys needs none).")
    private @Nullable String keyFile;

    @Option(
            names = "--type",
            paramLabel = "live|features",
            defaultValue = "live",
            description = "A simulation from its first step, or figures of one (default: ${DEFAULT-VALUE}).")
    private Type type = Type.LIVE;

    @Option(
            names = "--params",
            paramLabel = "JSON",
            defaultValue = "{}",
            description = "Parameters of the stream, as `subscribe` takes them.")
    private String params = "{}";

    @Option(
            names = "--recording",
            paramLabel = "ID",
            description = "Fetches a recording that the node keeps, in place of a stream.")
    private @Nullable String recordingId;

    @Option(names = "--frames", paramLabel = "N", description = "Ends behind N messages.")
    private @Nullable Long frames;

    RecordCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws InterruptedException {
        if (frames != null && frames < 1) {
            throw CommandFailure.badInput("--frames has to be a positive number");
        }
        var wanted = wanted();
        try (var recording = new RecordedFile(output())) {
            if (!wanted.fetched()) {
                recording.begin(new RecordingHeader(wanted.streamType(), wanted.params(), System.currentTimeMillis()));
            }
            var recorder = new FieldRecorder(wanted, recording, InstantSource.system(), System::nanoTime);
            return record(recorder, recording);
        } catch (IOException failed) {
            throw CommandFailure.badInput(file + ": can't be written: " + failed.getMessage());
        }
    }

    private FieldRecorder.Wanted wanted() {
        long most = frames == null ? Long.MAX_VALUE : frames;
        if (recordingId == null) {
            return new FieldRecorder.Wanted(key(), type.wireName, params(), most, false);
        }
        ObjectNode fetched = JsonNodeFactory.instance
                .objectNode()
                .put("recording_id", recordingId)
                .put("speed", 0);
        return new FieldRecorder.Wanted(key(), "replay", fetched, most, true);
    }

    private int record(FieldRecorder recorder, RecordedFile recording) throws IOException, InterruptedException {
        URI address = address();
        try (HttpClient client =
                HttpClient.newBuilder().connectTimeout(CONNECT_TIME).build()) {
            WebSocket socket;
            try {
                socket = client.newWebSocketBuilder()
                        .connectTimeout(CONNECT_TIME)
                        .buildAsync(address, recorder)
                        .join();
            } catch (CompletionException unreachable) {
                throw new CommandFailure(ExitCode.UNREACHABLE, address + ": no field streams can be had there");
            }
            try (var _ = new SignalStop(console, () -> finished(recording))) {
                return ended(recorder.ended().get(), recording);
            } catch (ExecutionException failed) {
                throw new IOException(String.valueOf(failed.getCause()));
            } finally {
                socket.abort();
            }
        }
    }

    private int finished(RecordedFile recording) {
        try {
            finish(recording);
            recording.close();
            return ExitCode.OK;
        } catch (IOException failed) {
            console.err().println(file + ": can't be written: " + failed.getMessage());
            return ExitCode.BAD_INPUT;
        }
    }

    private void finish(RecordedFile recording) throws IOException {
        console.out().println(file + ": " + recording.finish());
    }

    private int ended(FieldRecorder.End end, RecordedFile recording) throws IOException {
        String refused = end.refused();
        if (refused != null) {
            throw new CommandFailure(ExitCode.REFUSED, "the server refused: " + refused);
        }
        finish(recording);
        if (end.lost()) {
            throw new CommandFailure(ExitCode.UNREACHABLE, "the connection was lost; what came before is in the file");
        }
        return ExitCode.OK;
    }

    private OutputStream output() throws IOException {
        OutputStream plain = new BufferedOutputStream(Files.newOutputStream(console.resolve(file)));
        return file.toLowerCase(Locale.ROOT).endsWith(".gz") ? new GZIPOutputStream(plain) : plain;
    }

    private URI address() {
        String said = server != null ? server : console.environment().getOrDefault("RIVULET_SERVER", DEFAULT_SERVER);
        try (var remote = new RemoteServer(said, null)) {
            URI base = remote.base();
            String scheme = "https".equals(base.getScheme()) ? "wss" : "ws";
            return URI.create(
                    scheme + "://" + base.getAuthority() + "/ws/" + (recordingId == null ? type.wireName : "stream"));
        }
    }

    private String key() {
        if (keyFile == null) {
            return console.environment().getOrDefault("RIVULET_FIELD_KEY", "any");
        }
        try {
            return Files.readString(console.resolve(keyFile)).strip();
        } catch (IOException unreadable) {
            throw CommandFailure.badInput("--key-file " + keyFile + ": can't be read");
        }
    }

    private ObjectNode params() {
        try {
            if (new ObjectMapper(Json.FACTORY.copy()).readTree(params) instanceof ObjectNode object) {
                return object;
            }
        } catch (IOException unreadable) {
            // Told below.
        }
        throw CommandFailure.badInput("--params has to be a JSON object");
    }
}
