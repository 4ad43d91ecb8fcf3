// SPDX-License-Identifier: Apache-2.0
package io.rivulet.client.kit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/// The JavaScript client by its own tests, and its page in a browser.
class JavaScriptKitTest {
    @RegisterExtension
    static final OwnNode node = new OwnNode();

    @Test
    void itsTestsPass() throws Exception {
        Program.require("node");
        String said = Program.run(
                Program.ROOT.resolve("client/js"),
                Map.of("RIVULET_TEST_SERVER", node.url()),
                "node",
                "--test",
                "--test-reporter=tap",
                "rivulet.test.mjs");
        assertThat(said).containsPattern("# pass (1[5-9]|[2-9]\\d)\n").contains("# fail 0", "# skipped 0");
    }

    /// Waits until the page has said that its first update is in x, then sends more updates from within it.
    private static final String IN_THE_PAGE = """
            (async () => {
              const said = document.querySelector('#said');
              await new Promise((done) => {
                const look = () => /revision 1 by|: .*(Problem|Lost|Error)/.test(said.textContent) && done();
                new MutationObserver(look).observe(said, { childList: true, characterData: true, subtree: true });
                look();
              });
              const { Client, dense } = await import('/clients/rivulet.js');
              const client = new Client();
              const session = await client.open({ matrix: dense([[2, 0], [0, 4]]), vector: [2, 4], options: { live: true } });
              const updates = session.openUpdates();
              const acks = [];
              for (let k = 0; k < 1000; k += 1) acks.push((await updates.send({ delta: { 0: 0.002 } })).acknowledged);
              await updates.close();
              const last = (await Promise.all(acks)).at(-1);
              await session.update({ delta: { 1: 4 } }, { wait: true });
              const x = Array.from(await session.x(), (each) => each.toFixed(6));
              await session.delete();
              return `${said.textContent} | ${last.revision} | ${x}`;
            })()
            """;

    @Test
    void thePageSolvesInABrowserAndUpdatesGoOutThere(@TempDir(cleanup = CleanupMode.NEVER) Path profile)
            throws Exception {
        Program.require("chromium");
        try (Browser browser = new Browser(profile, node.url() + "/clients/example.html")) {
            assertThat(browser.evaluate(IN_THE_PAGE))
                    .contains("revision 1 by ")
                    .containsPattern("\\w+: verified, residual \\d")
                    .endsWith(" | 1000 | 2.000000,2.000000");
        }
    }
}
