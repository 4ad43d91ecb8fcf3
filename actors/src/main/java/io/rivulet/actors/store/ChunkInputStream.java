// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.store;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;

/// The bytes of a blob, some chunks ahead, with their digest. **Bounded by** 16 chunks in memory.
final class ChunkInputStream extends InputStream {
    private static final int CHUNKS_AHEAD = 16;

    private final Connection connection;
    private final long blobId;
    private final int chunks;
    private final MessageDigest digest = Digests.sha256();
    private final Deque<byte[]> ahead = new ArrayDeque<>();
    private byte[] present = new byte[0];
    private int position;
    private int next;
    private long bytes;

    ChunkInputStream(Connection connection, long blobId, int chunks) {
        this.connection = connection;
        this.blobId = blobId;
        this.chunks = chunks;
    }

    @Override
    public int read() throws IOException {
        return advance() ? present[position++] & 0xff : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (!advance()) {
            return -1;
        }
        int part = Math.min(length, present.length - position);
        System.arraycopy(present, position, target, offset, part);
        position += part;
        return part;
    }

    private boolean advance() throws IOException {
        while (position == present.length) {
            if (ahead.isEmpty() && !fetch()) {
                return false;
            }
            present = ahead.removeFirst();
            position = 0;
            digest.update(present);
            bytes += present.length;
        }
        return true;
    }

    private boolean fetch() throws IOException {
        if (next >= chunks) {
            return false;
        }
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT idx, content FROM chunk WHERE blob_id = ? AND idx >= ? AND idx < ? ORDER BY idx")) {
            select.setLong(1, blobId);
            select.setInt(2, next);
            select.setInt(3, next + CHUNKS_AHEAD);
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    if (rows.getInt(1) != next) {
                        throw new IOException("chunk " + next + " of " + chunks + " is missing");
                    }
                    ahead.add(rows.getBytes(2));
                    next++;
                }
            }
        } catch (SQLException e) {
            throw Database.unavailable("a stored content could not be read (SQL state " + e.getSQLState() + ")")
                    .exception();
        }
        if (ahead.isEmpty()) {
            throw new IOException("chunk " + next + " of " + chunks + " is missing");
        }
        return true;
    }

    /// Reads what is left. **Returns** the hash of all bytes.
    String drainAndDigest() throws IOException {
        do {
            position = present.length;
        } while (advance());
        return Digests.hex(digest);
    }

    long bytes() {
        return bytes;
    }
}
