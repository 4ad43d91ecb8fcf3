// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.field.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// Who a client is, and how long it is believed to be there.
class FieldHandshakeTest extends FieldConversationFixture {
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
}
