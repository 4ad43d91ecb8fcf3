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
        TaskOperations.addTo(all);
        PatternOperations.addTo(all);
        FieldOperations.addTo(all);
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
                file("openapi", "This document", "OpenAPI 3.1", Content.json(Schema.object())));
        all.put("GET " + DocumentRoutes.PAGE, page("docs", "This document as a page"));
        all.put(
                "GET " + DocumentRoutes.FILE,
                oneOf(
                        PageFiles.NAMES,
                        file(
                                "docsFile",
                                "What that page is made of",
                                "The file",
                                Content.text("text/css"),
                                Content.text("application/javascript"),
                                Content.bytes("image/png"))));
    }

    private void addConsole() {
        all.put("GET " + ConsoleRoutes.PAGE, page("console", "The management console"));
        all.put(
                "GET " + ConsoleRoutes.FILE,
                oneOf(
                        ConsoleRoutes.NAMES,
                        file(
                                "consoleFile",
                                "What the console is made of",
                                "The file",
                                Content.text("text/css"),
                                Content.text("application/javascript"),
                                Content.bytes("image/svg+xml"),
                                Content.bytes("image/png"))));
    }

    private void addClients() {
        addClient("rivulet.py", "clientPython", "The client for Python, one file", "text/x-python");
        addClient("rivulet.js", "clientScript", "The client for browsers and Node, one module", "text/javascript");
        addClient("example.html", "clientExample", "A page that shows the client for browsers", Content.HTML);
        addClient("example.js", "clientExampleScript", "What that page runs", "text/javascript");
    }

    private void addClient(String name, String id, String summary, String type) {
        all.put("GET /clients/" + name, file(id, summary, "The file", Content.text(type)));
    }

    private static Operation page(String id, String summary) {
        return file(id, summary, "A page", Content.text(Content.HTML));
    }

    /// What stays as it is as long as the node does.
    private static Operation file(String id, String summary, String found, Content... contents) {
        return Operation.of(Tag.DOCUMENTS, id, summary)
                .answers(
                        Reply.of(200, found, contents).with(Headers.ETAG),
                        Reply.of(304, "It is the one that the caller has"));
    }

    private static Operation oneOf(List<String> names, Operation file) {
        return file.takes(Parameter.path("file", Schema.choice(names), "its name", names.toArray()))
                .refuses(ProblemCode.ROUTE_NOT_FOUND);
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
