// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.store;

import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Cuts a stream into chunks, counts and hashes them, and hands them on some at a time; without a sink that is all.
/// **Thread** one. **Bounded by** [#AT_ONCE] chunks in memory.
final class ChunkCutter extends OutputStream {
    /// Chunks that go into one transaction.
    static final int AT_ONCE = 16;

    private static final int FIRST_BYTES = 8 << 10;

    /// Takes the chunks `first`… over.
    @FunctionalInterface
    interface Sink {
        void add(int first, List<byte[]> chunks) throws IOException;
    }

    private final @Nullable Sink sink;
    private final MessageDigest digest = Digests.sha256();
    /// Grows to the size of a chunk: most of what is written is far smaller.
    private byte[] present = new byte[FIRST_BYTES];

    private List<byte[]> waiting = new ArrayList<>();
    private int filled;
    private long bytes;
    private int chunks;

    ChunkCutter(@Nullable Sink sink) {
        this.sink = sink;
    }

    @Override
    public void write(int b) throws IOException {
        room(1);
        present[filled++] = (byte) b;
        cutWhenFull();
    }

    @Override
    public void write(byte[] source, int offset, int length) throws IOException {
        int from = offset;
        int until = offset + length;
        while (from < until) {
            int part = Math.min(until - from, ChunkStore.CHUNK_BYTES - filled);
            room(part);
            System.arraycopy(source, from, present, filled, part);
            filled += part;
            from += part;
            cutWhenFull();
        }
    }

    private void room(int more) {
        if (filled + more > present.length) {
            int doubled = Math.max(filled + more, 2 * present.length);
            present = Arrays.copyOf(present, Math.min(doubled, ChunkStore.CHUNK_BYTES));
        }
    }

    private void cutWhenFull() throws IOException {
        if (filled == ChunkStore.CHUNK_BYTES) {
            cut();
        }
    }

    private void cut() throws IOException {
        digest.update(present, 0, filled);
        bytes += filled;
        chunks++;
        if (sink != null) {
            waiting.add(Arrays.copyOf(present, filled));
            if (waiting.size() == AT_ONCE) {
                handOn(sink);
            }
        }
        filled = 0;
    }

    private void handOn(Sink to) throws IOException {
        List<byte[]> full = waiting;
        waiting = new ArrayList<>();
        to.add(chunks - full.size(), full);
    }

    /// The last chunk may be a short one; nothing may be written after it.
    @Override
    public void close() throws IOException {
        if (filled > 0) {
            cut();
        }
        if (sink != null && !waiting.isEmpty()) {
            handOn(sink);
        }
    }

    long bytes() {
        return bytes;
    }

    int chunks() {
        return chunks;
    }

    /// Of everything that was written; asked once.
    String hash() {
        return Digests.hex(digest);
    }
}
