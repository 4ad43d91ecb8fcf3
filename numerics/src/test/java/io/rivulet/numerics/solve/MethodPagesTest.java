// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.solve;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Holds the documents against what there is.
class MethodPagesTest {
    private static final Path DOCS = Path.of(System.getProperty("rivulet.root", ".."), "docs");

    @ParameterizedTest
    @EnumSource(Method.class)
    void everyMethodHasItsPage(Method method) throws IOException {
        String page = Files.readString(DOCS.resolve("numerics").resolve(method.wireName() + ".md"));
        assertThat(page).startsWith("# " + method.wireName() + "\n").contains("**Checked**");
        if (method != Method.HYBRID) {
            assertThat(page)
                    .contains("**Problem**", "**Formula**", "**Stop test**", "**Fails**", "**Source**")
                    .containsIgnoringCase("**cost**");
        }
    }

    @ParameterizedTest
    @EnumSource(Rule.class)
    void everyRuleOfHybridHasItsRow(Rule rule) throws IOException {
        assertThat(Files.readString(DOCS.resolve("numerics").resolve("hybrid.md")))
                .contains(" | `" + rule.wireName() + "` | ");
    }

    @Test
    void theReferenceNamesWhatMayBeAskedFor() throws IOException {
        String page = Files.readString(DOCS.resolve("reference").resolve("methods.md"));
        for (Method method : Method.values()) {
            assertThat(page.contains("\n| `" + method.wireName() + "` |"))
                    .as(method.wireName())
                    .isEqualTo(method.askable());
        }
        for (PreconditionerKind kind : PreconditionerKind.values()) {
            assertThat(page).contains("\n| `" + kind.wireName() + "` |");
        }
    }
}
