// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.openapi;

import io.rivulet.http.asset.WebFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpCharsets;
import org.apache.pekko.http.javadsl.model.MediaTypes;

/// The files of the page, by their names: those and no others. They are read once and kept, 2 MB.
final class PageFiles {
    private static final String OURS = "/openapi/";
    private static final String LIBRARY = "/META-INF/resources/webjars/swagger-ui/";
    private static final String LIBRARY_VERSION = "/META-INF/maven/org.webjars/swagger-ui/pom.properties";
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
        String library = LIBRARY + version() + "/";
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

    private static String version() {
        var properties = new Properties();
        try (InputStream in = open(LIBRARY_VERSION)) {
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties.getProperty("version");
    }

    private static InputStream open(String path) {
        InputStream in = PageFiles.class.getResourceAsStream(path);
        if (in == null) {
            throw new IllegalStateException(path + " is missing from the program");
        }
        return in;
    }
}
