// SPDX-License-Identifier: Apache-2.0
package io.rivulet.examples.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.client.RivuletClient;
import io.rivulet.node.serve.RunningNode;
import io.rivulet.node.settings.SettingsLoader;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WarmPlateTest {
    @Test
    void theExampleRunsToItsEnd(@TempDir Path folder) {
        var said = new ByteArrayOutputStream();
        try (RunningNode node = RunningNode.start(new SettingsLoader(Map.of())
                        .load(
                                null,
                                Map.of(),
                                Map.of(
                                        "http.port",
                                        "0",
                                        "store.data",
                                        folder.resolve("data").toString())));
                RivuletClient client = RivuletClient.to(node.url())) {
            WarmPlate.run(client, new PrintStream(said, true, StandardCharsets.UTF_8));
        }
        assertThat(said.toString(StandardCharsets.UTF_8))
                .contains("revision 1 by ", "without the flame", "x follows revision 1001", "verified: true");
    }
}
