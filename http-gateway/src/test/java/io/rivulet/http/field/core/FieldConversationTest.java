// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.field.core;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.rivulet.actors.field.core.FieldNews;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Streams of one connection: what is told, in which order, and how they end.
class FieldConversationTest extends FieldConversationFixture {
    @Test
    void successComesBeforeDataAndEachUpdateOnce() throws Exception {
        enter("null");
        FieldOutput.Watch watch = subscribe("s", "{'steps':7,'update_interval_steps':3}");
        assertThat(conversation.take(now)).isNull();
        assertThat(types(news(watch, new FieldNews.Joined(0, true)))).containsExactly("subscribe_success");
        for (int step = 1; step <= 7; step++) {
            news(watch, new FieldNews.Updated(update(step, 7)));
            news(watch, new FieldNews.Updated(update(step, 7)));
        }
        List<String> told = new ArrayList<>();
        for (FieldConversation.Data data = conversation.take(now); data != null; data = conversation.take(now)) {
            JsonNode payload = data.message().get("payload");
            told.add(data.message().get("type").asText() + " " + payload.path("sequence") + " " + payload.path("step"));
            assertThat(data.ended() != null).isEqualTo(told.size() == 4);
        }
        assertThat(told)
                .containsExactly(
                        "simulation_state 0 3",
                        "simulation_state 1 6",
                        "simulation_state 2 7",
                        "simulation_complete  ");
        assertThat(conversation.streams()).isZero();
        FieldFact.ConnectionAudit audit = conversation.audit(now);
        assertThat(audit.sent()).isEqualTo(4).isEqualTo(audit.offered());
        assertThat(audit.dropped()).isZero();
    }

    @Test
    void aSlowReaderLosesTheOldestNeverTheEndAndTheCountsAddUp() throws Exception {
        conversation = make(Endpoint.LIVE, FieldLimits.DEFAULTS.queue(4, Overflow.DROP_OLDEST));
        enter("{'multi_stream':4}");
        FieldOutput.Watch watch = subscribe("s", "{'steps':100}");
        news(watch, new FieldNews.Joined(0, true));
        long drops = 0;
        for (int step = 1; step <= 100; step++) {
            for (FieldOutput each : news(watch, new FieldNews.Updated(update(step, 100)))) {
                drops += each instanceof FieldOutput.Tell(FieldFact.Dropped(Overflow _, long gone)) ? gone : 0;
            }
        }
        List<Long> sequences = new ArrayList<>();
        JsonNode last = null;
        for (FieldConversation.Data data = conversation.take(now); data != null; data = conversation.take(now)) {
            last = data.message();
            if (last.path("payload").has("sequence")) {
                sequences.add(last.get("payload").get("sequence").asLong());
            }
        }
        assertThat(sequences).isSorted().contains(99L);
        assertThat(last.get("type").asText()).isEqualTo("stream_end");
        JsonNode end = last.get("payload");
        assertThat(end.get("reason").asText()).isEqualTo("complete");
        assertThat(end.get("packets_sent").asLong() + end.get("dropped_frames").asLong())
                .isEqualTo(101);
        FieldFact.ConnectionAudit audit = conversation.audit(now);
        assertThat(audit.dropped()).isGreaterThanOrEqualTo(drops).isPositive();
        assertThat(audit.offered()).isEqualTo(audit.sent() + audit.dropped() + audit.discarded());
        assertThat(new FieldFact.ConnectionAudit(1, 1, 1265, 1250, 15, 0, 3).dropRatePercent())
                .isEqualTo(1.2);
    }

    @Test
    void streamsAreReadInTurn() throws Exception {
        enter("null");
        FieldOutput.Watch a = subscribe("a", "{}");
        FieldOutput.Watch b = subscribe("b", "{}");
        for (FieldOutput.Watch each : List.of(a, b)) {
            news(each, new FieldNews.Joined(0, true));
            news(each, new FieldNews.Updated(update(1, 64)));
            news(each, new FieldNews.Updated(update(2, 64)));
        }
        List<String> order = new ArrayList<>();
        for (int k = 0; k < 4; k++) {
            order.add(conversation.take(now).message().get("stream_id").asText());
        }
        assertThat(order).containsExactly("a", "b", "a", "b");
    }

    @Test
    void aStreamIsRefusedTwiceBeyondTheLimitAndOfTheOtherType() throws Exception {
        conversation = make(
                Endpoint.LIVE,
                new FieldLimits(
                        10,
                        Overflow.DROP_OLDEST,
                        2,
                        FieldLimits.DEFAULTS.heartbeat(),
                        FieldLimits.DEFAULTS.silence(),
                        FieldLimits.DEFAULTS.authTime(),
                        FieldLimits.DEFAULTS.resumeWindow(),
                        true,
                        FieldLimits.DEFAULTS.recordings()));
        // This server lets auth come first.
        say(auth());
        conversation.heard(true, now);
        subscribe("a", "{}");
        String more = "{'type':'subscribe','payload':{'stream_type':'%s','stream_id':'%s'}}";
        assertThat(types(say(more.formatted("simulation_live", "a"))))
                .containsExactly("subscribe_failed STREAM_EXISTS");
        subscribe("b", "{}");
        assertThat(types(say(more.formatted("simulation_live", "c"))))
                .containsExactly("subscribe_failed TOO_MANY_STREAMS");
        assertThat(types(say(more.formatted("stream_features", "c"))))
                .containsExactly("subscribe_failed WRONG_STREAM_TYPE");
    }

    @Test
    void endingOneStreamLeavesTheOthers() throws Exception {
        enter("null");
        FieldOutput.Watch a = subscribe("a", "{}");
        FieldOutput.Watch b = subscribe("b", "{}");
        assertThat(types(say("{'type':'unsubscribe','payload':{'stream_id':'x'}}")))
                .containsExactly("error STREAM_UNKNOWN");
        assertThat(conversation.streams()).isEqualTo(2);
        List<FieldOutput> out = say("{'type':'unsubscribe','payload':{'stream_id':'a'}}");
        assertThat(types(out)).containsExactly("unsubscribe");
        assertThat(out)
                .contains(new FieldOutput.Leave(a.stream(), false))
                .doesNotContain(new FieldOutput.Leave(b.stream(), false));
        // Said again, it is as it was wanted.
        assertThat(types(say("{'type':'unsubscribe','payload':{'stream_id':'a'}}")))
                .containsExactly("unsubscribe");
        assertThat(types(say("{'type':'unsubscribe'}"))).containsExactly("error BAD_MESSAGE");
    }

    /// One address for streams of either type.
    @Test
    void theNeutralAddressTakesBoth() throws Exception {
        conversation = make(Endpoint.ANY, FieldLimits.DEFAULTS);
        enter("{}");
        assertThat(subscribe("a", "{}").wish().type()).isEqualTo(StreamType.LIVE);
        List<FieldOutput> out = say("{'type':'subscribe','payload':{'stream_type':'stream_features','stream_id':'b'}}");
        assertThat(out).singleElement().isInstanceOf(FieldOutput.Watch.class);
    }

    @Test
    void whatWasNotAgreedOnIsRefused() throws Exception {
        enter("{}");
        assertThat(types(say("{'type':'update_subscription','payload':{'stream_id':'s'}}")))
                .containsExactly("update_subscription_failed NOT_AGREED");
        assertThat(types(say("{'type':'resume','payload':{'stream_id':'s','resume_token':'t'}}")))
                .containsExactly("resume_failed NOT_AGREED");
    }

    @Test
    void aStreamThatFailsTellsAndLeavesTheConnection() throws Exception {
        enter("null");
        FieldOutput.Watch watch = subscribe("s", "{}");
        assertThat(types(news(watch, new FieldNews.Failed("no memory"))))
                .containsExactly("subscribe_failed SUBSCRIBE_FAILED");
        FieldOutput.Watch again = subscribe("s", "{}");
        news(again, new FieldNews.Joined(0, true));
        news(again, new FieldNews.Failed("the simulation failed"));
        JsonNode error = conversation.take(now).message();
        assertThat(error.get("payload").get("error_code").asText()).isEqualTo("STREAM_ERROR");
        assertThat(error.get("payload").get("stream_id").asText()).isEqualTo("s");
        assertThat(conversation.closed()).isFalse();
        assertThat(conversation.streams()).isZero();
    }

    @Test
    void atShutdownAndAtTheClientsWishItIsClosed() throws Exception {
        enter("null");
        subscribe("s", "{}");
        assertThat(closed(say("{'type':'close'}"))).isEqualTo(CloseCode.NORMAL);
        conversation = make(Endpoint.HEARTBEAT, FieldLimits.DEFAULTS);
        assertThat(closed(conversation.drain(now))).isEqualTo(CloseCode.GOING_AWAY);
        assertThat(conversation.drain(now)).isEmpty();
    }
}
