// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.stream;

import io.rivulet.actors.follow.FollowCursor;
import io.rivulet.actors.follow.FollowerMessage;
import io.rivulet.actors.session.core.Output.EncodedLine;
import io.rivulet.http.route.Problems;
import io.rivulet.http.stream.FollowStage.Signal;
import io.rivulet.serialization.line.Line;
import io.rivulet.serialization.line.LineEncoder;
import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongFunction;
import org.apache.pekko.Done;
import org.apache.pekko.stream.stage.AbstractOutHandler;
import org.apache.pekko.stream.stage.AsyncCallback;
import org.apache.pekko.stream.stage.TimerGraphStageLogic;
import org.apache.pekko.util.ByteString;

/// One stream's state. Numbers are continuous by its cursor: what does not fit is never shown, the session is
/// followed again instead.
/// **Thread** the stream's own.
final class FollowLogic extends TimerGraphStageLogic {
    private enum Timer {
        CREDIT,
        RETRY,
        LIMIT
    }

    /// Lines that leave together are not larger than this, but for one line that is.
    private static final int BATCH_BYTES = 64 << 10;

    /// The number of a session's first line; 0 asks for it too.
    private static final long FIRST = 1;

    private final FollowStage stage;
    private final CompletableFuture<Done> begun;
    private final Deque<EncodedLine> waiting = new ArrayDeque<>();
    private long waitingBytes;
    private final FollowCursor cursor;
    private long emittedThrough = -1;
    private ByteString opening;
    /// What may still arrive under the credit given.
    private long granted;
    /// The present attempt's number; what belongs to another is dropped.
    private long follower;
    private boolean asking;
    private boolean ended;
    private long heardNanos;
    private long wellNanos;
    private Duration retryIn;
    private final AsyncCallback<Signal> signals;

    FollowLogic(FollowStage stage, CompletableFuture<Done> begun) {
        super(stage.shape());
        this.stage = stage;
        this.begun = begun;
        this.opening = stage.form().opening();
        this.cursor = new FollowCursor(
                stage.from().isPresent()
                        ? OptionalLong.of(Math.max(FIRST, stage.from().getAsLong()))
                        : OptionalLong.empty());
        this.retryIn = stage.patience().retryFirst();
        this.signals = createAsyncCallback(this::on);
        setHandler(stage.out(), new AbstractOutHandler() {
            @Override
            public void onPull() {
                emit();
            }
        });
    }

    @Override
    public void preStart() {
        wellNanos = System.nanoTime();
        stage.slot().onEnd(why -> signals.invoke(new Signal.End(why)));
        scheduleAtFixedRate(
                Timer.CREDIT, stage.patience().credit(), stage.patience().credit());
        scheduleOnce(Timer.LIMIT, stage.limit());
        follow();
    }

    @Override
    public void postStop() {
        stage.feed().unfollow(follower);
        stage.slot().release();
        begun.completeExceptionally(new IllegalStateException("the stream ended before it began"));
    }

    @Override
    public void onTimer(Object timer) {
        switch ((Timer) timer) {
            case CREDIT -> {
                if (ended || asking || isTimerActive(Timer.RETRY)) {
                    return;
                }
                if (System.nanoTime() - heardNanos > stage.patience().silence().toNanos()) {
                    followAgain();
                } else {
                    credit();
                }
            }
            case RETRY -> follow();
            case LIMIT -> endConnection("max_duration");
        }
    }

    private void on(Signal signal) {
        switch (signal) {
            case Signal.End(var why) -> {
                switch (why) {
                    case DRAINED -> endConnection("drained");
                    case REVOKED -> revoked();
                }
            }
            case Signal.Followed f -> {
                if (f.follower() == follower) {
                    asking = false;
                    heardNanos = System.nanoTime();
                }
            }
            case Signal.Refused r -> {
                if (r.follower() == follower) {
                    refused(r.failure());
                }
            }
            case Signal.Received r -> {
                if (r.follower() == follower && !ended) {
                    received(r.message());
                }
            }
        }
    }

    private void received(FollowerMessage.Heard message) {
        heardNanos = System.nanoTime();
        wellNanos = heardNanos;
        retryIn = stage.patience().retryFirst();
        switch (message) {
            case FollowerMessage.Lines lines -> lines(lines);
            case FollowerMessage.Moved _ -> followAgain();
        }
    }

    private void lines(FollowerMessage.Lines lines) {
        if (!cursor.takes(lines)) {
            followAgain();
            return;
        }
        for (EncodedLine line : lines.lines()) {
            waiting.add(line);
            waitingBytes += line.bytes().length;
            granted -= line.bytes().length;
        }
        begun.complete(Done.getInstance());
        ended = lines.end();
        emit();
    }

    private void follow() {
        follower = stage.nextFollowerNumber();
        asking = true;
        long attempt = follower;
        granted = room();
        stage.feed()
                .follow(
                        attempt,
                        1,
                        cursor.from(),
                        granted,
                        message -> signals.invoke(new Signal.Received(attempt, message)))
                .whenComplete((_, failure) -> signals.invoke(
                        failure == null ? new Signal.Followed(attempt) : new Signal.Refused(attempt, failure)));
    }

    private void followAgain() {
        stage.feed().unfollow(follower);
        follow();
    }

    /// Before the first line a refusal is the answer; later only one that will not pass by itself ends the stream.
    private void refused(Throwable failure) {
        stage.feed().unfollow(follower);
        asking = false;
        boolean patient =
                System.nanoTime() - wellNanos < stage.patience().giveUp().toNanos();
        int status = Problems.problemOf(failure).code().status();
        boolean passing =
                status == ProblemCode.STORAGE_UNAVAILABLE.status() || status == ProblemCode.SESSION_BUSY.status();
        if (begun.isDone() && passing && patient) {
            scheduleOnce(Timer.RETRY, retryIn);
            Duration twice = retryIn.multipliedBy(2);
            retryIn = twice.compareTo(stage.patience().retryLast()) < 0
                    ? twice
                    : stage.patience().retryLast();
        } else {
            fail(failure);
        }
    }

    private void fail(Throwable failure) {
        if (begun.completeExceptionally(failure)) {
            completeStage();
            return;
        }
        Problem problem = Problems.told(failure).session(stage.session().toString());
        own(new Line.Error(problem, true, cursor.nextOr(FIRST)));
        end();
    }

    /// Ends this connection only: the session goes on, and the client is told from where.
    private void endConnection(String reason) {
        if (!ended) {
            begun.complete(Done.getInstance());
            endWith(resumeFrom -> new Line.SessionClosed(reason, resumeFrom));
        }
    }

    private void revoked() {
        Problem problem = OpenCalls.revoked().session(stage.session().toString());
        if (begun.completeExceptionally(problem.exception())) {
            completeStage();
        } else if (!ended) {
            endWith(resumeFrom -> new Line.Error(problem, true, resumeFrom));
        }
    }

    /// What waits for a slow reader is not waited for: it comes again from `resume_from`.
    private void endWith(LongFunction<Line> last) {
        Line line = last.apply(resumeFrom());
        waiting.clear();
        waitingBytes = 0;
        own(line);
        end();
    }

    /// The number after the last one that was sent.
    private long resumeFrom() {
        if (emittedThrough >= FIRST) {
            return emittedThrough + 1;
        }
        EncodedLine firstWaiting = waiting.peek();
        return firstWaiting == null ? cursor.nextOr(FIRST) : firstWaiting.seq();
    }

    private void own(Line line) {
        byte[] bytes = LineEncoder.encode(line, stage.session(), LineEncoder.NO_SEQ, System.currentTimeMillis());
        waiting.add(new EncodedLine(EncodedLine.NO_SEQ, false, bytes));
        waitingBytes += bytes.length;
    }

    private void end() {
        ended = true;
        emit();
    }

    private void emit() {
        if (isAvailable(stage.out()) && !waiting.isEmpty()) {
            ByteString batch = opening;
            opening = ByteString.emptyByteString();
            boolean first = true;
            while (!waiting.isEmpty()
                    && (first || batch.size() + waiting.element().bytes().length <= BATCH_BYTES)) {
                EncodedLine line = waiting.remove();
                batch = batch.concat(stage.form().written(line));
                first = false;
                waitingBytes -= line.bytes().length;
                emittedThrough = Math.max(emittedThrough, line.seq());
            }
            push(stage.out(), batch);
            if (!ended && !asking && room() - granted >= FollowStage.WINDOW_BYTES / 2) {
                credit();
            }
        }
        if (ended && waiting.isEmpty()) {
            completeStage();
        }
    }

    private void credit() {
        if (cursor.from().isPresent()) {
            granted = room();
            stage.feed().credit(follower, 1, cursor.from().getAsLong() - 1, granted);
        }
    }

    private long room() {
        return Math.max(0, FollowStage.WINDOW_BYTES - waitingBytes);
    }
}
