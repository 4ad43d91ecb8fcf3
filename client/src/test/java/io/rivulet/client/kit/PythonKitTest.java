// SPDX-License-Identifier: Apache-2.0
package io.rivulet.client.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/// The Python client by its own tests, and its notebook. NumPy and SciPy are used where they are.
class PythonKitTest {
    @RegisterExtension
    static final OwnNode node = new OwnNode();

    private static final Path KIT = Program.ROOT.resolve("client/python");

    @BeforeEach
    void python() {
        Program.require("python3");
    }

    @Test
    void itsTestsPass() throws Exception {
        String said = Program.run(
                KIT,
                Map.of("RIVULET_TEST_SERVER", node.url(), "PYTHONDONTWRITEBYTECODE", "1"),
                "python3",
                "-m",
                "unittest",
                "-v",
                "rivulet_test");
        assertThat(said).containsPattern("Ran (1[5-9]|[2-9]\\d) tests").contains("\nOK");
    }

    @Test
    void theNotebookRunsFromItsFirstCellToItsLast(@TempDir Path folder) throws Exception {
        assumeTrue(
                new ProcessBuilder("python3", "-c", "import scipy.sparse")
                                .redirectErrorStream(true)
                                .start()
                                .waitFor()
                        == 0,
                "skipped: no SciPy here");
        var cells = new StringBuilder();
        for (JsonNode cell : new ObjectMapper()
                .readTree(Program.ROOT
                        .resolve("examples/clients/warm_plate.ipynb")
                        .toFile())
                .path("cells")) {
            if (cell.path("cell_type").asText().equals("code")) {
                cell.path("source").forEach(line -> cells.append(line.asText()));
                cells.append('\n');
            }
        }
        Path program = Files.writeString(folder.resolve("warm_plate.py"), cells);
        String said = Program.run(
                folder,
                Map.of("RIVULET_SERVER", node.url(), "PYTHONPATH", KIT.toString(), "PYTHONDONTWRITEBYTECODE", "1"),
                "python3",
                program.toString());
        assertThat(said).contains("acknowledged up to revision 1001", "warmest point (60, 60)", "verified: True");
    }
}
