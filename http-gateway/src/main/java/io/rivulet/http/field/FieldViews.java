// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.field;

import io.rivulet.actors.field.Fields;
import io.rivulet.actors.field.core.FieldNews;
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
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The simulations that one connection watches, and what it leaves in the store.
/// **Thread** the connection's; what it is told comes from others.
final class FieldViews {
    record News(int stream, FieldNews news) {}

    record Refused(int stream, String words) {}

    /// @param slot of its own; null where it has the connection's
    private record Seat(Fields.View view, StreamType type, StreamSlots.@Nullable Slot slot) {}

    private final FieldDesk desk;
    private final Supplier<CompletionStage<StreamSlots.Slot>> slots;
    private final Consumer<News> told;
    private final Consumer<Refused> refused;
    private final Map<Integer, Seat> seats = new HashMap<>();
    /// Those that wait for a slot and are still wanted.
    private final Map<Integer, StreamType> waiting = new HashMap<>();

    private boolean over;

    FieldViews(
            FieldDesk desk,
            Supplier<CompletionStage<StreamSlots.Slot>> slots,
            Consumer<News> told,
            Consumer<Refused> refused) {
        this.desk = desk;
        this.slots = slots;
        this.told = told;
        this.refused = refused;
    }

    synchronized void watch(FieldOutput.Watch watch) {
        desk.meters().streamOpened(watch.wish().type());
        if (seats.values().stream().allMatch(each -> each.slot() != null) && waiting.isEmpty()) {
            begin(watch, null);
            return;
        }
        waiting.put(watch.stream(), watch.wish().type());
        CompletionStage<StreamSlots.Slot> asked;
        try {
            asked = slots.get();
        } catch (RuntimeException full) {
            refuse(watch, full);
            return;
        }
        asked.whenComplete((slot, failure) -> {
            if (failure != null) {
                refuse(watch, failure);
            } else {
                taken(watch, slot);
            }
        });
    }

    private synchronized void taken(FieldOutput.Watch watch, StreamSlots.Slot slot) {
        if (over || waiting.remove(watch.stream()) == null) {
            slot.release();
        } else {
            begin(watch, slot);
        }
    }

    private synchronized void refuse(FieldOutput.Watch watch, Throwable failure) {
        if (waiting.remove(watch.stream()) != null) {
            desk.meters().streamClosed(watch.wish().type());
            refused.accept(new Refused(watch.stream(), Problems.told(failure).detail()));
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
        if (seat != null) {
            seat.view().change(rewatch.wish().every(), rewatch.wish().wantsField());
        }
    }

    synchronized void picture(int stream) {
        Seat seat = seats.get(stream);
        if (seat != null) {
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
            seat.view().leave(keep);
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

    CompletionStage<Optional<byte[]>> take(String token) {
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
