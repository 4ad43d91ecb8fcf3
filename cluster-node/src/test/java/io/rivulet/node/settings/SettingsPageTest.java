// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.settings;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class SettingsPageTest {
    private static final Pattern ROW = Pattern.compile("^\\| `(rivulet\\.[a-z0-9.\\-]+)` \\|", Pattern.MULTILINE);

    /// Thread pools are not for operators, so their keys are left out; `rivulet.root` is where the tests are told
    /// the project stands.
    @Test
    void thePageNamesEverySettingAndNoOther() throws IOException {
        String page = Files.readString(
                Path.of(System.getProperty("rivulet.root", ".")).resolve("docs/reference/settings.md"));
        Set<String> named = new TreeSet<>();
        for (Matcher row = ROW.matcher(page); row.find(); ) {
            named.add(row.group(1));
        }
        Config reference = ConfigFactory.defaultReference();
        Set<String> known = new TreeSet<>();
        reference.getConfig("rivulet").entrySet().stream()
                .map(entry -> "rivulet." + entry.getKey())
                .filter(key -> !key.contains("-dispatcher.") && !key.equals("rivulet.root"))
                .forEach(known::add);
        assertThat(named).isEqualTo(known);
    }
}
