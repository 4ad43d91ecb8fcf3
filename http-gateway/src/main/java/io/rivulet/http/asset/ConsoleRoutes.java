// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.asset;

import io.rivulet.http.route.Access;
import io.rivulet.http.route.Call;
import io.rivulet.http.route.Router;
import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpCharsets;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.MediaTypes;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;

/// The management console: a page whose scripts call what everybody may call, with the token that its user types.
/// **More** docs/console.md
public final class ConsoleRoutes {
    /// What `/console/{file}` gives: these names and no others.
    public static final List<String> NAMES = List.of(
            "style.css",
            "icon.svg",
            "app.js",
            "api.js",
            "feed.js",
            "dom.js",
            "format.js",
            "actions.js",
            "plot.js",
            "picture.js",
            "graph.js",
            "cluster.js",
            "sessions.js",
            "session.js",
            "session-parts.js",
            "new.js",
            "swarm.js",
            "workflows.js",
            "agents.js",
            "patterns.js",
            "alignment.js",
            "fields.js",
            "field-form.js",
            "field-link.js",
            "field-picture.js",
            "field-plots.js",
            "field-recording.js",
            "field-presets.js",
            "field-classic.png",
            "field-spots.png",
            "field-stripes.png",
            "field-waves.png",
            "field-crossing.png",
            "d3.min.js");

    public static final String PAGE = "/console";
    public static final String FILE = PAGE + "/{file}";

    private static final String LIBRARY = "d3.min.js";
    private static final String PRESETS = "field-presets.js";

    /// Nothing of others, nothing inside the page, no text that becomes elements, in nobody's frame.
    private static final HttpHeader POLICY = RawHeader.create(
            "Content-Security-Policy",
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
                    + " base-uri 'none'; form-action 'none'; frame-ancestors 'none';"
                    + " require-trusted-types-for 'script'; trusted-types 'none'");

    private static final ContentType SCRIPT =
            ContentTypes.create(MediaTypes.APPLICATION_JAVASCRIPT, HttpCharsets.UTF_8);
    private static final ContentType STYLE = ContentTypes.create(MediaTypes.TEXT_CSS, HttpCharsets.UTF_8);
    private static final ContentType PICTURE = MediaTypes.IMAGE_SVG_XML.toContentType();
    private static final ContentType PIXELS = MediaTypes.IMAGE_PNG.toContentType();

    private final WebFile page;
    private final Map<String, WebFile> files = new LinkedHashMap<>();

    /// Read once and kept, 0.4 MB.
    private static final class Kept {
        static final ConsoleRoutes ROUTES = new ConsoleRoutes();
    }

    private ConsoleRoutes() {
        page = WebFile.resource(ContentTypes.TEXT_HTML_UTF8, "/console/index.html");
        for (String name : NAMES) {
            files.put(
                    name,
                    switch (name) {
                        case LIBRARY ->
                            WebFile.resource(SCRIPT, WebJar.folder("org.webjars.npm", "d3") + "dist/" + LIBRARY);
                        case PRESETS -> WebFile.of(SCRIPT, PresetFile.module());
                        default -> WebFile.resource(type(name), "/console/" + name);
                    });
        }
    }

    public static void addTo(Router router) {
        ConsoleRoutes routes = Kept.ROUTES;
        router.get(PAGE, Access.PUBLIC, call -> routes.answer(routes.page, call))
                .get(FILE, Access.PUBLIC, routes::file);
    }

    private CompletionStage<HttpResponse> file(Call call) {
        WebFile file = files.get(call.capture(0));
        if (file == null) {
            throw Problem.of(
                            ProblemCode.ROUTE_NOT_FOUND,
                            "The console has no file '" + Call.shown(call.capture(0)) + "'.")
                    .exception();
        }
        return answer(file, call);
    }

    private CompletionStage<HttpResponse> answer(WebFile file, Call call) {
        return CompletableFuture.completedStage(file.answer(call.request(), POLICY));
    }

    private static ContentType type(String name) {
        return switch (name.substring(name.lastIndexOf('.'))) {
            case ".js" -> SCRIPT;
            case ".css" -> STYLE;
            case ".png" -> PIXELS;
            default -> PICTURE;
        };
    }
}
