// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.stream;

import io.rivulet.actors.follow.FollowerMessage;
import io.rivulet.actors.session.core.Output.EncodedLine;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// The streams of one session at this node. Those that have caught up share one follower of the session, the trunk
/// (architecture D7): a line comes to the node once. A stream begins by following itself, which answers whether it may
/// and gives it the past it asked for; it changes over once its next number is among the trunk's recent lines, and
/// back when it is too slow for them, so that the session alone decides what a slow reader misses.
///
/// **Thread** any. **Bounded by** the recent lines ([FollowStage#WINDOW_BYTES]) and the streams it is asked for.
/// **More** docs/internals/streams-and-followers.md
final class SharedFeed implements LineFeed {
    private static final long CHUNK_BYTES = 64 << 10;

    /// With fewer streams each follows by itself.
    private static final int WORTH_SHARING = 2;

    private final LineFeed session;
    private final LongSupplier followerNumbers;
    private final LongSupplier nanos;
    private final LongConsumer told;
    private final long creditNanos;
    private final long silenceNanos;
    private final Map<Long, SharedReader> readers = new LinkedHashMap<>();
    private @Nullable Trunk trunk;
    /// No trunk is tried before: the last one failed.
    private long trunkFromNanos;

    /// @param session the session itself, to which every follower has a number of `followerNumbers`
    /// @param nanos a clock that never goes back
    /// @param told is given the number of lines that go to streams
    SharedFeed(
            LineFeed session,
            LongSupplier followerNumbers,
            LongSupplier nanos,
            FollowStage.Patience patience,
            LongConsumer told) {
        this.session = session;
        this.followerNumbers = followerNumbers;
        this.nanos = nanos;
        this.told = told;
        this.creditNanos = patience.credit().toNanos();
        this.silenceNanos = patience.silence().toNanos();
        this.trunkFromNanos = nanos.getAsLong();
    }

    @Override
    public synchronized CompletionStage<Boolean> follow(
            long stream, int streams, OptionalLong from, long creditBytes, Consumer<FollowerMessage.Heard> receiver) {
        var reader = new SharedReader(creditBytes, receiver, nanos.getAsLong());
        readers.put(stream, reader);
        dropSilentTrunk();
        Trunk shared = trunk;
        if (from.isPresent() && shared != null && shared.heard && shared.recent.continues(from.getAsLong() - 1)) {
            reader.cursor = from.getAsLong() - 1;
            reader.follower = SharedReader.UNKNOWN;
            serve(stream, reader, shared, false);
            creditTrunk(shared);
            return CompletableFuture.completedStage(true);
        }
        return followAlone(stream, reader, from);
    }

    private CompletionStage<Boolean> followAlone(long stream, SharedReader reader, OptionalLong from) {
        long follower = followerNumbers.getAsLong();
        reader.follower = follower;
        return session.follow(
                follower,
                1,
                from,
                Math.max(0, reader.window.allowance()),
                message -> toldAlone(stream, reader, follower, message));
    }

    /// Where the session refuses, the stream hears nothing, and after a while follows again and is refused itself.
    private void followAlone(long stream, SharedReader reader) {
        followAlone(stream, reader, OptionalLong.of(reader.cursor + 1));
    }

    private synchronized void toldAlone(
            long stream, SharedReader reader, long follower, FollowerMessage.Heard message) {
        if (readers.get(stream) != reader || reader.follower != follower) {
            return;
        }
        boolean over = message instanceof FollowerMessage.Moved;
        if (message instanceof FollowerMessage.Lines lines) {
            told.accept(lines.lines().size());
            over = lines.end();
        }
        if (over) {
            readers.remove(stream);
            reader.tell(message, nanos.getAsLong());
            closeTrunkIfUnused();
            return;
        }
        reader.tell(message, nanos.getAsLong());
        openTrunk(reader);
        share(stream, reader);
    }

    private void openTrunk(SharedReader reader) {
        long now = nanos.getAsLong();
        if (trunk != null || readers.size() < WORTH_SHARING || now - trunkFromNanos < 0) {
            return;
        }
        var opened = new Trunk(followerNumbers.getAsLong(), reader.cursor, now);
        trunk = opened;
        session.follow(
                        opened.follower,
                        0,
                        OptionalLong.of(reader.cursor + 1),
                        FollowStage.WINDOW_BYTES,
                        message -> toldTrunk(opened, message))
                .whenComplete((_, failure) -> {
                    if (failure != null) {
                        session.unfollow(opened.follower);
                        drop(opened);
                    }
                });
    }

    /// Changes over to the trunk if that has the stream's next number.
    private void share(long stream, SharedReader reader) {
        Trunk shared = trunk;
        if (shared != null && shared.heard && !reader.shares() && shared.recent.continues(reader.cursor)) {
            session.unfollow(reader.follower);
            reader.follower = SharedReader.UNKNOWN;
            serve(stream, reader, shared, false);
            creditTrunk(shared);
        }
    }

    private synchronized void toldTrunk(Trunk shared, FollowerMessage.Heard message) {
        if (trunk != shared) {
            return;
        }
        switch (message) {
            case FollowerMessage.Moved moved -> {
                trunk = null;
                for (Map.Entry<Long, SharedReader> entry : List.copyOf(readers.entrySet())) {
                    if (entry.getValue().shares()) {
                        readers.remove(entry.getKey());
                        entry.getValue().tell(moved, nanos.getAsLong());
                    }
                }
            }
            case FollowerMessage.Lines lines -> {
                if (!shared.continuesWith(lines) || endsItAlone(lines)) {
                    session.unfollow(shared.follower);
                    drop(shared);
                } else {
                    toldTrunk(shared, lines);
                }
            }
        }
    }

    /// Whether the session goes on, and only what follows it here was too slow.
    private static boolean endsItAlone(FollowerMessage.Lines lines) {
        return lines.end() && lines.lines().getLast().seq() == EncodedLine.NO_SEQ;
    }

    private void toldTrunk(Trunk shared, FollowerMessage.Lines lines) {
        shared.heard(lines, nanos.getAsLong());
        for (Map.Entry<Long, SharedReader> entry : List.copyOf(readers.entrySet())) {
            SharedReader reader = entry.getValue();
            if (reader.shares()) {
                serve(entry.getKey(), reader, shared, lines.end());
                giveSignOfLife(reader, shared);
            } else if (!lines.end()) {
                share(entry.getKey(), reader);
            }
        }
        if (lines.end()) {
            // Who has not been told the last line, or had gone on beyond it, goes on alone.
            drop(shared);
        } else if (shared.uncredited >= FollowStage.WINDOW_BYTES / 2) {
            creditTrunk(shared);
        }
    }

    /// Tells the stream what the trunk has for it and its credit allows; `end`: the last of it ends the stream.
    private void serve(long stream, SharedReader reader, Trunk shared, boolean end) {
        while (reader.cursor < shared.recent.last()) {
            if (!shared.recent.continues(reader.cursor)) {
                followAlone(stream, reader);
                return;
            }
            long allowance = reader.window.allowance();
            if (allowance <= 0) {
                return;
            }
            List<EncodedLine> run = shared.recent.after(reader.cursor, Math.min(CHUNK_BYTES, allowance));
            long last = run.getLast().seq();
            boolean over = end && last == shared.recent.last();
            if (over) {
                readers.remove(stream);
            }
            told.accept(run.size());
            reader.tell(
                    new FollowerMessage.Lines(shared.incarnation, reader.cursor + 1, last, run, over),
                    nanos.getAsLong());
        }
    }

    /// Who gives no credit hears too that the session lives.
    private void giveSignOfLife(SharedReader reader, Trunk shared) {
        long now = nanos.getAsLong();
        if (reader.shares() && now - reader.toldNanos >= creditNanos) {
            reader.tell(
                    new FollowerMessage.Lines(shared.incarnation, reader.cursor + 1, reader.cursor, List.of(), false),
                    now);
        }
    }

    /// The trunk is no more; who shared it follows alone.
    private synchronized void drop(Trunk shared) {
        if (trunk != shared) {
            return;
        }
        trunk = null;
        trunkFromNanos = nanos.getAsLong() + creditNanos;
        for (Map.Entry<Long, SharedReader> entry : List.copyOf(readers.entrySet())) {
            if (entry.getValue().shares()) {
                followAlone(entry.getKey(), entry.getValue());
            }
        }
    }

    private void dropSilentTrunk() {
        Trunk shared = trunk;
        if (shared != null && nanos.getAsLong() - shared.heardNanos >= silenceNanos) {
            session.unfollow(shared.follower);
            drop(shared);
        }
    }

    private void creditTrunk(Trunk shared) {
        if (trunk == shared) {
            int streams =
                    (int) readers.values().stream().filter(SharedReader::shares).count();
            shared.credited(nanos.getAsLong());
            session.credit(shared.follower, streams, shared.recent.last(), FollowStage.WINDOW_BYTES);
        }
    }

    @Override
    public synchronized void credit(long stream, int streams, long upTo, long bytes) {
        SharedReader reader = readers.get(stream);
        if (reader == null) {
            return;
        }
        reader.window.credit(upTo, bytes);
        if (!reader.shares()) {
            session.credit(reader.follower, streams, upTo, bytes);
        }
        Trunk shared = trunk;
        if (shared != null) {
            if (reader.shares()) {
                serve(stream, reader, shared, false);
            }
            if (nanos.getAsLong() - shared.creditedNanos >= creditNanos / 2) {
                creditTrunk(shared);
            }
        }
    }

    @Override
    public synchronized void unfollow(long stream) {
        SharedReader reader = readers.remove(stream);
        if (reader == null) {
            return;
        }
        Trunk shared = trunk;
        if (!reader.shares()) {
            session.unfollow(reader.follower);
        } else if (shared != null && !readers.isEmpty()) {
            creditTrunk(shared);
        }
        closeTrunkIfUnused();
    }

    private void closeTrunkIfUnused() {
        Trunk shared = trunk;
        if (shared != null && readers.isEmpty()) {
            trunk = null;
            session.unfollow(shared.follower);
        }
    }
}
