// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.problem;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ProblemJsonTest {
    private static JsonNode read(Problem problem) throws IOException {
        return new ObjectMapper().readTree(ProblemJson.encode(problem, "urn:uuid:1", "http://host:3000"));
    }

    @Test
    void allThatIsKnownIsSaid() throws IOException {
        JsonNode json = read(Problem.of(ProblemCode.SESSION_BUSY, "8,192 updates wait")
                .at("/a~1b/0")
                .place(3, 4)
                .hint("later")
                .session("7b1e9a52-6c3f-4a3e-9a43-2f5d1c8e0b6d")
                .retryAfter(250));
        assertThat(json.toString()).isEqualTo("""
                {"type":"http://host:3000/problems/session_busy","title":"The session can't take more updates now",\
                "status":429,"detail":"8,192 updates wait","code":"session_busy","pointer":"/a~1b/0","line":3,\
                "column":4,"hint":"later","instance":"urn:uuid:1",\
                "session_id":"7b1e9a52-6c3f-4a3e-9a43-2f5d1c8e0b6d","retry_after_ms":250}""");
    }

    @Test
    void whatIsNotKnownIsLeftOut() throws IOException {
        JsonNode json = read(Problem.of(ProblemCode.MALFORMED_JSON, "x"));
        assertThat(json.has("pointer")).isFalse();
        assertThat(json.has("line")).isFalse();
        assertThat(json.has("session_id")).isFalse();
        assertThat(json.has("retry_after_ms")).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void everyCodeHasAHintAndAPage(ProblemCode code) throws IOException {
        assertThat(read(Problem.of(code, "x")).get("hint").asText())
                .hasSizeGreaterThan(15)
                .endsWith(".");
        assertThat(code.wireName()).matches("[a-z][a-z0-9_]*");
        assertThat(ProblemPages.html(code))
                .contains("<h1><code>" + code.wireName() + "</code></h1>")
                .contains("status " + code.status())
                .doesNotContain("%");
    }

    @Test
    void pagesAreEscaped() {
        assertThat(ProblemPages.html(ProblemCode.SESSION_BUSY)).contains("can&#39;t");
    }

    @Test
    void anExceptionCarriesItsProblemAndNoStackTrace() {
        RivuletException e =
                Problem.of(ProblemCode.STALE_UPDATE, "differs").at("/a").exception();
        assertThat(e.problem().pointer()).isEqualTo("/a");
        assertThat(e).hasMessage("stale_update: differs");
        assertThat(e.getStackTrace()).isEmpty();
    }
}
