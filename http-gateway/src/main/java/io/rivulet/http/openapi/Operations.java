// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.openapi;

import io.rivulet.http.asset.ConsoleRoutes;
import io.rivulet.http.route.Place;
import io.rivulet.serialization.problem.ProblemCode;
import io.rivulet.serialization.schema.Schema;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Every call that is described, by its method and the pattern of its path, in an order in which their examples can be
/// sent: what a call needs is there by then.
final class Operations {
    private final Map<String, Operation> all = new LinkedHashMap<>();

    Operations() {
        SolveOperations.addTo(all);
        SessionOperations.addTo(all);
        ClusterOperations.addSwarms(all);
        CostOperations.addTo(all);
        ClusterOperations.addWorkflows(all);
        McpOperations.addTo(all);
        ClusterOperations.addNode(all);
        addPages();
        addClients();
        addConsole();
        SessionOperations.addEnd(all);
        ClusterOperations.addEnds(all);
    }

    private void addPages() {
        all.put(
                "GET " + DocumentRoutes.DOCUMENT,
                Operation.of(Tag.DOCUMENTS, "openapi", "This document")
                        .answers(
                                Reply.of(200, "OpenAPI 3.1", Content.json(Schema.object()))
                                        .with(Headers.ETAG),
                                Reply.of(304, "It is the one that the caller has")));
        all.put(
                "GET " + DocumentRoutes.PAGE,
                Operation.of(Tag.DOCUMENTS, "docs", "This document as a page")
                        .answers(
                                Reply.of(200, "A page", Content.text(Content.HTML))
                                        .with(Headers.ETAG),
                                Reply.of(304, "It is the one that the caller has")));
        all.put(
                "GET " + DocumentRoutes.FILE,
                Operation.of(Tag.DOCUMENTS, "docsFile", "What that page is made of")
                        .takes(Parameter.path(
                                "file", Schema.choice(PageFiles.NAMES), "its name", PageFiles.NAMES.toArray()))
                        .answers(
                                Reply.of(
                                                200,
                                                "The file",
                                                Content.text("text/css"),
                                                Content.text("application/javascript"),
                                                Content.bytes("image/png"))
                                        .with(Headers.ETAG),
                                Reply.of(304, "It is the one that the caller has"))
                        .refuses(ProblemCode.ROUTE_NOT_FOUND));
    }

    private void addConsole() {
        Reply known = Reply.of(304, "It is the one that the caller has");
        all.put(
                "GET " + ConsoleRoutes.PAGE,
                Operation.of(Tag.DOCUMENTS, "console", "The management console")
                        .answers(
                                Reply.of(200, "A page", Content.text(Content.HTML))
                                        .with(Headers.ETAG),
                                known));
        all.put(
                "GET " + ConsoleRoutes.FILE,
                Operation.of(Tag.DOCUMENTS, "consoleFile", "What the console is made of")
                        .takes(Parameter.path(
                                "file", Schema.choice(ConsoleRoutes.NAMES), "its name", ConsoleRoutes.NAMES.toArray()))
                        .answers(
                                Reply.of(
                                                200,
                                                "The file",
                                                Content.text("text/css"),
                                                Content.text("application/javascript"),
                                                Content.bytes("image/svg+xml"))
                                        .with(Headers.ETAG),
                                known)
                        .refuses(ProblemCode.ROUTE_NOT_FOUND));
    }

    private void addClients() {
        addClient("rivulet.py", "clientPython", "The client for Python, one file", "text/x-python");
        addClient("rivulet.js", "clientScript", "The client for browsers and Node, one module", "text/javascript");
        addClient("example.html", "clientExample", "A page that shows the client for browsers", Content.HTML);
        addClient("example.js", "clientExampleScript", "What that page runs", "text/javascript");
    }

    private void addClient(String file, String id, String summary, String type) {
        all.put(
                "GET /clients/" + file,
                Operation.of(Tag.DOCUMENTS, id, summary)
                        .answers(
                                Reply.of(200, "The file", Content.text(type)).with(Headers.ETAG),
                                Reply.of(304, "It is the one that the caller has")));
    }

    /// **Errors** [IllegalStateException] where a route is not described.
    Operation of(Place place) {
        Operation operation = all.get(key(place));
        if (operation == null) {
            throw new IllegalStateException("the interface's document says nothing of " + key(place));
        }
        return operation;
    }

    /// As [#key] names them.
    Set<String> described() {
        return Set.copyOf(all.keySet());
    }

    /// The same routes in the order of these.
    List<Place> ordered(List<Place> places) {
        List<String> order = List.copyOf(all.keySet());
        return places.stream()
                .sorted(Comparator.comparing(place -> order.indexOf(key(place))))
                .toList();
    }

    static String key(Place place) {
        return place.method() + " " + place.pattern();
    }
}
