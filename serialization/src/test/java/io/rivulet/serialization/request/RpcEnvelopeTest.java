// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.request;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rivulet.serialization.problem.ProblemCode;
import io.rivulet.serialization.problem.RivuletException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RpcEnvelopeTest {
    private static RpcEnvelope read(String text) {
        return RpcEnvelope.read(text.getBytes(UTF_8));
    }

    private static String text(byte[] bytes) {
        return new String(bytes, UTF_8);
    }

    @Test
    void theArgumentsOfACallAreSetApartAsTheyWereSent() {
        RpcEnvelope envelope = read(
                "{\"id\":1,\"params\":{\"name\":\"ü\",\"arguments\": {\"a\": [1, 2.50]} ,\"_meta\":{}},\"method\":\"tools/call\"}");
        assertThat(envelope.isCall()).isTrue();
        assertThat(text(envelope.arguments())).isEqualTo("{\"a\": [1, 2.50]}");
        assertThat(text(envelope.message()))
                .isEqualTo(
                        "{\"id\":1,\"params\":{\"name\":\"ü\",\"arguments\": {} ,\"_meta\":{}},\"method\":\"tools/call\"}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"method\":\"tools/call\",\"params\":{\"name\":\"x\"}}",
                "{\"method\":\"tools/call\",\"params\":{\"arguments\":null}}",
                "{\"method\":\"tools/call\"}"
            })
    void aCallWithoutArgumentsHasEmptyOnes(String text) {
        assertThat(text(read(text).arguments())).isEqualTo("{}");
        assertThat(text(read(text).message())).isEqualTo(text);
    }

    @Test
    void whatIsNoCallStaysWhole() {
        String other = "{\"method\":\"prompts/get\",\"params\":{\"arguments\":[1]}}";
        assertThat(read(other).isCall()).isFalse();
        assertThat(text(read(other).message())).isEqualTo(other);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"method\":\"tools/call\",\"params\":{\"arguments\":[1]}}",
                "{\"method\":\"tools/call\",\"params\":{\"arguments\":\"{}\"}}",
                "{\"method\":\"tools/call\",\"params\":{\"arguments\":{},\"arguments\":{}}}",
                "[]",
                "1"
            })
    void whatIsNotOneObjectIsRefused(String text) {
        assertRefused(text, ProblemCode.WRONG_TYPE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "{} {}", "{\"params\":{\"arguments\":{\"a\":[1,}}}", "nonsense"})
    void whatIsNoJsonIsRefused(String text) {
        assertRefused(text, ProblemCode.MALFORMED_JSON);
    }

    @Test
    void onlyArgumentsMayBeLong() {
        String filler = "x".repeat(RpcEnvelope.MOST_BYTES);
        String call = "{\"method\":\"tools/call\",\"params\":{\"arguments\":{\"a\":\"" + filler + "\"}}}";
        assertThat(read(call).message()).hasSizeLessThan(100);
        assertRefused("{\"method\":\"" + filler + "\"}", ProblemCode.BODY_TOO_LARGE);
    }

    private static void assertRefused(String text, ProblemCode code) {
        assertThatThrownBy(() -> read(text))
                .isInstanceOfSatisfying(
                        RivuletException.class,
                        refused -> assertThat(refused.problem().code()).isEqualTo(code));
    }
}
