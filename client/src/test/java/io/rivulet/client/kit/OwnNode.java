// SPDX-License-Identifier: Apache-2.0
package io.rivulet.client.kit;

import io.rivulet.node.serve.RunningNode;
import io.rivulet.node.settings.SettingsLoader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// A node of a test class, as `./rivulet serve` starts it, on a port of its own.
final class OwnNode implements BeforeAllCallback, AfterAllCallback {
    private final Map<String, String> environment;
    private RunningNode node;
    private Path folder;

    OwnNode() {
        this(Map.of());
    }

    /// @param environment the node's
    OwnNode(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        folder = Files.createTempDirectory("kit");
        node = RunningNode.start(new SettingsLoader(environment)
                .load(
                        null,
                        Map.of(),
                        Map.of(
                                "http.port",
                                "0",
                                "store.data",
                                folder.resolve("data").toString())));
    }

    String url() {
        return node.url();
    }

    @Override
    public void afterAll(ExtensionContext context) throws IOException {
        node.close();
        try (var files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).forEach(OwnNode::delete);
        }
    }

    private static void delete(Path path) {
        try {
            Files.delete(path);
        } catch (IOException kept) {
            throw new UncheckedIOException(kept);
        }
    }
}
