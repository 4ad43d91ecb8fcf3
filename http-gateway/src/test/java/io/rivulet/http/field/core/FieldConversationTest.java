// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.field.core;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rivulet.actors.field.core.FieldNews;
import io.rivulet.actors.field.core.FieldUpdate;
import io.rivulet.actors.store.FieldStore;
import io.rivulet.fields.features.StreamedFeatures;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// A connection with its time in our hands.
class FieldConversationTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final double START = 1_701_600_000_000.0;

    private final AtomicInteger texts = new AtomicInteger();
    private final List<FieldOutput> seen = new ArrayList<>();
    private double now = START;
    private FieldConversation conversation = make(Endpoint.LIVE, FieldLimits.DEFAULTS);

    private FieldConversation make(Endpoint endpoint, FieldLimits limits) {
        var auth = new FieldAuth(new FieldKeys(List.of("k")), true, false);
        return new FieldConversation(endpoint, auth, limits, () -> "text-" + texts.incrementAndGet(), now);
    }

    private List<FieldOutput> say(String message) throws Exception {
        List<FieldOutput> out = conversation.said(JSON.readTree(message.replace('\'', '"')), now);
        seen.addAll(out);
        return out;
    }

    private static List<String> types(List<FieldOutput> outputs) {
        return outputs.stream()
                .filter(FieldOutput.Say.class::isInstance)
                .map(each -> ((FieldOutput.Say) each).message())
                .map(message -> message.get("type").asText()
                        + (message.path("payload").has("error_code")
                                ? " " + message.get("payload").get("error_code").asText()
                                : ""))
                .toList();
    }

    private static CloseCode closed(List<FieldOutput> outputs) {
        return outputs.getLast() instanceof FieldOutput.Close(CloseCode code) ? code : null;
    }

    private String auth() {
        return "{'type':'auth','payload':{'api_key':'k','timestamp':" + (long) now + "}}";
    }

    private void enter(String capabilities) throws Exception {
        say("{'type':'init','payload':{'capabilities':" + capabilities + "}}");
        assertThat(say(auth())).singleElement().isInstanceOf(FieldOutput.Remember.class);
        assertThat(conversation.waiting()).isTrue();
        assertThat(types(conversation.heard(true, now))).containsExactly("auth_success");
        assertThat(conversation.waiting()).isFalse();
    }

    private static FieldUpdate update(long step, long total) {
        return new FieldUpdate(
                step,
                total,
                START + step,
                new StreamedFeatures(-70 + step, 1, -80, -60, 3, 0.1, 1, 20, 1e-6),
                step,
                null);
    }

    private FieldOutput.Watch subscribe(String id, String params) throws Exception {
        List<FieldOutput> out = say("{'type':'subscribe','payload':{'stream_type':'simulation_live','stream_id':'" + id
                + "','params':" + params + "}}");
        assertThat(out).singleElement().isInstanceOf(FieldOutput.Watch.class);
        return (FieldOutput.Watch) out.getFirst();
    }

    private List<FieldOutput> news(FieldOutput.Watch watch, FieldNews news) {
        return conversation.news(watch.stream(), news, now);
    }

    @Test
    void aNewConnectionIsNobodysAndHasNothing() {
        assertThat(conversation.authenticated()).isFalse();
        assertThat(conversation.streams()).isZero();
        assertThat(conversation.audit(now)).isEqualTo(new FieldFact.ConnectionAudit(0, 0, 0, 0, 0, 0, 0));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'type':'auth','payload':{'api_key':'k','timestamp':1701600000000}} | error INIT_REQUIRED",
                "{'type':'subscribe','payload':{'stream_type':'simulation_live','stream_id':'s'}} | subscribe_failed NOT_AUTHENTICATED",
                "{'type':'unsubscribe','payload':{'stream_id':'s'}} | error NOT_AUTHENTICATED",
                "{'type':'resume','payload':{'stream_id':'s'}} | resume_failed NOT_AUTHENTICATED",
                "{'type':'update_subscription','payload':{}} | update_subscription_failed NOT_AUTHENTICATED",
                "{'type':'dance'} | error UNKNOWN_TYPE",
                "{'type':7} | error BAD_MESSAGE",
                "{} | error BAD_MESSAGE",
                "{'type':'init','payload':[]} | error INIT_FAILED",
                "{'type':'init','payload':{'protocol_version':1}} | error INIT_FAILED",
                "{'type':'init','payload':{'protocol_version':'9.9'}} | error UNSUPPORTED_PROTOCOL",
                "{'type':'init'} | init",
                "{'type':'init','payload':{'protocol_version':'1.7','client_info':null}} | init",
                "{'type':'heartbeat'} | pong",
            })
    void beforeAuthEachMessageHasItsAnswer(String message, String answer) throws Exception {
        assertThat(types(say(message))).containsExactly(answer);
        assertThat(conversation.authenticated()).isFalse();
    }

    @Test
    void anotherMajorVersionEndsTheConnection() throws Exception {
        assertThat(closed(say("{'type':'init','payload':{'protocol_version':'2.0'}}")))
                .isEqualTo(CloseCode.VERSION);
        assertThat(say("{'type':'init'}")).isEmpty();
    }

    @Test
    void theThirdRefusalOfAuthEndsTheConnection() throws Exception {
        say("{'type':'init'}");
        assertThat(types(say("{'type':'auth','payload':{'api_key':'x','timestamp':1701600000000}}")))
                .containsExactly("auth_failed AUTH_FAILED");
        assertThat(types(say("{'type':'auth','payload':{'api_key':'k','timestamp':true}}")))
                .containsExactly("auth_failed AUTH_ERROR");
        assertThat(say(auth())).singleElement().isInstanceOf(FieldOutput.Remember.class);
        List<FieldOutput> last = conversation.heard(false, now);
        assertThat(types(last)).containsExactly("auth_failed REPLAYED");
        assertThat(closed(last)).isEqualTo(CloseCode.REFUSED);
    }

    @Test
    void whoFailsAnewIsNotAuthenticatedAnyMoreAndItsStreamsEnd() throws Exception {
        enter("null");
        FieldOutput.Watch watch = subscribe("s", "{}");
        List<FieldOutput> out = say("{'type':'auth','payload':{'api_key':'x','timestamp':1701600000000}}");
        assertThat(types(out)).containsExactly("auth_failed AUTH_FAILED");
        assertThat(out).contains(new FieldOutput.Leave(watch.stream(), false));
        assertThat(conversation.authenticated()).isFalse();
        assertThat(conversation.streams()).isZero();
    }

    @Test
    void malformedMessagesEndTheConnectionWhenRepeated() throws Exception {
        for (int k = 1; k < FieldConversation.MOST_MALFORMED; k++) {
            assertThat(closed(say("{'type':[]}"))).isNull();
        }
        assertThat(closed(say("{'type':[]}"))).isEqualTo(CloseCode.MALFORMED);
    }

    @ParameterizedTest
    @EnumSource(names = {"NOT_JSON", "BINARY_NOT_AGREED", "TOO_LARGE"})
    void whatIsNoMessageEndsTheConnection(CloseCode why) {
        assertThat(closed(conversation.unreadable(why, now))).isEqualTo(why);
    }

    @Test
    void tooManyMessagesAreRefusedUntilTimePasses() throws Exception {
        for (int k = 0; k < MessageRate.MOST; k++) {
            assertThat(types(say("{'type':'heartbeat'}"))).containsExactly("pong");
        }
        assertThat(types(say("{'type':'heartbeat'}"))).containsExactly("error RATE_LIMITED");
        now += 1000 / MessageRate.PER_SECOND;
        assertThat(types(say("{'type':'heartbeat'}"))).containsExactly("pong");
    }

    @Test
    void whoIsNotAuthenticatedInTimeIsClosed() {
        now += 9_999;
        assertThat(conversation.tick(now)).isEmpty();
        now += 1;
        assertThat(closed(conversation.tick(now))).isEqualTo(CloseCode.NO_AUTH);
    }

    @Test
    void aClientThatIsSilentForAMinuteIsClosedAndAPongKeepsIt() throws Exception {
        enter("null");
        now += 29_999;
        assertThat(conversation.tick(now)).isEmpty();
        now += 1;
        assertThat(types(conversation.tick(now))).containsExactly("heartbeat");
        say("{'type':'pong'}");
        now += 30_000;
        assertThat(types(conversation.tick(now))).containsExactly("heartbeat");
        now += 30_000;
        // Other words are no sign of life.
        say("{'type':'dance'}");
        List<FieldOutput> last = conversation.tick(now);
        assertThat(last).contains(new FieldOutput.Tell(new FieldFact.HeartbeatMissed()));
        assertThat(closed(last)).isEqualTo(CloseCode.SILENT);
    }

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
