// SPDX-License-Identifier: Apache-2.0
package io.rivulet.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.rivulet.console.ConsoleTestPages.button;
import static io.rivulet.console.ConsoleTestPages.goTo;
import static io.rivulet.console.ConsoleTestPages.loggedIn;
import static io.rivulet.console.ConsoleTestPages.login;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.FilePayload;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/// The pictures of docs/console.md, each taken when what it is to show is there.
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ConsolePicturesTest {
    @RegisterExtension
    static final GuardedNode node = new GuardedNode();

    @RegisterExtension
    static final Chromium chromium = new Chromium();

    private static final List<String> NAMES = List.of(
            "north grid", "east grid", "heat plate", "river network", "page rank of the wiki", "warehouse flow");
    private static final int UPDATES = 25;
    private static final int SIDE = 80;
    private static final long SEED = 17;

    private static String warmPlate() throws Exception {
        String id = "7d3c0000-0000-4000-8000-00000000c0de";
        node.post(
                "/api/v1/solve-stream",
                "{\"session_id\":\"" + id + "\",\"name\":\"heat plate, warmed by hand\",\"method\":\"cg\","
                        + "\"matrix\":{\"data\":{\"gallery\":{\"name\":\"grid_plus_leak\",\"nx\":" + SIDE + ",\"ny\":"
                        + SIDE
                        + ",\"leak\":0.02}}},\"options\":{\"preconditioner\":\"jacobi\",\"stream\":{\"every\":1}}}");
        var random = new Random(SEED);
        for (int k = 0; k < UPDATES; k++) {
            int at = random.nextInt(SIDE * SIDE);
            node.post(
                    "/api/v1/swarm/costs?wait=applied",
                    "{\"session_id\":\"" + id + "\",\"source_node\":\"hand\",\"sequence\":" + (k + 1)
                            + ",\"delta_costs\":{\"indices\":[" + at + "],\"values\":[" + random.nextDouble(20)
                            + "]}}");
        }
        return id;
    }

    @Test
    void clusterAndSessions() throws Exception {
        for (String name : NAMES) {
            node.open(name);
        }
        warmPlate();
        Page page = loggedIn(node, chromium, ColorScheme.LIGHT, "#/cluster");
        assertThat(page.locator(".shard").first()).isVisible();
        Pictures.take(page, "cluster");
        goTo(page, "#/sessions");
        assertThat(page.locator("tr[data-session]").first()).isVisible();
        Pictures.take(page, "sessions");
    }

    @Test
    void oneSession() throws Exception {
        String id = warmPlate();
        for (var look : List.of("session", "session-phone")) {
            boolean phone = look.endsWith("phone");
            Page page = login(
                    node,
                    chromium,
                    phone
                            ? chromium.page(Chromium.PHONE, ColorScheme.LIGHT)
                            : chromium.page(Chromium.WIDE, ColorScheme.DARK),
                    GuardedNode.ADMIN,
                    "#/sessions/" + id);
            assertThat(page.locator("canvas.x")).hasAttribute("aria-label", Pattern.compile("x: 6,400 entries.*"));
            assertThat(page.locator("canvas.sparsity")).isVisible();
            button(page, "Verify now").click();
            assertThat(page.getByLabel("Verifications").locator("li.good").first())
                    .isVisible();
            page.locator(".notice button").first().click();
            if (!phone) {
                page.setViewportSize(Chromium.WIDE, 2_150);
            }
            Pictures.take(page, look);
            if (!phone) {
                repair(page);
            }
        }
    }

    private static void repair(Page page) {
        page.getByLabel("Cost of row").fill(String.valueOf(SIDE * 30 + 50));
        page.getByLabel("by", new Page.GetByLabelOptions().setExact(true)).fill("5");
        button(page, "Change").click();
        assertThat(page.getByText(Pattern.compile("Revision \\d+ by .*entries moved")))
                .isVisible();
        // The wave has run out.
        page.waitForTimeout(1_600);
        page.getByRole(AriaRole.REGION, new Page.GetByRoleOptions().setName("x").setExact(true))
                .screenshot(new Locator.ScreenshotOptions().setPath(Pictures.path("repair")));
    }

    @Test
    void newSessionsAndWhatIsRefused() {
        Page page = loggedIn(node, chromium, ColorScheme.LIGHT, "#/new");
        assertThat(page.getByLabel("nx")).isVisible();
        Pictures.take(page, "new");
        page.locator("input[type=file]")
                .setInputFiles(new FilePayload(
                        "grid.mtx",
                        "text/plain",
                        "%%MatrixMarket matrix coordinate real general\n3 3 2\n1 1 4\n2 7 1\n"
                                .getBytes(StandardCharsets.UTF_8)));
        chromium.allow("422");
        button(page, "Open and watch").click();
        assertThat(page.getByRole(AriaRole.ALERT)).isVisible();
        Pictures.take(page, "refused");
    }

    @Test
    void swarmAndWorkflows() throws Exception {
        String session = SwarmWithALiar.open(node, "meters of the north grid");
        Page page = loggedIn(node, chromium, ColorScheme.DARK, "#/swarm");
        page.getByLabel("Swarm of").selectOption(session);
        assertThat(page.locator("tr.liar").first()).isVisible();
        Pictures.take(page, "swarm");
        goTo(page, "#/workflows");
        button(page, "Apply").click();
        assertThat(page.locator(".against li").first()).isVisible();
        Pictures.take(page, "workflows");
    }

    /// A field that runs on `page`, of a preset, when it has come to a step.
    private static void field(Page page, String preset, int step) {
        page.getByLabel("Steps a second").selectOption("500");
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(Pattern.compile("^" + preset)))
                .click();
        Locator key = page.getByLabel("Field key");
        if (key.isVisible()) {
            if (page.viewportSize().width == Chromium.WIDE) {
                Pictures.take(page, "fields-key");
            }
            key.fill(GuardedNode.FIELDS);
            page.keyboard().press("Enter");
        }
        page.waitForFunction("step => Number(document.querySelector('canvas.field').dataset.step) >= step", step);
    }

    @Test
    void fields() {
        Page page = loggedIn(node, chromium, ColorScheme.DARK, "#/fields");
        field(page, "spots", 2_000);
        page.setViewportSize(Chromium.WIDE, 1_700);
        Pictures.take(page, "fields");
        for (var each : Map.of("classic", 600, "stripes", 1_000, "waves", 3_000).entrySet()) {
            field(page, each.getKey(), each.getValue());
            page.getByRole(
                            AriaRole.REGION,
                            new Page.GetByRoleOptions().setName("Field").setExact(true))
                    .screenshot(new Locator.ScreenshotOptions().setPath(Pictures.path("fields-" + each.getKey())));
        }
        Page phone =
                login(node, chromium, chromium.page(Chromium.PHONE, ColorScheme.LIGHT), GuardedNode.ADMIN, "#/fields");
        field(phone, "crossing", 700);
        phone.getByRole(
                        AriaRole.REGION,
                        new Page.GetByRoleOptions().setName("Field").setExact(true))
                .scrollIntoViewIfNeeded();
        Pictures.take(phone, "fields-phone");
    }
}
