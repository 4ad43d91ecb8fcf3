// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.http.settings.GatewaySettings;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Clients are given as they are written, under their type, and not sent again to whoever has them.
class ClientKitsTest {
    @RegisterExtension
    static final OneNode node = OneNode.start(GatewaySettings.defaults());

    private static final Path ROOT = Path.of(System.getProperty("rivulet.root", ".."));

    @ParameterizedTest
    @CsvSource({
        "rivulet.py, client/python, text/x-python; charset=UTF-8",
        "rivulet.js, client/js, text/javascript; charset=UTF-8",
        "example.js, examples/clients, text/javascript; charset=UTF-8",
        "example.html, examples/clients, text/html; charset=UTF-8"
    })
    void aKitIsTheFileOfTheProject(String name, String folder, String type) throws Exception {
        String path = "/clients/" + name;
        HttpResponse<String> first = node.get(path);
        assertThat(first.statusCode()).isEqualTo(200);
        assertThat(first.body()).isEqualTo(Files.readString(ROOT.resolve(folder).resolve(name)));
        assertThat(first.headers().firstValue("Content-Type")).contains(type);
        assertThat(first.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
        assertThat(first.headers().firstValue("Content-Security-Policy").orElseThrow())
                .contains("default-src 'none'");
        String tag = first.headers().firstValue("ETag").orElseThrow();
        assertThat(tag).matches("W/\"[0-9a-f]{32}\"");

        for (String has : new String[] {tag, tag.substring(2), "\"other\", " + tag, "*"}) {
            HttpResponse<String> again = node.get(path, "If-None-Match", has);
            assertThat(again.statusCode()).as(has).isEqualTo(304);
            assertThat(again.body()).isEmpty();
            assertThat(again.headers().firstValue("ETag")).contains(tag);
        }
        assertThat(node.get(path, "If-None-Match", "\"other\"").body()).isEqualTo(first.body());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/clients", "/clients/", "/clients/rivulet", "/clients/..%2freference.conf"})
    void nothingElseIsThere(String path) throws Exception {
        OneNode.assertProblem(node.get(path), 404, "route_not_found");
    }
}
