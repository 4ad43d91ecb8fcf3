// SPDX-License-Identifier: Apache-2.0
package io.rivulet.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import io.rivulet.node.local.FreePorts;
import io.rivulet.node.local.LocalCluster;
import io.rivulet.node.local.LocalPostgres;
import io.rivulet.node.local.NodeProcess;
import io.rivulet.node.local.NodeProcess.How;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/// A page that stays open while nodes are killed.
@Timeout(value = 240, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ConsoleHealingTest {
    @RegisterExtension
    static final Chromium chromium = new Chromium();

    private static final LocatorAssertions.ContainsTextOptions SOON =
            new LocatorAssertions.ContainsTextOptions().setTimeout(60_000);
    private static final int SESSIONS = 12;

    @TempDir
    Path folder;

    private static void open(NodeProcess node, String name) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(node.uri("/api/v1/solve-stream"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"name\":\"" + name
                        + "\",\"matrix\":{\"data\":{\"gallery\":{\"name\":\"poisson2d\",\"nx\":20,\"ny\":20}}}}"))
                .build();
        HttpResponse<String> answer = node.http().send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new AssertionError(answer.body());
        }
    }

    @Test
    void aPageSurvivesItsNodeAndShowsWhatIsThereAfterwards() throws Exception {
        // The browser says so, too, when nobody answers.
        chromium.allow("net::ERR");
        try (NodeProcess node = NodeProcess.start(folder)) {
            open(node, "there before");
            Page page = chromium.page();
            page.navigate(node.uri("/console#/sessions").toString());
            Locator rows = page.locator("tr[data-session]");
            assertThat(rows).hasCount(1);

            node.kill();
            assertThat(page.locator(".lost")).containsText("Connection lost", SOON);
            assertThat(rows).hasCount(1);
            Pictures.take(page, "lost");
            node.startAgain();
            assertThat(page.locator(".lost")).not().containsText("Connection lost", SOON);
            open(node, "there afterwards");
            assertThat(rows.first()).containsText("there afterwards", SOON);
        }
    }

    @Test
    void shardsOfAKilledNodeAreSeenToMove() throws Exception {
        chromium.allow("net::ERR");
        try (LocalPostgres database = LocalPostgres.start(folder.resolve("postgres"));
                LocalCluster cluster = LocalCluster.launch(folder, FreePorts.several(3), database.url(), How.PLAIN)) {
            cluster.awaitReady();
            for (int k = 0; k < SESSIONS; k++) {
                open(cluster.node(1), "session " + k);
            }
            Page page = chromium.page();
            page.navigate(cluster.node(1).uri("/console").toString());
            Locator members = page.locator(".members tbody tr");
            assertThat(members).hasCount(3);
            assertThat(page.locator(".shard").first()).isVisible();
            page.waitForFunction("() => /node-3 has [1-9]/.test(document.querySelector('.shards').ariaLabel)");

            cluster.node(3).kill();
            assertThat(page.locator(".members")).containsText("unreachable", SOON);
            assertThat(members).hasCount(2, new LocatorAssertions.HasCountOptions().setTimeout(60_000));
            assertThat(page.locator(".moves")).containsText("node-3 →", SOON);
            Pictures.take(page, "rebalance");
            cluster.kill();
        }
    }
}
