// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `docs/reference/cli.md` against what the commands' own help says.
class CommandPageTest {
    private static final Pattern ROW = Pattern.compile(
            "^\\| `((?:(?:cluster|workflow|pattern|certs|task) )?[a-z]+)([^`]*)` \\|", Pattern.MULTILINE);
    private static final Pattern OPTION = Pattern.compile("(?<![\\w-])(--[a-z][a-z-]*|-o|-D)(?![\\w-])");

    /// Of every command; and of `demo`, which the examples add.
    private static final Set<String> EVERYWHERE = Set.of("--help", "--version");

    @TempDir
    Path folder;

    @Test
    void thePageNamesEveryOptionOfEveryCommandAndNoOther() throws IOException {
        String page = Files.readString(
                Path.of(System.getProperty("rivulet.root", "..")).resolve("docs/reference/cli.md"));
        Map<String, Set<String>> listed = new TreeMap<>();
        for (Matcher row = ROW.matcher(page); row.find(); ) {
            listed.put(row.group(1), options(row.group(2)));
        }
        assertThat(listed).containsKey("demo");
        listed.remove("demo");
        assertThat(listed.keySet())
                .containsExactlyInAnyOrder(
                        "build",
                        "test",
                        "image",
                        "release",
                        "serve",
                        "solve",
                        "entry",
                        "analyze",
                        "bench",
                        "doctor",
                        "migrate",
                        "backup",
                        "record",
                        "replay",
                        "mcp",
                        "cluster up",
                        "cluster status",
                        "cluster leave",
                        "cluster down",
                        "cluster drain",
                        "workflow apply",
                        "workflow get",
                        "workflow list",
                        "workflow delete",
                        "pattern match",
                        "pattern search",
                        "certs init",
                        "certs issue",
                        "certs list",
                        "certs revoke",
                        "agent",
                        "task submit",
                        "task list");
        listed.forEach((command, options) -> {
            Set<String> known =
                    options(CliRun.of(folder, (command + " --help").split(" ")).out());
            // A token is read by whoever talks to a server; the page says so once.
            known.remove("--token-file");
            assertThat(options).as(command).isEqualTo(known);
        });
    }

    private static Set<String> options(String text) {
        Set<String> found = new TreeSet<>();
        for (Matcher option = OPTION.matcher(text); option.find(); ) {
            found.add(option.group(1));
        }
        found.removeAll(EVERYWHERE);
        // The long name of -o.
        found.remove("--output");
        return found;
    }
}
