// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Opens a journal as version 1 stored it: each line a manifest and its bytes. A released version's file is never
/// edited; a later version adds its own.
class StoredJournalTest {
    private static final String FILE = "journal-v1.txt";

    @Test
    void aJournalOfVersionOneIsRead() throws IOException {
        List<Object> read = new ArrayList<>();
        for (String line : lines()) {
            String manifest = line.substring(0, line.indexOf(' '));
            read.add(decode(manifest, Base64.getDecoder().decode(line.substring(line.indexOf(' ') + 1))));
        }
        List<Object> expected = new ArrayList<>(Samples.events().values());
        expected.add(Samples.SNAPSHOT);
        expected.add(Samples.EXPLICIT);
        expected.add(Samples.RECIPE);
        expected.add(Samples.DELTA);
        expected.add(Samples.VECTOR);
        assertThat(read).usingRecursiveComparison().isEqualTo(expected);
    }

    private static Object decode(String manifest, byte[] bytes) {
        return switch (manifest) {
            case "session/snapshot/1" -> SnapshotCodec.decode(manifest, bytes);
            case "blob/problem", "blob/recipe" -> ChunkCodec.decodeProblem(bytes);
            case "blob/delta" -> ChunkCodec.decodeDelta(bytes);
            case "blob/vector" -> ChunkCodec.decodeVector(bytes);
            default -> EventCodec.decode(manifest, bytes);
        };
    }

    private static List<String> lines() throws IOException {
        try (InputStream in = StoredJournalTest.class.getResourceAsStream("/" + FILE)) {
            if (in == null && Boolean.getBoolean("rivulet.golden.write")) {
                return write();
            }
            assertThat(in).isNotNull();
            return new BufferedReader(new InputStreamReader(in, StandardCharsets.US_ASCII))
                    .lines()
                    .toList();
        }
    }

    private static List<String> write() throws IOException {
        List<String> lines = new ArrayList<>();
        for (SessionEvent event : Samples.events().values()) {
            lines.add(line(EventCodec.manifest(event), EventCodec.encode(event)));
        }
        lines.add(line(SnapshotCodec.manifest(Samples.SNAPSHOT), SnapshotCodec.encode(Samples.SNAPSHOT)));
        lines.add(line("blob/problem", ChunkCodec.encode(Samples.EXPLICIT)));
        lines.add(line("blob/recipe", ChunkCodec.encode(Samples.RECIPE)));
        lines.add(line("blob/delta", ChunkCodec.encode(Samples.DELTA)));
        lines.add(line("blob/vector", ChunkCodec.encode(Samples.VECTOR)));
        Files.write(Path.of("src/test/resources", FILE), lines);
        return lines;
    }

    private static String line(String manifest, byte[] bytes) {
        return manifest + " " + Base64.getEncoder().encodeToString(bytes);
    }
}
