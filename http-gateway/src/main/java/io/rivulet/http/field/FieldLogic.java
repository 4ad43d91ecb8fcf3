// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.field;

import io.rivulet.http.field.FieldFrames.Read;
import io.rivulet.http.field.core.CloseCode;
import io.rivulet.http.field.core.FieldCode;
import io.rivulet.http.field.core.FieldConversation;
import io.rivulet.http.field.core.FieldOutput;
import io.rivulet.http.field.core.RecordingAnswer;
import io.rivulet.http.stream.StreamSlots;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.ws.Message;
import org.apache.pekko.stream.stage.AbstractInHandler;
import org.apache.pekko.stream.stage.AbstractOutHandler;
import org.apache.pekko.stream.stage.AsyncCallback;
import org.apache.pekko.stream.stage.TimerGraphStageLogic;
import org.jspecify.annotations.Nullable;

/// Carries out what one connection's [FieldConversation] wants. Answers go before data; while many answers
/// wait, since the client does not read, no message of it is read either. **Bounded by** [#ANSWERS] and the
/// conversation's own limits.
final class FieldLogic extends TimerGraphStageLogic {
    /// Answers that may wait before the client's next message is read.
    static final int ANSWERS = 64;

    private static final String TICK = "tick";
    private static final String DUE = "due";
    /// Timers are not more exact than this.
    private static final double LEAST_WAIT_MILLIS = 1;
    private static final Duration LONGEST_TICK = Duration.ofSeconds(1);
    private static final double NANOS_PER_MILLI = 1e6;
    private static final int TICKS_A_PERIOD = 4;
    /// So long a client that reads nothing is waited for when its connection ends.
    private static final double FAREWELL_MILLIS = 3_000;

    private final FieldStage stage;
    private final FieldDesk desk;
    private final boolean first;
    private final String connection = UUID.randomUUID().toString();
    private final FieldConversation conversation;
    private final FieldViews views;
    private final FieldArchive archive;
    private final Deque<Message> answers = new ArrayDeque<>();
    private final double openedMillis;
    private boolean authenticated;
    private boolean ending;
    private double endingMillis;

    /// @param first whether the connection is not over before it began
    FieldLogic(FieldStage stage, boolean first) {
        super(stage.shape());
        this.stage = stage;
        this.desk = stage.desk();
        this.first = first;
        this.openedMillis = desk.now();
        this.conversation =
                new FieldConversation(stage.endpoint(), desk.auth(), desk.limits(), desk.texts(), openedMillis);
        AsyncCallback<FieldViews.News> news =
                createAsyncCallback(told -> carryOut(conversation.news(told.stream(), told.news(), desk.now())));
        AsyncCallback<FieldViews.Refused> refused = createAsyncCallback(told ->
                carryOut(conversation.refused(told.stream(), FieldCode.TOO_MANY_STREAMS, told.words(), desk.now())));
        AsyncCallback<Integer> seated =
                createAsyncCallback(stream -> carryOut(conversation.seated(stream, desk.now())));
        this.views = new FieldViews(desk, stage::takeSlot, news::invoke, refused::invoke, seated::invoke);
        AsyncCallback<RecordingAnswer> stored =
                createAsyncCallback(answer -> carryOut(conversation.stored(answer, desk.now())));
        this.archive = new FieldArchive(desk, stored::invoke);
        setHandler(stage.in(), new AbstractInHandler() {
            @Override
            public void onPush() {
                arrived(grab(stage.in()));
            }

            @Override
            public void onUpstreamFinish() {
                end();
            }

            @Override
            public void onUpstreamFailure(Throwable failure) {
                // The connection was cut: nothing of ours went wrong.
                end();
            }
        });
        setHandler(stage.out(), new AbstractOutHandler() {
            @Override
            public void onPull() {
                write();
            }
        });
    }

    private void end() {
        completeStage();
    }

    @Override
    public void preStart() {
        if (!first) {
            completeStage();
            return;
        }
        desk.meters().opened();
        AsyncCallback<StreamSlots.Ending> ended = createAsyncCallback(_ -> carryOut(conversation.drain(desk.now())));
        stage.slot().onEnd(ended::invoke);
        Duration period = desk.limits().heartbeat().dividedBy(TICKS_A_PERIOD);
        scheduleWithFixedDelay(TICK, period, period.compareTo(LONGEST_TICK) < 0 ? period : LONGEST_TICK);
        pull(stage.in());
    }

    @Override
    public void onTimer(Object key) {
        if (key.equals(DUE)) {
            if (isAvailable(stage.out())) {
                write();
            }
            return;
        }
        double now = desk.now();
        if (ending && now - endingMillis > FAREWELL_MILLIS) {
            completeStage();
            return;
        }
        carryOut(now - openedMillis > desk.longest().toMillis() ? conversation.drain(now) : conversation.tick(now));
    }

    private void arrived(FieldStage.Arrived arrived) {
        Read read = arrived.text()
                ? FieldFrames.text(arrived.bytes())
                : FieldFrames.binary(arrived.bytes(), conversation.binary());
        carryOut(
                switch (read) {
                    case Read.Said(var message) -> conversation.said(message, desk.now());
                    case Read.Unreadable(CloseCode why) -> conversation.unreadable(why, desk.now());
                });
    }

    private void carryOut(List<FieldOutput> outputs) {
        for (FieldOutput output : outputs) {
            carryOut(output);
        }
        if (conversation.authenticated() != authenticated) {
            authenticated = !authenticated;
            desk.meters().authenticated(authenticated ? 1 : -1);
        }
        if (isAvailable(stage.out())) {
            write();
        }
        readOn();
    }

    private void carryOut(FieldOutput output) {
        switch (output) {
            case FieldOutput.Say(var message) -> answers.add(FieldFrames.control(message));
            case FieldOutput.Remember(String once) ->
                then(
                        views.useOnce(once),
                        (isFirst, failure) -> conversation.heard(failure == null && isFirst, desk.now()));
            case FieldOutput.Watch watch -> views.watch(watch);
            case FieldOutput.Rewatch rewatch -> views.rewatch(rewatch);
            case FieldOutput.Leave(int stream, boolean keep) -> views.leave(stream, keep);
            case FieldOutput.Picture(int stream) -> views.picture(stream);
            case FieldOutput.KeepToken keep ->
                then(
                        views.keep(keep.token(), keep.content()),
                        (_, failure) -> conversation.kept(keep.stream(), failure == null, desk.now()));
            case FieldOutput.TakeToken(String token) ->
                then(
                        views.take(token),
                        (found, failure) ->
                                conversation.found(failure == null ? found.orElse(null) : null, desk.now()));
            case FieldOutput.ForgetToken(String token) -> views.forget(token);
            case FieldOutput.LimitToken(String token) -> views.limit(token);
            case FieldOutput.Store(var wish) -> archive.carryOut(wish);
            case FieldOutput.TakeSeat(int stream) -> views.seat(stream);
            case FieldOutput.Close(CloseCode why) -> {
                stage.endsWith(why);
                ending = true;
                endingMillis = desk.now();
            }
            case FieldOutput.Tell(var fact) -> desk.meters().tell(fact, connection);
        }
    }

    @FunctionalInterface
    private interface Continued<T> {
        List<FieldOutput> with(T result, @Nullable Throwable failure);
    }

    private record Result<T>(T value, @Nullable Throwable failure) {}

    private <T> void then(CompletionStage<T> asked, Continued<T> next) {
        AsyncCallback<Result<T>> back =
                createAsyncCallback(result -> carryOut(next.with(result.value(), result.failure())));
        asked.whenComplete((value, failure) -> back.invoke(new Result<>(value, failure)));
    }

    private void write() {
        Message answer = answers.poll();
        if (answer != null) {
            push(stage.out(), answer);
            readOn();
        } else if (ending) {
            completeStage();
        } else {
            double now = desk.now();
            FieldConversation.Data data = conversation.take(now);
            if (data != null) {
                desk.meters().left(data, now);
                var ended = data.ended();
                if (ended != null) {
                    desk.meters().ended(ended, connection);
                }
                push(stage.out(), FieldFrames.data(data));
            }
            conversation.readOn().forEach(this::carryOut);
            double due = conversation.dueMillis();
            if (data == null && Double.isFinite(due)) {
                scheduleOnce(DUE, Duration.ofNanos((long) (Math.max(LEAST_WAIT_MILLIS, due - now) * NANOS_PER_MILLI)));
            }
        }
    }

    private void readOn() {
        if (!ending
                && !conversation.waiting()
                && answers.size() < ANSWERS
                && !isClosed(stage.in())
                && !hasBeenPulled(stage.in())) {
            pull(stage.in());
        }
    }

    @Override
    public void postStop() {
        stage.slot().release();
        if (!first) {
            return;
        }
        double now = desk.now();
        for (FieldOutput output : conversation.gone(now)) {
            switch (output) {
                case FieldOutput.Leave(int stream, boolean keep) -> views.leave(stream, keep);
                case FieldOutput.LimitToken(String token) -> views.limit(token);
                case FieldOutput.ForgetToken(String token) -> views.forget(token);
                case FieldOutput.Store(var wish) -> archive.carryOut(wish);
                case FieldOutput.Tell(var fact) -> desk.meters().tell(fact, connection);
                default -> {
                    // Nobody is there to hear it.
                }
            }
        }
        if (authenticated) {
            desk.meters().authenticated(-1);
        }
        views.end();
        desk.meters().closed(conversation.audit(now), connection);
    }
}
