// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.field.core;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.rivulet.actors.field.core.FieldNews;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Subscriptions that change between two updates.
class FieldChangesTest extends FieldConversationFixture {
    @Test
    void aSubscriptionIsChangedBetweenTwoUpdates() throws Exception {
        enter("{'filters':true}");
        FieldOutput.Watch watch = subscribe("s", "{}");
        news(watch, new FieldNews.Joined(0, true));
        news(watch, new FieldNews.Updated(update(1, 64)));
        List<FieldOutput> out = say(
                "{'type':'update_subscription','payload':{'stream_id':'s','update_interval_steps':5,'backpressure':'compress'}}");
        assertThat(types(out)).containsExactly("update_subscription_success");
        assertThat(((FieldOutput.Say) out.getFirst())
                        .message()
                        .get("payload")
                        .get("effective_from_sequence")
                        .asInt())
                .isEqualTo(1);
        assertThat(out.get(1)).isInstanceOf(FieldOutput.Rewatch.class);
        for (int step = 2; step <= 10; step++) {
            news(watch, new FieldNews.Updated(update(step, 64)));
        }
        List<String> told = new ArrayList<>();
        for (FieldConversation.Data data = conversation.take(now); data != null; data = conversation.take(now)) {
            JsonNode payload = data.message().get("payload");
            told.add(payload.get("sequence") + ":" + payload.get("step"));
        }
        assertThat(told).containsExactly("0:1", "1:5", "2:10");
        assertThat(types(say(
                        "{'type':'update_subscription','payload':{'stream_id':'s','features':['pot_mean_mV','x']}}")))
                .containsExactly("update_subscription_failed BAD_FILTER");
        assertThat(types(say("{'type':'update_subscription','payload':{'stream_id':'z'}}")))
                .containsExactly("update_subscription_failed STREAM_UNKNOWN");
    }

    private List<String> toldNow() {
        List<String> told = new ArrayList<>();
        for (FieldConversation.Data data = conversation.take(now); data != null; data = conversation.take(now)) {
            JsonNode payload = data.message().get("payload");
            told.add(payload.get("sequence") + ":" + payload.get("step")
                    + (payload.has("dropped") ? ":" + payload.get("dropped") : ""));
        }
        return told;
    }

    /// More steps than before come only once the simulation tells them; till then the old pace holds.
    @Test
    void aFinerPaceHoldsOnceItsStepsCome() throws Exception {
        enter("{'filters':true}");
        FieldOutput.Watch watch = subscribe("s", "{'update_interval_steps':10}");
        news(watch, new FieldNews.Joined(0, true));
        news(watch, new FieldNews.Updated(update(10, 64)));
        assertThat(types(say("{'type':'update_subscription','payload':{'stream_id':'s','update_interval_steps':3}}")))
                .isEmpty();
        news(watch, new FieldNews.Updated(update(20, 64)));
        // That of another change is not it.
        assertThat(news(watch, new FieldNews.Changed(22, 10))).isEmpty();
        List<FieldOutput> out = news(watch, new FieldNews.Changed(22, 3));
        assertThat(types(out)).containsExactly("update_subscription_success");
        JsonNode payload = ((FieldOutput.Say) out.getFirst()).message().get("payload");
        assertThat(payload.get("effective_from_sequence").asInt()).isEqualTo(2);
        assertThat(payload.at("/params/update_interval_steps").asInt()).isEqualTo(3);
        for (int step = 23; step <= 30; step++) {
            news(watch, new FieldNews.Updated(update(step, 64)));
        }
        assertThat(toldNow()).containsExactly("0:10", "1:20", "2:24", "3:27", "4:30");
    }

    /// Each update has growth events 1 more and a mean potential 1 mV above the one before.
    @Test
    void whatIsWithinTheDeadbandIsNotToldAndDropsAreSaid() throws Exception {
        conversation = make(Endpoint.LIVE, FieldLimits.DEFAULTS.queue(2, Overflow.DROP_OLDEST));
        enter("{'filters':true}");
        FieldOutput.Watch watch = subscribe("s", "{'deadband':{'pot_mean_mV':2.5,'total_energy':0}}");
        news(watch, new FieldNews.Joined(0, true));
        for (int step = 1; step <= 5; step++) {
            news(watch, new FieldNews.Updated(update(step, 64)));
        }
        assertThat(toldNow()).containsExactly("0:1:0", "3:4:0");
        for (int step = 6; step <= 16; step++) {
            news(watch, new FieldNews.Updated(update(step, 64)));
        }
        // 7 and 10 gave way to 13 and 16.
        assertThat(toldNow()).containsExactly("12:13:2", "15:16:0");
        assertThat(types(say("{'type':'update_subscription','payload':{'stream_id':'s','deadband':null}}")))
                .contains("update_subscription_success");
        news(watch, new FieldNews.Updated(update(17, 64)));
        news(watch, new FieldNews.Updated(update(18, 64)));
        assertThat(toldNow()).containsExactly("16:17", "17:18");
        List<FieldOutput> refused =
                say("{'type':'update_subscription','payload':{'stream_id':'s','deadband':{'x':1,'pot_std_mV':1}}}");
        assertThat(types(refused)).containsExactly("update_subscription_failed BAD_FILTER");
        assertThat(((FieldOutput.Say) refused.getFirst()).message().at("/payload/unknown_features"))
                .hasToString("[\"x\"]");
        assertThat(types(
                        say("{'type':'update_subscription','payload':{'stream_id':'s','deadband':{'pot_std_mV':-1}}}")))
                .containsExactly("update_subscription_failed SUBSCRIBE_ERROR");
        say("{'type':'update_subscription','payload':{'stream_id':'s','deadband':{'pot_mean_mV':1000}}}");
        news(watch, new FieldNews.Updated(update(63, 64)));
        news(watch, new FieldNews.Updated(update(64, 64)));
        assertThat(conversation.take(now).message().at("/payload/step").asInt()).isEqualTo(64);
    }
}
