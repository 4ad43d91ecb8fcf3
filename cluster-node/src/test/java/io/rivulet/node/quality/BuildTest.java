// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.quality;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The build keeps to what CONTRIBUTING says of it.
class BuildTest {
    private static final Path ROOT = Path.of(System.getProperty("rivulet.root", ".."));

    private static List<Path> modules() throws IOException {
        try (Stream<Path> folders = Files.list(ROOT)) {
            return folders.filter(folder -> Files.exists(folder.resolve("pom.xml")))
                    .toList();
        }
    }

    @Test
    void everyModuleIsBuiltAndTested() throws IOException {
        String root = Files.readString(ROOT.resolve("pom.xml"));
        assertThat(modules())
                .hasSizeGreaterThan(5)
                .allSatisfy(module -> assertThat(root).contains("<module>" + module.getFileName() + "</module>"));
    }

    @Test
    void noModuleGoesBelowTheCommonCoverageOrLeavesItsOwnClassesOut() throws IOException {
        Matcher minimum = Pattern.compile("<coverage.minimum>([\\d.]+)</coverage.minimum>")
                .matcher(Files.readString(ROOT.resolve("pom.xml")));
        assertThat(minimum.find()).isTrue();
        assertThat(Double.parseDouble(minimum.group(1))).isGreaterThanOrEqualTo(0.80);
        for (Path module : modules()) {
            assertThat(Files.readString(module.resolve("pom.xml")))
                    .as(module.toString())
                    .doesNotContain("coverage.minimum", "<jacoco.skip>", "<exclude>io/rivulet", "<exclude>io.rivulet");
        }
    }

    @Test
    void theContinuousIntegrationRunsTheSameChecks() throws IOException {
        assertThat(Files.readString(ROOT.resolve(".ci/run"))).contains("./rivulet test \"$@\"");
    }
}
