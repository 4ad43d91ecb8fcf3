// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.asset;

import io.rivulet.http.route.Access;
import io.rivulet.http.route.Router;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpCharsets;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.MediaTypes;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;

/// The clients that are one file each, and the page that shows one of them.
public final class ClientKits {
    /// What the page may do: its own script, its own looks, and calls to the server that it came from.
    private static final HttpHeader POLICY = RawHeader.create(
            "Content-Security-Policy",
            "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src data:;"
                    + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");

    private static final ContentType PYTHON = MediaTypes.customWithOpenCharset("text", "x-python", Map.of(), false)
            .toContentType(HttpCharsets.UTF_8);
    private static final ContentType SCRIPT = MediaTypes.customWithOpenCharset("text", "javascript", Map.of(), false)
            .toContentType(HttpCharsets.UTF_8);

    private ClientKits() {}

    public static void addTo(Router router) {
        add(router, "/clients/rivulet.py", PYTHON);
        add(router, "/clients/rivulet.js", SCRIPT);
        add(router, "/clients/example.js", SCRIPT);
        add(router, "/clients/example.html", ContentTypes.TEXT_HTML_UTF8);
    }

    /// The build puts them on the class path where they are served.
    private static void add(Router router, String path, ContentType type) {
        WebFile file = WebFile.resource(type, path);
        router.get(path, Access.PUBLIC, call -> CompletableFuture.completedStage(file.answer(call.request(), POLICY)));
    }
}
