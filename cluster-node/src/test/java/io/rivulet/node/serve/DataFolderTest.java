// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rivulet.node.console.CommandFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFolderTest {
    @TempDir
    Path folder;

    @Test
    void itIsMadeForItsOwnerAloneAndHeldByOneAtATime() throws IOException {
        Path data = folder.resolve("a/b");
        assertThat(DataFolder.isInUse(data)).isFalse();
        try (DataFolder held = DataFolder.open(data)) {
            assertThat(held.path()).isEqualTo(data);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data)))
                    .isEqualTo("rwx------");
            assertThat(DataFolder.isInUse(data)).isTrue();
            assertThatThrownBy(() -> DataFolder.open(data))
                    .isInstanceOf(CommandFailure.class)
                    .hasMessageContaining("in use");
        }
        assertThat(DataFolder.isInUse(data)).isFalse();
        DataFolder.open(data).close();
    }

    @Test
    void aFileInItsPlaceIsRefused() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        assertThatThrownBy(() -> DataFolder.open(file))
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining("--data");
        assertThatThrownBy(() -> DataFolder.open(file.resolve("below")))
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining("can't be used");
    }
}
