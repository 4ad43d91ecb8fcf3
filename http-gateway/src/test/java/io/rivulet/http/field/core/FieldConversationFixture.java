// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.field.core;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.rivulet.actors.field.core.FieldNews;
import io.rivulet.actors.field.core.FieldUpdate;
import io.rivulet.fields.features.StreamedFeatures;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/// A connection that tests speak with, and what it answered.
abstract class FieldConversationFixture {
    static final ObjectMapper JSON = new ObjectMapper();
    static final double START = 1_701_600_000_000.0;

    final AtomicInteger texts = new AtomicInteger();
    final List<FieldOutput> seen = new ArrayList<>();
    double now = START;
    FieldConversation conversation = make(Endpoint.LIVE, FieldLimits.DEFAULTS);

    FieldConversation make(Endpoint endpoint, FieldLimits limits) {
        var auth = new FieldAuth(new FieldKeys(List.of("k")), true, false);
        return new FieldConversation(endpoint, auth, limits, () -> "text-" + texts.incrementAndGet(), now);
    }

    List<FieldOutput> say(String message) throws Exception {
        List<FieldOutput> out = conversation.said(JSON.readTree(message.replace('\'', '"')), now);
        seen.addAll(out);
        return out;
    }

    static List<String> types(List<FieldOutput> outputs) {
        return outputs.stream()
                .filter(FieldOutput.Say.class::isInstance)
                .map(each -> ((FieldOutput.Say) each).message())
                .map(message -> message.get("type").asText()
                        + (message.path("payload").has("error_code")
                                ? " " + message.get("payload").get("error_code").asText()
                                : ""))
                .toList();
    }

    static CloseCode closed(List<FieldOutput> outputs) {
        return outputs.getLast() instanceof FieldOutput.Close(CloseCode code) ? code : null;
    }

    String auth() {
        return "{'type':'auth','payload':{'api_key':'k','timestamp':" + (long) now + "}}";
    }

    void enter(String capabilities) throws Exception {
        say("{'type':'init','payload':{'capabilities':" + capabilities + "}}");
        assertThat(say(auth())).singleElement().isInstanceOf(FieldOutput.Remember.class);
        assertThat(conversation.waiting()).isTrue();
        assertThat(types(conversation.heard(true, now))).containsExactly("auth_success");
        assertThat(conversation.waiting()).isFalse();
    }

    static FieldUpdate update(long step, long total) {
        return new FieldUpdate(
                step,
                total,
                START + step,
                new StreamedFeatures(-70 + step, 1, -80, -60, 3, 0.1, 1, 20, 1e-6),
                step,
                null);
    }

    FieldOutput.Watch subscribe(String id, String params) throws Exception {
        List<FieldOutput> out = say("{'type':'subscribe','payload':{'stream_type':'simulation_live','stream_id':'" + id
                + "','params':" + params + "}}");
        assertThat(out).singleElement().isInstanceOf(FieldOutput.Watch.class);
        return (FieldOutput.Watch) out.getFirst();
    }

    List<FieldOutput> news(FieldOutput.Watch watch, FieldNews news) {
        return conversation.news(watch.stream(), news, now);
    }
}
