// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.agent;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Cuts the bytes of one stream into frames: a length of four bytes, big-endian, and so many bytes of JSON. A frame may
/// come in any number of pieces, and a piece may hold many frames.
///
/// **Thread** one at a time.   **Bounded by** one frame of the most bytes that are allowed; memory grows with what has
/// arrived, never with what a length promises.
/// **Errors** [ProtocolException]: `PROTOCOL_VIOLATION` for an empty frame, `FRAME_TOO_LARGE` before a byte of its body
/// is kept, `TRUNCATED` where the stream ends inside a frame. After one, no more is taken.
public final class FrameDecoder {
    /// Bytes of a frame before the two sides have greeted each other.
    public static final int GREETING_BYTES = 64 << 10;
    /// What a frame may hold where nothing else was agreed.
    public static final int USUAL_BYTES = 4 << 20;
    /// More is never agreed.
    public static final int MOST_BYTES = 64 << 20;

    private static final int HEADER = Integer.BYTES;
    private static final int FIRST_ROOM = 1 << 10;

    private final ByteBuffer header = ByteBuffer.allocate(HEADER);
    private int most;
    private byte @Nullable [] body;
    private int wanted;
    private int filled;
    private boolean failed;

    public FrameDecoder(int mostBytes) {
        allow(mostBytes);
    }

    /// The most bytes of the frames that begin from now on.
    public void allow(int mostBytes) {
        if (mostBytes < 1 || mostBytes > MOST_BYTES) {
            throw new IllegalArgumentException("a frame holds from 1 to " + MOST_BYTES + " bytes, not " + mostBytes);
        }
        most = mostBytes;
    }

    /// Takes all bytes that `in` holds; `frames` gets each body that they complete, in order. It may change what is
    /// allowed, which then holds for the next frame.
    public void feed(ByteBuffer in, Consumer<byte[]> frames) {
        if (failed) {
            throw new ProtocolException(CloseCode.PROTOCOL_VIOLATION, "bytes after a frame that was refused");
        }
        while (in.hasRemaining()) {
            if (body == null && !begin(in)) {
                return;
            }
            fill(in);
            byte[] whole = body;
            if (filled == wanted && whole != null) {
                body = null;
                frames.accept(whole);
            }
        }
    }

    private boolean begin(ByteBuffer in) {
        while (header.hasRemaining() && in.hasRemaining()) {
            header.put(in.get());
        }
        if (header.hasRemaining()) {
            return false;
        }
        long length = Integer.toUnsignedLong(header.getInt(0));
        header.clear();
        if (length == 0) {
            throw refused(CloseCode.PROTOCOL_VIOLATION, "a frame of no bytes");
        }
        if (length > most) {
            throw refused(CloseCode.FRAME_TOO_LARGE, "a frame of " + length + " bytes, the most is " + most);
        }
        wanted = (int) length;
        filled = 0;
        body = new byte[Math.min(wanted, FIRST_ROOM)];
        return true;
    }

    private void fill(ByteBuffer in) {
        byte[] room = body;
        if (room == null) {
            return;
        }
        int take = Math.min(in.remaining(), wanted - filled);
        if (filled + take > room.length) {
            int larger = (int) Math.min(wanted, Math.max(2L * room.length, (long) filled + take));
            room = Arrays.copyOf(room, larger);
            body = room;
        }
        in.get(room, filled, take);
        filled += take;
    }

    /// The stream has no more bytes.
    public void end() {
        if (!failed && (body != null || header.position() > 0)) {
            throw refused(CloseCode.TRUNCATED, "the stream ended inside a frame");
        }
    }

    private ProtocolException refused(CloseCode code, String detail) {
        failed = true;
        body = null;
        return new ProtocolException(code, detail);
    }

    /// A body with its length before it.
    public static byte[] frame(byte[] body) {
        if (body.length == 0 || body.length > MOST_BYTES) {
            throw new IllegalArgumentException("a frame holds from 1 to " + MOST_BYTES + " bytes, not " + body.length);
        }
        return ByteBuffer.allocate(HEADER + body.length)
                .putInt(body.length)
                .put(body)
                .array();
    }
}
