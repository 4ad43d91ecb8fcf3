// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.field;

import io.rivulet.actors.field.Fields;
import io.rivulet.actors.field.core.FieldNews;
import io.rivulet.actors.store.FieldStore;
import io.rivulet.http.field.core.FieldAuth;
import io.rivulet.http.field.core.FieldOutput;
import io.rivulet.http.field.core.StreamType;
import io.rivulet.http.route.Problems;
import io.rivulet.http.stream.StreamSlots;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The simulations that one connection watches, and what it leaves in the store.
/// **Thread** the connection's; what it is told comes from others.
final class FieldViews {
    record News(int stream, FieldNews news) {}

    record Refused(int stream, String words) {}

    /// @param view null where it watches nothing
    /// @param slot of its own; null where it has the connection's
    private record Seat(Fields.@Nullable View view, StreamType type, StreamSlots.@Nullable Slot slot) {}

    private final FieldDesk desk;
    private final Supplier<CompletionStage<StreamSlots.Slot>> slots;
    private final Consumer<News> told;
    private final Consumer<Refused> refused;
    private final IntConsumer seated;
    private final Map<Integer, Seat> seats = new HashMap<>();
    /// Those that wait for a slot and are still wanted.
    private final Map<Integer, StreamType> waiting = new HashMap<>();

    private boolean over;

    FieldViews(
            FieldDesk desk,
            Supplier<CompletionStage<StreamSlots.Slot>> slots,
            Consumer<News> told,
            Consumer<Refused> refused,
            IntConsumer seated) {
        this.desk = desk;
        this.slots = slots;
        this.told = told;
        this.refused = refused;
        this.seated = seated;
    }

    synchronized void watch(FieldOutput.Watch watch) {
        seat(watch.stream(), watch.wish().type(), slot -> begin(watch, slot));
    }

    /// A place for a stream that watches nothing.
    synchronized void seat(int stream) {
        seat(stream, StreamType.REPLAY, slot -> {
            seats.put(stream, new Seat(null, StreamType.REPLAY, slot));
            seated.accept(stream);
        });
    }

    private void seat(int stream, StreamType type, Consumer<StreamSlots.@Nullable Slot> begin) {
        desk.meters().streamOpened(type);
        if (seats.values().stream().allMatch(each -> each.slot() != null) && waiting.isEmpty()) {
            begin.accept(null);
            return;
        }
        waiting.put(stream, type);
        CompletionStage<StreamSlots.Slot> asked;
        try {
            asked = slots.get();
        } catch (RuntimeException full) {
            refuse(stream, full);
            return;
        }
        asked.whenComplete((slot, failure) -> {
            if (failure != null) {
                refuse(stream, failure);
            } else {
                taken(stream, slot, begin);
            }
        });
    }

    private synchronized void taken(int stream, StreamSlots.Slot slot, Consumer<StreamSlots.@Nullable Slot> begin) {
        if (over || waiting.remove(stream) == null) {
            slot.release();
        } else {
            begin.accept(slot);
        }
    }

    private synchronized void refuse(int stream, Throwable failure) {
        StreamType type = waiting.remove(stream);
        if (type != null) {
            desk.meters().streamClosed(type);
            refused.accept(new Refused(stream, Problems.told(failure).detail()));
        }
    }

    private void begin(FieldOutput.Watch watch, StreamSlots.@Nullable Slot slot) {
        int stream = watch.stream();
        seats.put(
                stream,
                new Seat(
                        desk.fields()
                                .watch(
                                        watch.simulation(),
                                        watch.wish().settings(),
                                        watch.wish().every(),
                                        watch.wish().wantsField(),
                                        watch.after(),
                                        news -> told.accept(new News(stream, news))),
                        watch.wish().type(),
                        slot));
    }

    synchronized void rewatch(FieldOutput.Rewatch rewatch) {
        Seat seat = seats.get(rewatch.stream());
        if (seat != null && seat.view() != null) {
            seat.view().change(rewatch.wish().every(), rewatch.wish().wantsField());
        }
    }

    synchronized void picture(int stream) {
        Seat seat = seats.get(stream);
        if (seat != null && seat.view() != null) {
            seat.view().look();
        }
    }

    synchronized void leave(int stream, boolean keep) {
        StreamType unseated = waiting.remove(stream);
        if (unseated != null) {
            desk.meters().streamClosed(unseated);
        }
        Seat seat = seats.remove(stream);
        if (seat != null) {
            desk.meters().streamClosed(seat.type());
            if (seat.view() != null) {
                seat.view().leave(keep);
            }
            StreamSlots.Slot slot = seat.slot();
            if (slot != null) {
                slot.release();
            }
        }
    }

    /// The connection is over; its streams were left before.
    synchronized void end() {
        over = true;
        waiting.clear();
    }

    CompletionStage<Boolean> useOnce(String proof) {
        return desk.fields().store().useOnce(proof, desk.clock().millis() + 2 * FieldAuth.WINDOW_MILLIS);
    }

    /// For as long as the connection may last, and then for those who come back.
    CompletionStage<Boolean> keep(String token, byte[] content) {
        return desk.fields()
                .store()
                .keep(
                        token,
                        content,
                        desk.clock().millis()
                                + desk.longest()
                                        .plus(desk.limits().resumeWindow())
                                        .toMillis());
    }

    CompletionStage<Optional<FieldStore.Token>> take(String token) {
        return desk.fields().store().take(token);
    }

    void forget(String token) {
        desk.fields().store().forget(token);
    }

    void limit(String token) {
        desk.fields()
                .store()
                .limit(
                        token,
                        desk.clock().millis() + desk.limits().resumeWindow().toMillis());
    }
}
