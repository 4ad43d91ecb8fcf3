// SPDX-License-Identifier: Apache-2.0
package io.rivulet.console;

import io.rivulet.node.serve.RunningNode;
import io.rivulet.node.settings.SettingsLoader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// A node in this process, on loopback, that asks nobody who they are.
final class OpenNode implements BeforeAllCallback, AfterAllCallback {
    private RunningNode node;
    private Path folder;

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        folder = Files.createTempDirectory("open-console");
        node = RunningNode.start(new SettingsLoader(Map.of())
                .load(
                        null,
                        Map.of(),
                        Map.of(
                                "http.port",
                                "0",
                                "store.data",
                                folder.resolve("data").toString())));
    }

    String url(String path) {
        return node.url() + path;
    }

    @Override
    public void afterAll(ExtensionContext context) throws IOException {
        node.close();
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).forEach(OpenNode::delete);
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
