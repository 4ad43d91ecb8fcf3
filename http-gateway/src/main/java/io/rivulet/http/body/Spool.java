// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.body;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Bytes that have to wait for others: in memory while they are few, then in a file that is gone with the spool.
/// **Thread** one at a time.
public final class Spool extends OutputStream {
    public static final int MEMORY_BYTES = 1 << 20;

    private final Path directory;
    private final ByteArrayOutputStream memory = new ByteArrayOutputStream();
    private @Nullable Path file;
    private @Nullable OutputStream fileOut;

    public Spool(Path directory) {
        this.directory = directory;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
        OutputStream out = fileOut;
        if (out == null && memory.size() + length > MEMORY_BYTES) {
            file = Files.createTempFile(directory, "rivulet-part", ".tmp");
            out = Files.newOutputStream(file);
            fileOut = out;
            memory.writeTo(out);
            memory.reset();
        }
        if (out == null) {
            memory.write(bytes, from, length);
        } else {
            out.write(bytes, from, length);
        }
    }

    /// What was written, from its beginning. Nothing may be written after this.
    public InputStream read() throws IOException {
        OutputStream out = fileOut;
        if (out != null) {
            out.close();
        }
        Path spooled = file;
        return spooled == null ? new ByteArrayInputStream(memory.toByteArray()) : Files.newInputStream(spooled);
    }

    @Override
    public void close() throws IOException {
        OutputStream out = fileOut;
        if (out != null) {
            out.close();
        }
        Path spooled = file;
        if (spooled != null) {
            Files.deleteIfExists(spooled);
        }
    }
}
