// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.openapi;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rivulet.http.asset.WebFile;
import io.rivulet.http.route.Access;
import io.rivulet.http.route.Call;
import io.rivulet.http.route.Place;
import io.rivulet.http.route.Router;
import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;

/// `/openapi.json` and the page about it.
public final class DocumentRoutes {
    static final String DOCUMENT = "/openapi.json";
    static final String PAGE = "/docs";
    static final String FILE = PAGE + "/{file}";

    private static final List<Place> OWN = Stream.of(DOCUMENT, PAGE, FILE)
            .map(path -> new Place("GET", path, Access.PUBLIC, false))
            .toList();

    /// Scripts, styles and pictures of this server alone, none of them in the page itself; calls to this server alone.
    private static final HttpHeader POLICY = RawHeader.create(
            "Content-Security-Policy",
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self';"
                    + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'");

    private final WebFile document;
    private final PageFiles files;

    private DocumentRoutes(WebFile document, PageFiles files) {
        this.document = document;
        this.files = files;
    }

    /// Every call that the document knows, as `GET /alive`. A node that takes calls about sessions has all of them.
    public static Set<String> described() {
        return new Operations().described();
    }

    /// To be called last: what is documented is what the router has by then, and these.
    ///
    /// @param version of the server
    /// **Errors** [IllegalStateException] where the router has a route that nothing is said of.
    public static void addTo(Router router, String version) {
        List<Place> places =
                Stream.concat(router.places().stream(), OWN.stream()).toList();
        var routes =
                new DocumentRoutes(WebFile.of(ContentTypes.APPLICATION_JSON, json(places, version)), PageFiles.get());
        router.get(DOCUMENT, Access.PUBLIC, routes::document)
                .get(PAGE, Access.PUBLIC, routes::page)
                .get(FILE, Access.PUBLIC, routes::file);
    }

    private static byte[] json(List<Place> places, String version) {
        try {
            return new ObjectMapper().writeValueAsBytes(new ApiDocument().of(places, version));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the interface's document can't be written", e);
        }
    }

    private CompletionStage<HttpResponse> document(Call call) {
        return CompletableFuture.completedStage(document.answer(call.request()));
    }

    private CompletionStage<HttpResponse> page(Call call) {
        return CompletableFuture.completedStage(files.page().answer(call.request(), POLICY));
    }

    private CompletionStage<HttpResponse> file(Call call) {
        String name = call.capture(0);
        return CompletableFuture.completedStage(files.find(name)
                .orElseThrow(() -> Problem.of(
                                ProblemCode.ROUTE_NOT_FOUND, "The page has no file '" + Call.shown(name) + "'.")
                        .exception())
                .answer(call.request(), POLICY));
    }
}
