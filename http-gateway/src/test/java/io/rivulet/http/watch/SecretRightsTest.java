// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SecretRightsTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "rw-------, true, true",
        "r--------, true, true",
        "rw-r-----, false, true",
        "r--r-----, false, true",
        "rw-rw----, false, false",
        "rw-r-x---, false, false",
        "rw-r--r--, false, false",
        "rw----r--, false, false"
    })
    void theGroupMayReadWhatIsRootsAndLent(String rights, boolean own, boolean lent) {
        assertThat(SecretRights.areNarrow(PosixFilePermissions.fromString(rights), false))
                .isEqualTo(own);
        assertThat(SecretRights.areNarrow(PosixFilePermissions.fromString(rights), true))
                .isEqualTo(lent);
    }

    @Test
    void aFileOfOnesOwnIsNotLent() throws Exception {
        Path file = Files.writeString(folder.resolve("secret"), "s");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        assertThat(SecretRights.areNarrow(file)).isFalse();
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        assertThat(SecretRights.areNarrow(file)).isTrue();
    }
}
