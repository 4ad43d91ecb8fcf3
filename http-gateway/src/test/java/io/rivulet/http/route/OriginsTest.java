// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OriginsTest {
    private static final Origins LOOPBACK = new Origins(List.of("https://app.example"), false, false);

    @ParameterizedTest
    @CsvSource({
        "http://127.0.0.1:3000, 127.0.0.1:3000, true",
        "http://localhost:3000, LOCALHOST:3000, true",
        "http://[::1]:3000, [::1]:3000, true",
        "http://localhost:3001, localhost:3000, false",
        "https://evil.example, 127.0.0.1:3000, false",
        "http://evil.example:3000, evil.example:3000, false",
        "null, 127.0.0.1:3000, false",
        "http://127.0.0.1:3000, , false",
        "':', 127.0.0.1:3000, false",
        "http://127.0.0.1.evil.example, 127.0.0.1.evil.example, false",
    })
    void onlyPagesOfThisNodeMayChangeSomething(String origin, String host, boolean own) {
        assertThat(LOOPBACK.isOwn(origin, host)).isEqualTo(own);
    }

    @Test
    void programsNameNoPageAndPass() {
        HttpRequest drain = HttpRequest.POST("/api/v1/cluster/drain").addHeader(RawHeader.create("Host", "127.0.0.1"));
        assertThatCode(() -> LOOPBACK.refuse(drain)).doesNotThrowAnyException();
        assertThatThrownBy(() -> LOOPBACK.refuse(drain.addHeader(RawHeader.create("Origin", "https://evil.example"))))
                .hasMessageContaining("evil.example");
    }

    @Test
    void whereCallersSayWhoTheyAreAnyNameMayLeadHere() {
        var known = new Origins(List.of(), true, false);
        assertThat(known.isOwn("https://rivulet.example", "rivulet.example")).isTrue();
        assertThat(known.isOwn("https://evil.example", "rivulet.example")).isFalse();
    }

    @Test
    void pagesOfAConfiguredOriginMayAsk() {
        HttpRequest post = HttpRequest.POST("/api/v1/solve-stream").addHeader(RawHeader.create("Host", "127.0.0.1"));
        assertThatCode(() -> LOOPBACK.refuse(post.addHeader(RawHeader.create("Origin", "https://APP.example"))))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> LOOPBACK.refuse(post.addHeader(RawHeader.create("Origin", "http://app.example"))))
                .hasMessageContaining("http://app.example");
    }

    @Test
    void overTlsOwnPagesComeOverItToo() {
        var known = new Origins(List.of(), true, true);
        assertThat(known.isOwn("https://rivulet.example", "rivulet.example")).isTrue();
        assertThat(known.isOwn("http://rivulet.example", "rivulet.example")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1:3000, true",
        "LocalHost, true",
        "[::1]:3000, true",
        "127.3.2.1, true",
        "x, true",
        "[fe80::1], false",
        "evil.example:3000, false",
        "127.0.0.1.evil.example, false",
        "10.0.0.1:3000, false",
        "a_b:3000, false",
        "'', false",
        ", true",
    })
    void noNameMayBeMadeToLeadHereWhileNobodySaysWhoTheyAre(String host, boolean taken) {
        HttpRequest plain = HttpRequest.GET("/api/v1/sessions");
        HttpRequest request = host == null ? plain : plain.addHeader(RawHeader.create("Host", host));
        if (taken) {
            assertThatCode(() -> LOOPBACK.refuse(request)).doesNotThrowAnyException();
        } else {
            assertThatThrownBy(() -> LOOPBACK.refuse(request)).hasMessageContaining("loopback");
        }
        assertThatCode(() -> new Origins(List.of(), true, false).refuse(request))
                .doesNotThrowAnyException();
    }

    @Test
    void anAddressNamesTheHostToo() {
        assertThatThrownBy(() -> LOOPBACK.refuse(HttpRequest.GET("http://evil.example:3000/api/v1/sessions")))
                .hasMessageContaining("evil.example");
    }
}
