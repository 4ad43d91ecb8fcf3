// SPDX-License-Identifier: Apache-2.0
package io.rivulet.client.kit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Streams of fields as a client in another language sees them, that shares no code with the node: sockets,
/// frames and signatures are those of Python's standard library and the script's own.
class PythonFieldTest {
    private static final String KEY = "a-key-nobody-guesses-é";

    @RegisterExtension
    static final OwnNode node = new OwnNode(Map.of("RIVULET_FIELD_KEYS", "another," + KEY));

    @Test
    void itsTestsPass() throws Exception {
        Program.require("python3");
        String said = Program.run(
                Program.ROOT.resolve("client/src/test/python"),
                Map.of(
                        "RIVULET_TEST_SERVER", node.url(),
                        "RIVULET_TEST_FIELD_KEY", KEY,
                        "PYTHONDONTWRITEBYTECODE", "1",
                        "PYTHONUTF8", "1",
                        "LC_ALL", "C.UTF-8"),
                "python3",
                "-m",
                "unittest",
                "-v",
                "field_client_test");
        assertThat(said).containsPattern("Ran 10 tests").contains("\nOK").doesNotContain("skipped");
    }
}
