// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.node.doctor.Finding.Verdict;
import io.rivulet.node.settings.SettingsLoader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What `doctor` finds, one thing at a time.
class ExaminationTest {
    @TempDir
    Path folder;

    private Finding look(String about, Map<String, String> options) {
        Map<String, String> all = new TreeMap<>(
                Map.of("http.port", "0", "store.data", folder.resolve("data").toString()));
        all.putAll(options);
        return new Examination(
                        new SettingsLoader(Map.of()).load(null, Map.of(), all).settings())
                .all().stream()
                        .filter(finding -> finding.about().equals(about))
                        .findFirst()
                        .orElseThrow();
    }

    private static void assertFails(Finding finding, String... words) {
        assertThat(finding.verdict()).as(finding.line()).isEqualTo(Verdict.FAIL);
        assertThat(finding.line()).startsWith("FAIL ").contains(words);
    }

    @Test
    void aFolderThatIsNotThereWillBeMadeAndIsNot() {
        Finding data = look("data folder", Map.of());
        assertThat(data.verdict()).isEqualTo(Verdict.OK);
        assertThat(data.text()).contains("will be made");
        assertThat(folder.resolve("data")).doesNotExist();
        assertThat(look("disk", Map.of()).text()).contains("GiB free");
        assertThat(look("database", Map.of()).line()).isEqualTo("ok    database: H2 in the data folder");
    }

    @Test
    void aFileInTheFoldersPlaceIsFound() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        assertFails(look("data folder", Map.of("store.data", file.toString())), "is no folder", "--data");
        assertFails(
                look("data folder", Map.of("store.data", file.resolve("below").toString())), "is no folder", "--data");
    }

    @Test
    void portsThatAreTakenAreFoundWithTheOptionThatChangesThem() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            String port = Integer.toString(taken.getLocalPort());
            assertFails(look("port", Map.of("http.port", port)), port, "--port");
            assertFails(look("cluster port", Map.of("cluster.port", port)), port, "--cluster-port");
        }
        assertThat(look("port", Map.of()).text()).isEqualTo("any free one");
    }

    @Test
    void aDatabaseThatDoesNotAnswerIsFoundAndItsPasswordNotTold() throws IOException {
        int nobody;
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            nobody = closed.getLocalPort();
        }
        Finding database = look(
                "database",
                Map.of(
                        "store.database-url",
                        "jdbc:postgresql://127.0.0.1:" + nobody + "/rivulet",
                        "store.database-user",
                        "rivulet",
                        "store.database-password",
                        "opensesame"));
        assertFails(database, Integer.toString(nobody));
        assertThat(database.line()).doesNotContain("opensesame");
    }
}
