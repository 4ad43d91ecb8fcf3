// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.field.core;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.rivulet.actors.field.core.FieldNews;
import io.rivulet.actors.store.FieldStore;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Streams that are taken up again by their tokens.
class FieldResumeRulesTest extends FieldConversationFixture {
    @Test
    void aLostStreamIsTakenUpByItsTokenOnce() throws Exception {
        enter("{'resume':true}");
        FieldOutput.Watch watch = subscribe("s", "{'update_interval_steps':2,'stream_key':'k'}");
        assertThat(watch.simulation()).startsWith("shared-");
        List<FieldOutput> joined = news(watch, new FieldNews.Joined(5, true));
        assertThat(types(joined)).isEmpty();
        var keep = (FieldOutput.KeepToken) joined.getFirst();
        List<FieldOutput> success = conversation.kept(watch.stream(), true, now);
        assertThat(types(success)).containsExactly("subscribe_success");
        assertThat(((FieldOutput.Say) success.getFirst())
                        .message()
                        .get("payload")
                        .get("resume_token")
                        .asText())
                .isEqualTo(keep.token());
        assertThat(conversation.gone(now))
                .contains(new FieldOutput.Leave(watch.stream(), true), new FieldOutput.LimitToken(keep.token()));

        conversation = make(Endpoint.LIVE, FieldLimits.DEFAULTS);
        enter("{'resume':true}");
        String resume = "{'type':'resume','payload':{'stream_id':'s','resume_token':'t','last_sequence':1}}";
        assertThat(say(resume)).containsExactly(new FieldOutput.TakeToken("t"));
        assertThat(conversation.waiting()).isTrue();
        List<FieldOutput> found = conversation.found(new FieldStore.Token(keep.content(), false), now);
        // Steps 6 and 8 were sequences 0 and 1.
        var again = (FieldOutput.Watch) found.getFirst();
        assertThat(again.simulation()).isEqualTo(watch.simulation());
        assertThat(again.after()).isEqualTo(8);
        news(again, new FieldNews.Joined(13, true));
        List<FieldOutput> resumed = conversation.kept(again.stream(), true, now);
        JsonNode told = ((FieldOutput.Say) resumed.getFirst()).message();
        assertThat(told.get("type").asText()).isEqualTo("resume_success");
        assertThat(told.get("payload").get("from_sequence").asInt()).isEqualTo(2);
        assertThat(told.get("payload").get("missed").asInt()).isEqualTo(2);
        for (int step = 7; step <= 14; step++) {
            news(again, new FieldNews.Updated(update(step, 64)));
        }
        for (int sequence = 2; sequence <= 4; sequence++) {
            assertThat(conversation
                            .take(now)
                            .message()
                            .get("payload")
                            .get("sequence")
                            .asInt())
                    .isEqualTo(sequence);
        }
        assertThat(conversation.take(now)).isNull();

        say("{'type':'resume','payload':{'stream_id':'u','resume_token':'t','last_sequence':1}}");
        assertThat(types(conversation.found(null, now))).containsExactly("resume_failed RESUME_UNKNOWN");
    }

    @Test
    void whatIsNotKeptAnyMoreIsAGap() throws Exception {
        enter("{'resume':true}");
        FieldOutput.Watch watch = subscribe("s", "{}");
        byte[] note = ((FieldOutput.KeepToken)
                        news(watch, new FieldNews.Joined(0, true)).getFirst())
                .content();
        say("{'type':'unsubscribe','payload':{'stream_id':'s'}}");
        say("{'type':'resume','payload':{'stream_id':'s','resume_token':'t','last_sequence':3}}");
        var again = (FieldOutput.Watch)
                conversation.found(new FieldStore.Token(note, false), now).getFirst();
        List<FieldOutput> out = news(again, new FieldNews.Joined(50, false));
        assertThat(types(out)).containsExactly("resume_failed RESUME_GAP");
        assertThat(((FieldOutput.Say) out.getFirst())
                        .message()
                        .get("payload")
                        .get("oldest_sequence")
                        .asInt())
                .isEqualTo(50);
        assertThat(conversation.streams()).isZero();
    }
}
