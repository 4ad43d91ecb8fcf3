// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.openapi;

import io.rivulet.http.asset.WebFile;
import io.rivulet.http.asset.WebJar;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpCharsets;
import org.apache.pekko.http.javadsl.model.MediaTypes;

/// The files of the page, by their names: those and no others. They are read once and kept, 2 MB.
final class PageFiles {
    private static final String OURS = "/openapi/";
    private static final ContentType SCRIPT =
            ContentTypes.create(MediaTypes.APPLICATION_JAVASCRIPT, HttpCharsets.UTF_8);
    private static final ContentType STYLE = ContentTypes.create(MediaTypes.TEXT_CSS, HttpCharsets.UTF_8);
    private static final ContentType IMAGE = MediaTypes.IMAGE_PNG.toContentType();

    /// Of what `/docs/{file}` gives.
    static final List<String> NAMES = List.of(
            "page.css", "page.js", "swagger-ui.css", "swagger-ui-bundle.js", "favicon-32x32.png", "favicon-16x16.png");

    private final Map<String, WebFile> files = new LinkedHashMap<>();
    private final WebFile page;

    private static final class Kept {
        static final PageFiles FILES = new PageFiles();
    }

    /// The page itself, and its files.
    static PageFiles get() {
        return Kept.FILES;
    }

    private PageFiles() {
        page = WebFile.resource(ContentTypes.TEXT_HTML_UTF8, OURS + "page.html");
        String library = WebJar.folder("org.webjars", "swagger-ui");
        for (String name : NAMES) {
            files.put(name, WebFile.resource(type(name), (name.startsWith("page.") ? OURS : library) + name));
        }
    }

    WebFile page() {
        return page;
    }

    /// Empty for any name that is not one of [#NAMES], whatever is in it.
    Optional<WebFile> find(String name) {
        return Optional.ofNullable(files.get(name));
    }

    private static ContentType type(String name) {
        return name.endsWith(".js") ? SCRIPT : name.endsWith(".css") ? STYLE : IMAGE;
    }
}
