// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.http.settings.GatewaySettings;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// `/docs` as a browser gets it, and as somebody does who looks for other files.
class DocsPageTest {
    private static final String POLICY = "Content-Security-Policy";
    private static final Pattern ADDRESS = Pattern.compile("(?:src|href)=\"([^\"]+)\"");

    @RegisterExtension
    static final OneNode node = OneNode.start(GatewaySettings.defaults());

    private static void assertCareful(HttpResponse<String> answer, String type) {
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith(type);
        assertThat(answer.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
        assertThat(answer.headers().firstValue(POLICY).orElse(""))
                .contains("default-src 'none'", "script-src 'self';", "style-src 'self';", "frame-ancestors 'none'")
                .doesNotContain("unsafe");
    }

    @Test
    void thePageIsMadeOfFilesOfThisServerAlone() throws Exception {
        HttpResponse<String> page = node.get("/docs");
        assertCareful(page, "text/html");
        Set<String> addresses = new LinkedHashSet<>();
        for (Matcher found = ADDRESS.matcher(page.body()); found.find(); ) {
            addresses.add(found.group(1));
        }
        assertThat(addresses)
                .hasSizeGreaterThan(5)
                .allSatisfy(address ->
                        assertThat(node.get(address).statusCode()).as(address).isEqualTo(200));
        // What the policy would keep a browser from running.
        assertThat(page.body()).doesNotContainPattern("<script>|<style|style=|\\son[a-z]+=|javascript:|//");
        assertThat(node.get("/docs/page.js").body())
                .contains("\"/openapi.json\"")
                .doesNotContain("http");
    }

    @ParameterizedTest
    @CsvSource({
        "page.js,application/javascript",
        "page.css,text/css",
        "swagger-ui-bundle.js,application/javascript",
        "swagger-ui.css,text/css",
        "favicon-32x32.png,image/png",
        "favicon-16x16.png,image/png"
    })
    void filesHaveTheirTypeAndAreSentOnce(String name, String type) throws Exception {
        HttpResponse<String> file = node.get("/docs/" + name);
        assertCareful(file, type);
        assertThat(file.body()).isNotEmpty();
        String tag = file.headers().firstValue("ETag").orElseThrow();
        HttpResponse<String> again = node.get("/docs/" + name, "If-None-Match", tag);
        assertThat(again.statusCode()).isEqualTo(304);
        assertThat(again.body()).isEmpty();
        HttpResponse<String> head = node.send(node.request("/docs/" + name).method("HEAD", BodyPublishers.noBody()));
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "index.html",
                "page.html",
                "swagger-initializer.js",
                "oauth2-redirect.html",
                "PAGE.JS",
                "page.js%00",
                "page.js%2F..%2Fpage.html",
                "..%2Fopenapi%2Fpage.html",
                "..%2f..%2f..%2fetc%2fpasswd",
                "%2e%2e%2freference.conf",
                "..%5c..%5creference.conf",
                "%252e%252e%252freference.conf",
                "a/page.js",
                "META-INF/maven/org.webjars/swagger-ui/pom.properties"
            })
    void otherNamesAreNoFiles(String name) throws Exception {
        OneNode.assertProblem(node.get("/docs/" + name), 404, "route_not_found");
    }

    @Test
    void itIsReadAndNothingElse() throws Exception {
        for (String path : new String[] {"/docs", "/docs/page.js", "/openapi.json"}) {
            OneNode.assertProblem(node.postJson(path, "{}"), 405, "method_not_allowed");
        }
    }
}
