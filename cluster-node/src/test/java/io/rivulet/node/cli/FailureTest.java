// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// How failures of any command reach its caller, shown by a command that another module adds.
class FailureTest {
    @TempDir
    Path folder;

    @Test
    void aProblemIsToldInWordsWithItsPlaceAndWhatToDo() {
        CliRun run = CliRun.of(folder, "fail", "input");
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err())
                .isEqualToNormalizingNewlines(
                        "rivulet: the third row is no row [invalid_matrix at /matrix]\n  hint: mend it\n");
        assertThat(CliRun.of(folder, "fail", "disk").code()).isEqualTo(1);
    }

    @Test
    void aBugIsOwnedUpToAndItsTraceShownOnlyWhenAskedFor() {
        CliRun run = CliRun.of(folder, "fail", "bug");
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err())
                .contains("internal error", "nobody thought of this")
                .doesNotContain("\tat ");
        CliRun traced = CliRun.of(folder, Map.of("RIVULET_DEBUG", "1"), false, "fail", "bug");
        assertThat(traced.err()).contains("\tat io.rivulet.node.cli.FailingProvider");
    }
}
