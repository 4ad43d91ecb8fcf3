// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.http.asset.ConsoleRoutes;
import io.rivulet.http.settings.GatewaySettings;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The files of the console as a browser gets them.
class ConsolePageTest {
    private static final Pattern ADDRESS =
            Pattern.compile("(?:src|href|from|import|\"picture\")(?:=| |\\(| : )['\"](/[^'\"#]+)['\"]");
    private static final int MOST_BYTES = 400_000;

    @RegisterExtension
    static final OneNode node = OneNode.start(GatewaySettings.defaults());

    private static HttpResponse<String> file(String name) throws Exception {
        HttpResponse<String> file = node.get("/console" + name);
        assertThat(file.statusCode()).as(name).isEqualTo(200);
        assertThat(file.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
        assertThat(file.headers().firstValue("Content-Security-Policy").orElse(""))
                .contains("default-src 'none'", "frame-ancestors 'none'", "require-trusted-types-for 'script'")
                .doesNotContain("unsafe");
        return file;
    }

    @Test
    void whatItAsksForIsWhatIsServed() throws Exception {
        Set<String> asked = new TreeSet<>();
        String all = file("").body();
        assertThat(all).doesNotContainPattern("<script>|<style|style=|\\son[a-z]+=|javascript:|//");
        for (String name : ConsoleRoutes.NAMES) {
            if (!name.startsWith("d3.") && !name.endsWith(".png")) {
                String text = file("/" + name).body();
                // Nothing parses text as elements, in no file.
                assertThat(text).as(name).doesNotContain("innerHTML", "outerHTML", "insertAdjacent", "document.write");
                all += text.replaceAll("'\\./", "'/console/");
            }
        }
        for (Matcher found = ADDRESS.matcher(all); found.find(); ) {
            asked.add(found.group(1));
        }
        Set<String> served = new TreeSet<>(Set.of("/clients/rivulet.js"));
        ConsoleRoutes.NAMES.forEach(name -> served.add("/console/" + name));
        asked.removeIf(address -> address.startsWith("/api/") || address.equals("/docs"));
        assertThat(asked).isEqualTo(served);
    }

    @Test
    void allOfItIsSmall() throws Exception {
        long bytes = 0;
        for (String name : ConsoleRoutes.NAMES) {
            HttpResponse<byte[]> sent = node.client.send(
                    node.request("/console/" + name)
                            .header("Accept-Encoding", "gzip")
                            .build(),
                    HttpResponse.BodyHandlers.ofByteArray());
            bytes += sent.body().length;
        }
        assertThat(bytes).isLessThan(MOST_BYTES);
    }

    @Test
    void itIsSentOnce() throws Exception {
        String tag = file("/app.js").headers().firstValue("ETag").orElseThrow();
        assertThat(node.get("/console/app.js", "If-None-Match", tag).statusCode())
                .isEqualTo(304);
        assertThat(file("/icon.svg").headers().firstValue("Content-Type").orElse(""))
                .startsWith("image/svg+xml");
        assertThat(file("/d3.min.js").body().getBytes(StandardCharsets.UTF_8)).hasSizeGreaterThan(100_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"index.html", "APP.JS", "..%2freference.conf", "%2e%2e%2freference.conf", "a/app.js"})
    void otherNamesAreNoFiles(String name) throws Exception {
        OneNode.assertProblem(node.get("/console/" + name), 404, "route_not_found");
    }
}
