// SPDX-License-Identifier: Apache-2.0
package io.rivulet.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Properties;

/// What axe finds on a page that somebody could stumble over.
final class Accessibility {
    private static final String FOUND = """
            async () => {
              const { violations } = await axe.run(document, { resultTypes: ['violations'] });
              return violations
                .filter((each) => ['serious', 'critical', 'moderate'].includes(each.impact))
                .map((each) => `${each.impact} ${each.id}: ${each.nodes.map((node) => `${node.html} ${node.failureSummary}`).slice(0, 3).join(' | ')}`);
            }
            """;

    private Accessibility() {}

    static void assertNothingFound(Page page, String where) throws IOException {
        // Evaluated by the browser's debugger, which the page's policy does not bind.
        page.evaluate(script());
        @SuppressWarnings("unchecked")
        var found = (List<String>) page.evaluate(FOUND);
        assertThat(found).as(where).isEmpty();
    }

    private static String script() throws IOException {
        var about = new Properties();
        try (InputStream in = resource("/META-INF/maven/org.webjars.npm/axe-core/pom.properties")) {
            about.load(in);
        }
        String path = "/META-INF/resources/webjars/axe-core/" + about.getProperty("version") + "/axe.min.js";
        try (InputStream in = resource(path)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static InputStream resource(String path) {
        InputStream in = Accessibility.class.getResourceAsStream(path);
        assertThat(in).as(path).isNotNull();
        return in;
    }
}
