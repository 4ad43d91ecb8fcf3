// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.quality;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Each threat of the page has tests that show how it is held; that they exist is held by [DocumentsTest] too.
class ThreatModelTest {
    private static final Path ROOT =
            Path.of(System.getProperty("rivulet.root", "..")).toAbsolutePath().normalize();

    @Test
    void eachThreatIsShownToBeHeldOrSaidNotToBe() throws Exception {
        List<String[]> rows = Files.readAllLines(ROOT.resolve("docs/operating/threat-model.md")).stream()
                .filter(line -> line.startsWith("| ") && !line.startsWith("| threat "))
                .map(line -> line.substring(2, line.length() - 2).split(" \\| "))
                .toList();
        assertThat(rows).hasSizeGreaterThan(30);
        for (String[] row : rows) {
            assertThat(row).as(row[0]).hasSize(3);
            if (row[1].startsWith("**not held**")) {
                assertThat(row[2]).isEqualTo("–");
                continue;
            }
            for (String test : row[2].split(", ")) {
                assertThat(test).as(row[0]).matches("`\\w+Test`");
                assertThat(exists(test.replace("`", "") + ".java")).as(test).isTrue();
            }
        }
    }

    private static boolean exists(String file) throws Exception {
        try (Stream<Path> modules = Files.list(ROOT)) {
            for (Path tests : modules.map(module -> module.resolve("src/test/java"))
                    .filter(Files::isDirectory)
                    .toList()) {
                try (Stream<Path> files = Files.walk(tests)) {
                    if (files.anyMatch(path -> path.getFileName().toString().equals(file))) {
                        return true;
                    }
                }
            }
        }
        return false;
    }
}
