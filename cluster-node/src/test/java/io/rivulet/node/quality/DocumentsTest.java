// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.quality;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What documents point to is there: files, headings, classes and tests.
class DocumentsTest {
    private static final Path ROOT =
            Path.of(System.getProperty("rivulet.root", "..")).toAbsolutePath().normalize();
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
    private static final Pattern TEST = Pattern.compile("`(\\w+Test)\\b");

    @Test
    void everyLinkLeadsSomewhere() throws IOException {
        Set<String> broken = new TreeSet<>();
        for (Path page : pages()) {
            Matcher link = LINK.matcher(Files.readString(page));
            while (link.find()) {
                String target = link.group(1).split("#", 2)[0];
                boolean elsewhere = target.isEmpty() || target.contains("://");
                if (!elsewhere && !Files.exists(page.resolveSibling(target))) {
                    broken.add(ROOT.relativize(page) + " → " + target);
                }
            }
        }
        assertThat(broken).isEmpty();
    }

    @Test
    void everyTestThatAPageNamesExists() throws IOException {
        Set<String> tests = sources("Test.java");
        Set<String> missing = new TreeSet<>();
        for (Path page : pages()) {
            Matcher name = TEST.matcher(Files.readString(page));
            while (name.find()) {
                if (!tests.contains(name.group(1) + ".java")) {
                    missing.add(ROOT.relativize(page) + " names " + name.group(1));
                }
            }
        }
        assertThat(missing).isEmpty();
    }

    /// Whoever reads the map or the class finds the page.
    @Test
    void everyPageOfInternalsIsLinkedFromTheMapAndFromItsClass() throws IOException {
        String map = Files.readString(ROOT.resolve("docs/ARCHITECTURE.md"));
        StringBuilder classes = new StringBuilder();
        for (String module : new String[] {"actors", "patterns"}) {
            try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src/main"))) {
                for (Path file :
                        files.filter(path -> path.toString().endsWith(".java")).toList()) {
                    classes.append(Files.readString(file));
                }
            }
        }
        List<Path> internals;
        try (Stream<Path> files = Files.list(ROOT.resolve("docs/internals"))) {
            internals = files.toList();
        }
        assertThat(internals).hasSizeGreaterThanOrEqualTo(5).allSatisfy(page -> {
            assertThat(map).contains("(internals/" + page.getFileName() + ")");
            assertThat(classes.toString()).contains("docs/internals/" + page.getFileName());
        });
    }

    private static List<Path> pages() throws IOException {
        try (Stream<Path> top = Files.list(ROOT);
                Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
            return Stream.concat(top, docs)
                    .filter(path -> path.toString().endsWith(".md"))
                    .toList();
        }
    }

    private static Set<String> sources(String ending) throws IOException {
        Set<String> names = new TreeSet<>();
        try (Stream<Path> modules = Files.list(ROOT)) {
            for (Path module : modules.filter(path -> Files.isDirectory(path.resolve("src/test/java")))
                    .toList()) {
                try (Stream<Path> files = Files.walk(module.resolve("src/test/java"))) {
                    files.map(path -> path.getFileName().toString())
                            .filter(name -> name.endsWith(ending))
                            .forEach(names::add);
                }
            }
        }
        return names;
    }
}
