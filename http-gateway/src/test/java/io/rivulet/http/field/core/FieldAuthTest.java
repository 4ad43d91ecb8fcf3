// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.field.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.http.field.core.FieldAuth.Credentials;
import io.rivulet.http.field.core.FieldAuth.Verdict;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FieldAuthTest {
    private static final double NOW = 1_701_600_300_000.0;
    private static final String KEY = "ключ-ü";
    private static final FieldAuth AUTH = new FieldAuth(new FieldKeys(List.of("first", KEY)), true, false);

    private static Verdict judge(FieldAuth auth, String key, double time, String signature) {
        return auth.judge(new Credentials(key, time, signature), NOW);
    }

    @ParameterizedTest
    @CsvSource({
        "your-secret-key, 1701600000000, ab35ef946c869a76ffc9a93ac79a7525937ec7a24404f49ec3cc9cf7268c5e87",
        "secret-key, 1733220000123, fe7b081170022ccacce1e74d6f13ca57817705fca3b5a45bddb78c899f04b9a9",
        "dev-key-for-testing, 1, ecd2f0cb75e7d967374477a4d3e9ff6df12272ed562df9f69b2b2e74e430bb69",
        "ключ-ü, 1701600000000, ee3f75f8e01b0460ff31f9a768348ac5612fd536a57fc7afc17c7dddfaf49117",
        "test-ws-key-12345, 1701600000000, 1b297f4bdf82be10eb83f5f089ed21d70bd06a490d557905794a224717c1629b",
    })
    void signaturesAreThePublishedOnes(String key, String text, String signature) {
        assertThat(FieldAuth.sign(key, text)).isEqualTo(signature);
    }

    @Test
    void aSignatureIsOverWholeMillisecondsAndInAnyCase() {
        String signature = FieldAuth.sign(KEY, "1701600300123").toUpperCase(java.util.Locale.ROOT);
        assertThat(judge(AUTH, KEY, 1_701_600_300_123.9, signature))
                .isInstanceOfSatisfying(Verdict.Known.class, known -> {
                    assertThat(known.signed()).isTrue();
                    assertThat(known.keyId()).isEqualTo(FieldKeys.id(KEY)).doesNotContain("ключ");
                    assertThat(known.once()).contains("1701600300123");
                });
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 1, -1, 299_999, -300_000, 300_000})
    void aTimeWithinTheWindowIsTaken(double off) {
        assertThat(judge(AUTH, KEY, NOW + off, null)).isInstanceOf(Verdict.Known.class);
    }

    @ParameterizedTest
    @ValueSource(
            doubles = {
                NOW - 300_001,
                NOW + 300_001,
                -NOW,
                0,
                Double.NaN,
                Double.POSITIVE_INFINITY,
                Double.NEGATIVE_INFINITY,
                NOW / 1000
            })
    void anyOtherTimeIsRefused(double time) {
        assertThat(judge(AUTH, KEY, time, null)).isInstanceOf(Verdict.Refused.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "firs", "first ", "FIRST", "ключ"})
    void otherKeysAreRefused(String key) {
        assertThat(judge(AUTH, key, NOW, null)).isInstanceOf(Verdict.Refused.class);
    }

    @Test
    void anEmptyOrWrongSignatureIsRefusedThoughTheKeyIsRight() {
        assertThat(judge(AUTH, KEY, NOW, "")).isInstanceOf(Verdict.Refused.class);
        assertThat(judge(AUTH, KEY, NOW, FieldAuth.sign("first", "1701600300000")))
                .isInstanceOf(Verdict.Refused.class);
    }

    @Test
    void withoutKeysNobodyIsLetInWhereOneIsDemanded() {
        var none = new FieldAuth(new FieldKeys(List.of()), true, false);
        assertThat(judge(none, "dev-key-for-testing", NOW, null)).isInstanceOf(Verdict.Refused.class);
    }

    @Test
    void whereNoKeyIsDemandedAnyOneIsTakenAsOftenAsSomebodyLikes() {
        var open = new FieldAuth(new FieldKeys(List.of()), false, false);
        assertThat(judge(open, "", NOW, FieldAuth.sign("", "1701600300000")))
                .isInstanceOfSatisfying(
                        Verdict.Known.class, known -> assertThat(known.once()).isNull());
    }

    @Test
    void aSignatureCanBeDemanded() {
        var strict = new FieldAuth(new FieldKeys(List.of(KEY)), true, true);
        assertThat(judge(strict, KEY, NOW, null)).isInstanceOf(Verdict.Refused.class);
        assertThat(judge(strict, KEY, NOW, FieldAuth.sign(KEY, "1701600300000")))
                .isInstanceOf(Verdict.Known.class);
    }
}
