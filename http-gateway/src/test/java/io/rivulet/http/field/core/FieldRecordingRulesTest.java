// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.field.core;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rivulet.actors.field.core.FieldNews;
import io.rivulet.actors.store.FieldRecordings.Begun;
import io.rivulet.actors.store.FieldRecordings.Kept;
import io.rivulet.actors.store.FieldRecordings.Outcome;
import io.rivulet.actors.store.FieldRecordings.Part;
import io.rivulet.actors.store.FieldRecordings.State;
import io.rivulet.serialization.recording.RecordedFrame;
import io.rivulet.serialization.recording.RecordingLines;
import io.rivulet.serialization.recording.RecordingReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/// What becomes of recordings when the store is slow, or lost, or the client is; and when what is played is due.
class FieldRecordingRulesTest extends FieldConversationFixture {
    private static final String START_RECORDING =
            "{'type':'record_start','payload':{'stream_id':'s','recording_id':'r'}}";

    private String file = "";

    private static List<RecordingWish> wishes(List<FieldOutput> outputs) {
        List<RecordingWish> all = new ArrayList<>();
        for (FieldOutput each : outputs) {
            if (each instanceof FieldOutput.Store(RecordingWish wish)) {
                all.add(wish);
            }
        }
        return all;
    }

    private static List<Part> parts(List<FieldOutput> outputs) {
        return wishes(outputs).stream()
                .filter(RecordingWish.Write.class::isInstance)
                .map(each -> ((RecordingWish.Write) each).part())
                .toList();
    }

    /// A stream that is being recorded.
    private FieldOutput.Watch recorded() throws Exception {
        enter("{'recording':true}");
        FieldOutput.Watch watch = subscribe("s", "{'steps':1000}");
        news(watch, new FieldNews.Joined(0, true));
        file = ((RecordingWish.Begin) wishes(say(START_RECORDING)).getFirst())
                .begun()
                .file();
        assertThat(conversation.waiting()).isTrue();
        assertThat(types(conversation.stored(new RecordingAnswer.Started(Outcome.DONE), now)))
                .containsExactly("record_started");
        return watch;
    }

    private List<FieldOutput> written(Part part, Outcome outcome) {
        return conversation.stored(new RecordingAnswer.Written(file, part.number(), outcome), now);
    }

    private static JsonNode stopped(List<FieldOutput> outputs) {
        assertThat(types(outputs)).containsExactly("record_stopped");
        return ((FieldOutput.Say) outputs.getFirst()).message().get("payload");
    }

    @Test
    void aStoreThatIsFarBehindEndsARecordingThatIsWhole() throws Exception {
        FieldOutput.Watch watch = recorded();
        List<Part> parts = new ArrayList<>();
        long steps = 0;
        while (parts.isEmpty() || parts.getLast().sha256() == null) {
            parts.addAll(parts(news(watch, new FieldNews.Updated(update(++steps, 0)))));
        }
        long bytes = parts.stream().mapToLong(each -> each.text().length).sum();
        assertThat(bytes)
                .isBetween(
                        (long) StreamRecording.MOST_WAITING,
                        (long) StreamRecording.MOST_WAITING + 2 * StreamRecording.PART_BYTES);
        var whole = new ByteArrayOutputStream();
        List<FieldOutput> out = List.of();
        for (Part part : parts) {
            whole.writeBytes(part.text());
            assertThat(out).isEmpty();
            out = written(part, Outcome.DONE);
        }
        JsonNode told = stopped(out);
        assertThat(told.get("reason").asText()).isEqualTo("slow_store");
        assertThat(told.get("sha256").asText()).isEqualTo(parts.getLast().sha256());
        try (RecordingReader reader = RecordingReader.open(new ByteArrayInputStream(whole.toByteArray()))) {
            while (reader.next() != null) {
                // The last line confirms all of them.
            }
            assertThat(reader.frames()).isEqualTo(steps);
        }
        assertThat(parts(news(watch, new FieldNews.Updated(update(++steps, 0)))))
                .isEmpty();
    }

    @Test
    void withoutAPartThereIsNoWholeFile() throws Exception {
        FieldOutput.Watch watch = recorded();
        news(watch, new FieldNews.Updated(update(1, 0)));
        now += StreamRecording.PART_MILLIS;
        List<Part> parts = parts(conversation.tick(now));
        assertThat(parts).hasSize(1);
        JsonNode told = stopped(written(parts.getFirst(), null));
        assertThat(told.get("reason").asText()).isEqualTo("store_failed");
        assertThat(told.has("sha256")).isFalse();
        assertThat(parts(news(watch, new FieldNews.Updated(update(2, 0))))).isEmpty();
        assertThat(parts(conversation.gone(now))).isEmpty();
    }

    /// Nothing to write for long: it is said that somebody still records.
    @Test
    void aSilentStreamIsStillBeingRecorded() throws Exception {
        recorded();
        now += StreamRecording.PART_MILLIS;
        assertThat(parts(conversation.tick(now))).hasSize(1);
        now += 9_999;
        assertThat(wishes(conversation.tick(now))).isEmpty();
        now += 1;
        assertThat(wishes(conversation.tick(now))).singleElement().isInstanceOf(RecordingWish.Touch.class);
    }

    @Test
    void whoLeavesEndsWhatIsRecordedAndWhatWasToBegin() throws Exception {
        FieldOutput.Watch watch = recorded();
        news(watch, new FieldNews.Updated(update(1, 0)));
        List<Part> last = parts(conversation.gone(now));
        assertThat(last)
                .singleElement()
                .satisfies(each -> assertThat(each.sha256()).isNotNull());

        conversation = make(Endpoint.LIVE, FieldLimits.DEFAULTS);
        enter("{'recording':true}");
        subscribe("s", "{}");
        say(START_RECORDING);
        assertThat(wishes(conversation.gone(now))).singleElement().isInstanceOf(RecordingWish.Abort.class);
    }

    @Test
    void aNodeThatRecordsAsMuchAsItMayRefuses() throws Exception {
        enter("{'recording':true}");
        subscribe("s", "{}");
        say(START_RECORDING);
        assertThat(types(conversation.stored(new RecordingAnswer.Busy(), now)))
                .containsExactly("record_start_failed RECORDINGS_BUSY");
        say(START_RECORDING);
        assertThat(types(conversation.stored(new RecordingAnswer.Started(null), now)))
                .containsExactly("record_start_failed RECORDING_FAILED");
        assertThat(conversation.waiting()).isFalse();
    }

    private static RecordedFrame frame(double millis, long sequence) {
        ObjectNode message = Replies.object().put("type", "simulation_state");
        message.putObject("payload").put("sequence", sequence);
        return new RecordedFrame(millis, message);
    }

    /// A replay that has asked for its first part.
    private RecordingWish.Read playing(String sha256, String more) throws Exception {
        conversation = make(Endpoint.ANY, FieldLimits.DEFAULTS);
        enter("{'recording':true}");
        say("{'type':'subscribe','payload':{'stream_type':'replay','stream_id':'p','params':{'recording_id':'r'" + more
                + "}}}");
        var begun = new Begun("f", "field", "r", "simulation_live", "{}".getBytes(StandardCharsets.UTF_8), 0);
        var kept = new Kept(begun, 9, 9, 9, sha256, sha256 == null ? State.CUT_OFF : State.COMPLETE, 0);
        List<FieldOutput> out = conversation.stored(new RecordingAnswer.Found(Optional.of(kept)), now);
        var seat = (FieldOutput.TakeSeat) out.getFirst();
        List<FieldOutput> seated = conversation.seated(seat.stream(), now);
        assertThat(types(seated)).containsExactly("subscribe_success");
        return (RecordingWish.Read) wishes(seated).getFirst();
    }

    private List<FieldOutput> read(RecordingWish.Read wish, boolean last, RecordedFrame... frames) {
        return conversation.stored(
                new RecordingAnswer.Read(
                        wish.stream(), wish.turn(), Optional.of(new RecordingLines(List.of(frames), last))),
                now);
    }

    private String reason() {
        JsonNode message = conversation.take(now).message();
        assertThat(message.get("type").asText()).isEqualTo("stream_end");
        return message.get("payload").get("reason").asText();
    }

    @Test
    void messagesAreDueAtTheirTimeAndThePauseIsNotCounted() throws Exception {
        RecordingWish.Read wish = playing("sum", ",'speed':2");
        read(wish, true, frame(1_000, 0), frame(1_100, 1), frame(1_300, 2));
        assertThat(conversation.take(now)).isNotNull();
        assertThat(conversation.take(now)).isNull();
        assertThat(conversation.dueMillis()).isEqualTo(now + 50);
        now += 50;
        assertThat(conversation.take(now)).isNotNull();
        say("{'type':'pause_stream','payload':{'stream_id':'p'}}");
        now += 60_000;
        assertThat(conversation.take(now)).isNull();
        assertThat(conversation.dueMillis()).isInfinite();
        say("{'type':'resume_stream','payload':{'stream_id':'p'}}");
        assertThat(conversation.take(now).message().get("t").asDouble()).isEqualTo(1_300);
        assertThat(reason()).isEqualTo("complete");
        assertThat(conversation.take(now)).isNull();
        assertThat(conversation.streams()).isZero();
    }

    @Test
    void anEndThatIsMissingIsSaid() throws Exception {
        RecordingWish.Read wish = playing(null, "");
        conversation.stored(new RecordingAnswer.Read(wish.stream(), wish.turn(), Optional.empty()), now);
        assertThat(reason()).isEqualTo("unfinished");
        wish = playing("sum", "");
        conversation.stored(new RecordingAnswer.Read(wish.stream(), wish.turn(), Optional.empty()), now);
        assertThat(reason()).isEqualTo("deleted");
        wish = playing("sum", "");
        assertThat(types(conversation.stored(new RecordingAnswer.Read(wish.stream(), wish.turn(), null), now)))
                .containsExactly("error STREAM_ERROR");
        assertThat(conversation.streams()).isZero();
    }

    /// What was on its way from another place does not count.
    @Test
    void whatIsReadOfThePlaceBeforeIsNotPlayed() throws Exception {
        RecordingWish.Read wish = playing("sum", ",'speed':0");
        say("{'type':'seek_stream','payload':{'stream_id':'p','sequence':7}}");
        List<FieldOutput> placed =
                conversation.stored(new RecordingAnswer.Placed(wish.stream(), OptionalInt.of(3)), now);
        var moved = (RecordingWish.Read) wishes(placed).getFirst();
        assertThat(moved.number()).isEqualTo(3);
        read(wish, false, frame(1, 0));
        assertThat(conversation.take(now)).isNull();
        assertThat(types(read(moved, true, frame(5, 6), frame(6, 7)))).containsExactly("seek_stream");
        assertThat(conversation
                        .take(now)
                        .message()
                        .get("payload")
                        .get("sequence")
                        .asInt())
                .isEqualTo(7);
        assertThat(reason()).isEqualTo("complete");
    }

    /// No more than one part is read ahead.
    @Test
    void theNextPartIsAskedForWhenFewMessagesAreLeft() throws Exception {
        RecordingWish.Read wish = playing("sum", ",'speed':0");
        RecordedFrame[] many = new RecordedFrame[ReplayedStream.FEW + 2];
        for (int k = 0; k < many.length; k++) {
            many[k] = frame(k, k);
        }
        assertThat(read(wish, false, many)).isEmpty();
        conversation.take(now);
        assertThat(conversation.readOn()).isEmpty();
        conversation.take(now);
        assertThat(wishes(conversation.readOn())).singleElement().isInstanceOf(RecordingWish.Read.class);
        assertThat(conversation.readOn()).isEmpty();
    }
}
