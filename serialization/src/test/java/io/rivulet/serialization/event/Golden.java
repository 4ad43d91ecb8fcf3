// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;

/// Bytes as they were first written, in `src/test/resources/golden`, hex. A file is made once, for a new kind or
/// version (`-Drivulet.golden.write=true`), and never edited: what was stored must be read for ever.
final class Golden {
    private static final int HEX_PER_LINE = 96;

    private Golden() {}

    static byte[] compare(String name, byte[] now) throws IOException {
        try (InputStream in = Golden.class.getResourceAsStream("/golden/" + name + ".hex")) {
            if (in == null && Boolean.getBoolean("rivulet.golden.write")) {
                write(name, now);
                return now;
            }
            assertThat(in).as("golden bytes of %s", name).isNotNull();
            String hex = new String(in.readAllBytes(), StandardCharsets.US_ASCII).replace("\n", "");
            assertThat(HexFormat.of().formatHex(now)).as(name).isEqualTo(hex);
            return HexFormat.of().parseHex(hex);
        }
    }

    private static void write(String name, byte[] now) throws IOException {
        Path file = Path.of("src/test/resources/golden", name + ".hex");
        Files.createDirectories(file.getParent());
        var text = new StringBuilder();
        String hex = HexFormat.of().formatHex(now);
        for (int at = 0; at < hex.length(); at += HEX_PER_LINE) {
            text.append(hex, at, Math.min(hex.length(), at + HEX_PER_LINE)).append('\n');
        }
        Files.writeString(file, text);
    }
}
