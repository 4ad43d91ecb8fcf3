// SPDX-License-Identifier: Apache-2.0
package io.rivulet.distribution;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A container image as an OCI layout in a tar, unpacked as an engine does: layer over layer.
///
/// @param config of the image: user, entry point, environment
/// @param root the file system that its layers make
record ImageLayout(JsonNode config, Path root) {
    private static final ObjectMapper JSON = new ObjectMapper();

    static ImageLayout unpack(Path tar, Path folder) throws IOException, InterruptedException {
        Path layout = Files.createDirectories(folder.resolve("layout"));
        Path root = Files.createDirectories(folder.resolve("root"));
        Shell.run("tar", "-xf", tar.toString(), "-C", layout.toString());
        JsonNode index = JSON.readTree(layout.resolve("index.json").toFile());
        JsonNode manifest = blob(layout, index.at("/manifests/0/digest").asText());
        for (JsonNode layer : manifest.path("layers")) {
            Shell.run(
                    "tar", "-xpzf", file(layout, layer.path("digest").asText()).toString(), "-C", root.toString());
        }
        return new ImageLayout(
                blob(layout, manifest.at("/config/digest").asText()).path("config"), root);
    }

    private static Path file(Path layout, String digest) {
        return layout.resolve("blobs").resolve(digest.replace(':', '/'));
    }

    private static JsonNode blob(Path layout, String digest) throws IOException {
        return JSON.readTree(file(layout, digest).toFile());
    }

    /// Entry point and arguments.
    List<String> command() {
        List<String> words = new ArrayList<>();
        config.path("Entrypoint").forEach(word -> words.add(word.asText()));
        config.path("Cmd").forEach(word -> words.add(word.asText()));
        return words;
    }

    /// `NAME=VALUE`.
    List<String> environment() {
        List<String> all = new ArrayList<>();
        config.path("Env").forEach(each -> all.add(each.asText()));
        return all;
    }
}
