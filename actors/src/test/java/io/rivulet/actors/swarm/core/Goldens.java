// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.swarm.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Reference values beside the project, computed by others. With CI=true they must be there.
public final class Goldens {
    private Goldens() {}

    public static JsonNode read(String name) throws IOException {
        Path file = Path.of(System.getProperty("rivulet.root", ".."))
                .resolveSibling("shared")
                .resolve("reference")
                .resolve("pattern-goldens.json");
        if ("true".equals(System.getenv("CI"))) {
            assertThat(file).as("the reference values beside the project").exists();
        }
        assumeTrue(Files.exists(file), "skipped: no reference values beside the project");
        return new ObjectMapper().readTree(Files.readAllBytes(file)).path(name);
    }
}
