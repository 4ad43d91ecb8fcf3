// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecordingTest {
    private static final int FRAMES = 20;

    private static ObjectNode message(int k) {
        ObjectNode message = JsonNodeFactory.instance.objectNode().put("type", "simulation_state");
        message.putObject("payload").put("sequence", k).put("text", "ä €");
        return message;
    }

    private static byte[] recording(boolean finished) throws IOException {
        var out = new ByteArrayOutputStream();
        try (var writer = new RecordingWriter(
                out,
                new RecordingHeader(
                        "simulation_live", JsonNodeFactory.instance.objectNode().put("seed", 1), 1.5e12))) {
            for (int k = 0; k < FRAMES; k++) {
                writer.frame(new RecordedFrame(k * 2.5, message(k)));
            }
            if (finished) {
                assertThat(writer.finish()).hasSize(64);
                assertThat(writer.bytes()).isEqualTo(out.size());
            }
        }
        return out.toByteArray();
    }

    private static byte[] gzip(byte[] plain) throws IOException {
        var out = new ByteArrayOutputStream();
        try (var zip = new GZIPOutputStream(out)) {
            zip.write(plain);
        }
        return out.toByteArray();
    }

    private static List<RecordedFrame> read(byte[] file, List<RecordedFrame> into) throws IOException {
        try (RecordingReader reader = RecordingReader.open(new ByteArrayInputStream(file))) {
            for (RecordedFrame each = reader.next(); each != null; each = reader.next()) {
                into.add(each);
            }
            assertThat(reader.next()).isNull();
            assertThat(reader.frames()).isEqualTo(into.size());
        }
        return into;
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatIsWrittenIsRead(boolean compressed) throws IOException {
        byte[] plain = recording(true);
        byte[] file = compressed ? gzip(plain) : plain;
        List<RecordedFrame> frames = read(file, new ArrayList<>());
        assertThat(frames).hasSize(FRAMES);
        assertThat(frames.get(7)).isEqualTo(new RecordedFrame(17.5, message(7)));
        RecordingHeader header =
                RecordingReader.open(new ByteArrayInputStream(file)).header();
        assertThat(header.streamType()).isEqualTo("simulation_live");
        assertThat(header.params().path("seed").asInt()).isEqualTo(1);
        assertThat(header.startedMillis()).isEqualTo(1.5e12);
    }

    /// Cut anywhere: what is whole is read, and where it ends is told.
    @Test
    void aFileThatWasCutIsReadUpToThere() throws IOException {
        byte[] whole = recording(true);
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            int lines = (int) new String(cut, StandardCharsets.UTF_8)
                    .chars()
                    .filter(c -> c == '\n')
                    .count();
            int begins = 0;
            for (int k = 0; k < length; k++) {
                begins = cut[k] == '\n' ? k + 1 : begins;
            }
            List<RecordedFrame> frames = new ArrayList<>();
            RecordingException told = catchThrowableOfType(RecordingException.class, () -> read(cut, frames));
            assertThat(told).as("cut at %d", length).isNotNull();
            assertThat(told.line()).isEqualTo(lines + 1);
            assertThat(told.offset()).isEqualTo(begins);
            assertThat(frames).hasSize(Math.max(0, lines - 1));
        }
    }

    @Test
    void aCompressedFileThatWasCutIsToldToo() throws IOException {
        byte[] whole = gzip(recording(true));
        for (int length = 3; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> read(cut, new ArrayList<>())).isInstanceOf(RecordingException.class);
        }
    }

    @Test
    void aRecordingWithoutItsEndSaysSo() throws IOException {
        List<RecordedFrame> frames = new ArrayList<>();
        byte[] file = recording(false);
        assertThatThrownBy(() -> read(file, frames))
                .isInstanceOf(RecordingException.class)
                .hasMessage("line 22, at byte " + file.length
                        + ": the file ends here, behind 20 messages and without its last line");
        assertThat(frames).hasSize(FRAMES);
    }

    @Test
    void aFileThatWasChangedIsFound() throws IOException {
        String whole = new String(recording(true), StandardCharsets.UTF_8);
        String changed = whole.replace("\"sequence\":3,", "\"sequence\":4,");
        assertThatThrownBy(() -> read(changed.getBytes(StandardCharsets.UTF_8), new ArrayList<>()))
                .hasMessageContaining("line 22")
                .hasMessageContaining("was changed");
        List<String> lines = new ArrayList<>(whole.lines().toList());
        lines.remove(5);
        String fewer = String.join("\n", lines) + "\n";
        assertThatThrownBy(() -> read(fewer.getBytes(StandardCharsets.UTF_8), new ArrayList<>()))
                .hasMessageContaining("line 21")
                .hasMessageContaining("19 messages were read, but the last line says 20");
        String more = whole + "{}\n";
        assertThatThrownBy(() -> read(more.getBytes(StandardCharsets.UTF_8), new ArrayList<>()))
                .hasMessageContaining("line 23")
                .hasMessageContaining("follows");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''|1|the file is empty",
                "{}|1|this is no recording",
                "[1]|1|not a JSON object",
                "what|1|not JSON",
                "{'rivulet_recording':2}|1|version 2",
                "{'rivulet_recording':1,'params':{},'started':1}|1|stream_type, params or started",
                "H{'t':5,'m':{}}N{'t':4,'m':{}}|3|not less than the one before",
                "H{'t':'x','m':{}}|2|t has to be a number",
                "H{'t':1,'m':3}|2|m has to be a message",
                "H{'t':1,'m':{}} 7|2|not JSON",
                "H{'frames':1,'sha256':''}|2|0 messages were read, but the last line says 1",
            })
    void whatIsNoRecordingIsTold(String text, int line, String words) {
        String file = text.replace("H", "{'rivulet_recording':1,'stream_type':'s','params':{},'started':1}\n")
                .replace('N', '\n')
                .replace('\'', '"');
        byte[] bytes = (file.isEmpty() ? "" : file + "\n").getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(() -> read(bytes, new ArrayList<>()))
                .isInstanceOf(RecordingException.class)
                .hasMessageStartingWith("line " + line + ",")
                .hasMessageContaining(words);
    }

    @Test
    void aLineIsLimited() {
        byte[] endless = new byte[RecordingReader.MOST_LINE + 1];
        Arrays.fill(endless, (byte) ' ');
        assertThatThrownBy(() -> RecordingReader.open(new ByteArrayInputStream(endless)))
                .hasMessageContaining("longer than " + RecordingReader.MOST_LINE);
    }
}
