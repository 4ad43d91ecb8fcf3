// SPDX-License-Identifier: Apache-2.0
package io.rivulet.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.rivulet.console.ConsoleTestPages.STRANGER;
import static io.rivulet.console.ConsoleTestPages.button;
import static io.rivulet.console.ConsoleTestPages.goTo;
import static io.rivulet.console.ConsoleTestPages.login;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Response;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.FilePayload;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Each page of the console as somebody uses it who has a token.
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ConsoleTest {
    @RegisterExtension
    static final GuardedNode node = new GuardedNode();

    @RegisterExtension
    static final Chromium chromium = new Chromium();

    private static Page admin(String hash) {
        return login(node, chromium, chromium.page(), GuardedNode.ADMIN, hash);
    }

    private static Locator heading(Page page, String name) {
        return page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setName(name));
    }

    private static void confirm(Page page, String verb) {
        page.getByRole(AriaRole.DIALOG)
                .getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName(verb))
                .click();
    }

    @Test
    void whoCallsIsAskedForAndKeptNowhere() {
        Page page = login(node, chromium, chromium.page(), "nobodys-key-0123456789abcdef", "");
        Locator problem = page.getByRole(AriaRole.ALERT);
        assertThat(problem).containsText("unauthenticated");
        assertThat(problem.locator(".hint")).not().isEmpty();
        page.getByLabel("Token").fill(GuardedNode.USER);
        button(page, "Log in").click();
        assertThat(heading(page, "Cluster")).isVisible();
        assertThat(page.locator(".who")).containsText("ursula · user");
        assertThat(page.evaluate("() => localStorage.length + sessionStorage.length + document.cookie.length"))
                .isEqualTo(0);

        button(page, "Log out").click();
        assertThat(page.getByLabel("Token")).isVisible();
        assertThat(page.locator("main")).not().containsText("Members");
        page.reload();
        assertThat(page.getByLabel("Token")).isVisible();
    }

    @Test
    void thePolicyLetsNothingInFromElsewhere() {
        Response answer = chromium.page().navigate(node.url("/console"));
        assertThat(answer.headers().get("content-security-policy"))
                .contains(
                        "default-src 'none'",
                        "script-src 'self';",
                        "frame-ancestors 'none'",
                        "require-trusted-types-for 'script'")
                .doesNotContain("unsafe");
        chromium.allow(STRANGER);
    }

    @Test
    void membersAreShownAndOnlyAnAdminMaySendThemAway() {
        Page page = admin("#/cluster");
        assertThat(page.locator(".members tbody tr")).hasCount(1);
        assertThat(page.locator(".members tbody tr")).containsText("up");
        assertThat(button(page, "Leave")).isEnabled();
        button(page, "Drain this node").click();
        assertThat(page.getByRole(AriaRole.DIALOG)).containsText("Drain");
        confirm(page, "Cancel");
        assertThat(page.getByRole(AriaRole.DIALOG)).hasCount(0);
        assertThat(page.locator(".members tbody tr")).containsText("up");

        Page users = login(node, chromium, chromium.page(), GuardedNode.USER, "#/cluster");
        assertThat(users.locator(".members tbody tr")).hasCount(1);
        assertThat(button(users, "Leave")).hasCount(0);
        assertThat(button(users, "Drain this node")).hasCount(0);
    }

    @Test
    void theListFollowsWhatHappensAndManyAreDeletedAtOnce() throws Exception {
        node.open("alpha of the list");
        Page page = admin("#/sessions");
        Locator rows = page.locator("tr[data-session]");
        assertThat(rows.filter(new Locator.FilterOptions().setHasText("alpha of the list")))
                .hasCount(1);
        node.open("beta of the list");
        assertThat(rows.filter(new Locator.FilterOptions().setHasText("beta of the list")))
                .hasCount(1);

        page.getByRole(AriaRole.SEARCHBOX).fill("of:a of the list");
        assertThat(rows).hasCount(2);
        button(page, "Session").click();
        assertThat(rows.first()).containsText("alpha");
        button(page, "Session").click();
        assertThat(rows.first()).containsText("beta");
        assertThat(rows.first()).containsText("ada");
        rows.first().getByRole(AriaRole.LINK).focus();
        page.keyboard().press("ArrowDown");
        assertThat(rows.nth(1).getByRole(AriaRole.LINK)).isFocused();

        page.getByLabel("Select all that are listed").check();
        button(page, "Delete 2").click();
        confirm(page, "Delete");
        assertThat(rows).hasCount(0);
        page.getByRole(AriaRole.SEARCHBOX).fill("");
        assertThat(page.locator(".notices")).containsText("2 deleted");
    }

    @Test
    void aProblemFromTheGalleryIsOpenedWatchedSteeredAndChanged() {
        Page page = admin("#/new");
        page.getByLabel("nx").fill("30");
        page.getByLabel("ny").fill("30");
        page.getByLabel("Name", new Page.GetByLabelOptions().setExact(true)).fill("a warm plate");
        button(page, "Open and watch").click();
        assertThat(heading(page, "a warm plate")).isVisible();
        assertThat(page.locator(".page.session .head")).containsText(Pattern.compile("converged|live"));
        assertThat(page.locator("canvas.plot"))
                .hasAttribute("aria-label", Pattern.compile("Residual \\d.*at iteration \\d+.*"));
        assertThat(page.locator("canvas.x")).hasAttribute("aria-label", Pattern.compile("x: 900 entries from .*"));
        assertThat(page.locator("canvas.sparsity")).hasAttribute("aria-label", Pattern.compile(".*4,380 entries.*"));
        assertThat(page.locator(".page.session")).containsText("solution: ");

        button(page, "Verify now").click();
        assertThat(page.getByLabel("Verifications").locator("li.good").first()).containsText("verified");
        button(page, "Pause").click();
        assertThat(button(page, "Resume")).isVisible();
        button(page, "Resume").click();
        assertThat(button(page, "Pause")).isVisible();

        page.getByLabel("Cost of row").fill("465");
        button(page, "Change").click();
        assertThat(page.getByText(Pattern.compile("Revision 1 by .*entries moved")))
                .isVisible();
        assertThat(page.getByLabel("Costs applied").locator("li")).containsText("revision 1");
        assertThat(page.getByLabel("Shown as")).hasValue("change");
        page.locator("canvas.x").click();
        assertThat(page.getByText(Pattern.compile("Revision 2 by .*entries moved")))
                .isVisible();

        // What the page was about to read is gone.
        chromium.allow("404");
        button(page, "Delete").click();
        confirm(page, "Delete");
        assertThat(heading(page, "Sessions")).isVisible();
    }

    @Test
    void aFileIsSentAndARefusalIsShownWithItsHint() {
        Page page = admin("#/new");
        Locator file = page.locator("input[type=file]");
        file.setInputFiles(matrixMarket("wrong.mtx", "3 3 1\n1 4 1\n"));
        button(page, "Open and watch").click();
        assertThat(page.getByRole(AriaRole.ALERT)).containsText("invalid_matrix");

        file.setInputFiles(matrixMarket("three.mtx", "3 3 5\n1 1 2\n2 2 2\n3 3 2\n1 2 -1\n2 1 -1\n"));
        page.getByLabel("Name", new Page.GetByLabelOptions().setExact(true)).fill("of a file");
        chromium.allow("422");
        button(page, "Open and watch").click();
        assertThat(heading(page, "of a file")).isVisible();
        assertThat(page.locator("canvas.x")).hasAttribute("aria-label", Pattern.compile("x: 3 entries from 0.5 to 1"));
    }

    private static FilePayload matrixMarket(String name, String lines) {
        String text = "%%MatrixMarket matrix coordinate real general\n" + lines;
        return new FilePayload(name, "text/plain", text.getBytes(StandardCharsets.UTF_8));
    }

    /// Whatever callers have stored is text.
    @Test
    void storedScriptsAreShownAndNotRun() throws Exception {
        String evil = "<img src=x onerror=\"window.ran=1\"><script>window.ran=1</script>";
        String json = evil.replace("\"", "\\\"");
        String session = node.open(evil);
        node.post(
                "/api/v1/swarm/join",
                "{\"session_id\":\"" + session + "\",\"node_id\":\"<b onclick=ran>\",\"roles\":[\"reporter\"]}");
        node.post(
                "/api/v1/workflows",
                "{\"apiVersion\":\"flow-nexus.ruv.io/v1\",\"kind\":\"SolverWorkflow\",\"metadata\":{\"name\":\"evil\","
                        + "\"description\":\"" + json + "\"},\"spec\":{\"agents\":[{\"name\":\"" + json
                        + "\",\"type\":\"solver\",\"replicas\":1}]}}");
        Page page = admin("#/sessions");
        assertThat(page.locator("tr[data-session] a.name").filter(new Locator.FilterOptions().setHasText(evil)))
                .hasCount(1);
        for (String hash : new String[] {"#/sessions/" + session, "#/swarm", "#/workflows"}) {
            goTo(page, hash);
            Locator shown = page.locator("main");
            switch (hash) {
                case "#/swarm" -> {
                    page.getByLabel("Swarm of").selectOption(session);
                    assertThat(shown).containsText("<b onclick=ran>");
                }
                case "#/workflows" -> {
                    page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(Pattern.compile("^evil")))
                            .click();
                    assertThat(shown).containsText(evil);
                }
                default -> assertThat(page.locator("h1")).hasText(evil);
            }
        }
        assertThat(page.locator("main img, main script, main b")).hasCount(0);
        assertThat(page.evaluate("() => window.ran")).isNull();
    }

    @Test
    void workflowsStandBesideWhatThereIs() {
        Page page = admin("#/workflows");
        button(page, "Apply").click();
        assertThat(page.locator(".against li.bad").first()).containsText("1 of 2");
        assertThat(page.locator(".warnings")).containsText("are asked for");
        page.getByLabel("A SolverWorkflow as YAML").fill("kind: Nothing\n");
        button(page, "Apply").click();
        assertThat(page.getByRole(AriaRole.ALERT)).isVisible();
        chromium.allow("422");
        button(page, "Delete").click();
        confirm(page, "Delete");
        assertThat(page.locator(".against")).hasCount(0);
    }

    @Test
    void aLiarIsNamed() throws Exception {
        String session = SwarmWithALiar.open(node, "a swarm with a liar");
        Page page = admin("#/swarm");
        page.getByLabel("Swarm of").selectOption(session);
        assertThat(page.locator(".liars")).containsText("liar");
        assertThat(page.locator("tr.liar").first()).containsText("liar");
        assertThat(page.locator("svg.topology .liar")).hasCount(1);
    }

    @Test
    void everyPageCanBeUsedByEverybodyInBothColoursAndOnAPhone() throws Exception {
        String session = node.open("to be looked at");
        for (ColorScheme colours : new ColorScheme[] {ColorScheme.LIGHT, ColorScheme.DARK}) {
            for (int width : new int[] {Chromium.WIDE, Chromium.PHONE}) {
                Page page = login(node, chromium, chromium.page(width, colours), GuardedNode.ADMIN, "#/cluster");
                assertThat(page.locator(".members tbody tr")).hasCount(1);
                for (String hash : new String[] {
                    "cluster", "sessions", "sessions/" + session, "new", "swarm", "fields", "workflows"
                }) {
                    goTo(page, "#/" + hash);
                    boolean one = hash.contains("/");
                    assertThat(page.locator(one ? ".page.session h1" : ".page." + hash + " h1"))
                            .not()
                            .isEmpty();
                    assertThat(page.locator("canvas.sparsity")).hasCount(one ? 1 : 0);
                    String where = hash + " at " + width + ", " + colours;
                    Accessibility.assertNothingFound(page, where);
                    assertThat(
                                    (boolean)
                                            page.evaluate(
                                                    "() => document.documentElement.scrollWidth <= document.documentElement.clientWidth"))
                            .as(where + " fits its width")
                            .isTrue();
                }
            }
        }
    }
}
