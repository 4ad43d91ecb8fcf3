// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.problem;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import org.junit.jupiter.api.Test;

/// Keeps `docs/reference/problems.md` equal to the codes. `-Drivulet.docs.write=true` writes it anew.
class ProblemReferenceTest {
    @Test
    void theReferenceNamesEveryCode() throws IOException {
        String root = System.getProperty("rivulet.root", "..");
        Path file = Path.of(root, "docs", "reference", "problems.md");
        if (Boolean.getBoolean("rivulet.docs.write")) {
            Files.writeString(file, expected());
        }
        assertThat(Files.readString(file)).isEqualTo(expected());
    }

    private static String expected() {
        var text = new StringBuilder("""
                # Problems

                Every error is an `application/problem+json` object (RFC 9457): `type`, `title`, `status`, `detail`, `code`,
                `hint`, and, where they are known, `pointer` (JSON pointer of the first fault), `line`, `column`,
                `instance`, `session_id`, `retry_after_ms`. The same object stands inside `error` lines. Codes are
                stable. `hint` says what to do; where an occurrence has nothing better, it is the sentence given here.
                """);
        Arrays.stream(ProblemCode.values())
                .sorted(Comparator.comparing(ProblemCode::status).thenComparing(ProblemCode::wireName))
                .forEach(code -> text.append("\n## ")
                        .append(code.wireName())
                        .append("\n\n")
                        .append(code.title())
                        .append(" (")
                        .append(code.status())
                        .append("). ")
                        .append(ProblemHints.of(code))
                        .append('\n'));
        return text.toString();
    }
}
