// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.asset;

import io.rivulet.http.route.Access;
import io.rivulet.http.route.Router;
import java.util.concurrent.CompletableFuture;

/// The clients that are one file each, and the page that shows one of them.
public final class ClientKits {
    private ClientKits() {}

    public static void addTo(Router router) {
        add(router, "/clients/rivulet.py", "x-python");
        add(router, "/clients/rivulet.js", "javascript");
        add(router, "/clients/example.js", "javascript");
        add(router, "/clients/example.html", "html");
    }

    /// The build puts them on the class path where they are served.
    private static void add(Router router, String path, String subtype) {
        Asset asset = Asset.text(subtype, path);
        router.get(path, Access.PUBLIC, call -> CompletableFuture.completedStage(asset.answer(call.request())));
    }
}
