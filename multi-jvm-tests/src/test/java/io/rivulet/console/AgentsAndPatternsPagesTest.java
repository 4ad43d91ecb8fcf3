// SPDX-License-Identifier: Apache-2.0
package io.rivulet.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.rivulet.console.ConsoleTestPages.button;
import static io.rivulet.console.ConsoleTestPages.login;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import io.rivulet.quic.agent.Agent;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/// The console's pages of agents with their tasks, and of patterns with their bank.
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AgentsAndPatternsPagesTest {
    @RegisterExtension
    static final NodeWithAgent node = new NodeWithAgent();

    @RegisterExtension
    static final GuardedNode guarded = new GuardedNode();

    @RegisterExtension
    static final Chromium chromium = new Chromium();

    private static final String SCRIPT = "<img src=x onerror=alert(1)>";
    private static final int ZOOMED = 320;

    @BeforeAll
    static void patience() {
        // Pages ask less often the longer they are open.
        PlaywrightAssertions.setDefaultAssertionTimeout(30_000);
    }

    private static String wave(int length, double shift) {
        return Arrays.toString(IntStream.range(0, length)
                .mapToDouble(k -> Math.sin((k + shift) / 5.0))
                .toArray());
    }

    private static String task(int priority) {
        return "{\"task_type\":{\"kind\":\"PatternMatch\",\"data\":{\"current\":" + wave(40, 0)
                + ",\"candidates\":[{\"id\":\"near\",\"values\":" + wave(40, 1) + "},{\"id\":\"far\",\"values\":"
                + wave(40, 12) + "}]}},\"priority\":" + priority + "}";
    }

    private static Page open(Page page, String hash) {
        page.navigate(node.url("/console" + hash));
        return page;
    }

    private static Locator card(Page page, String title) {
        return page.getByRole(
                AriaRole.REGION, new Page.GetByRoleOptions().setName(title).setExact(true));
    }

    private static Locator fact(Locator within, String name) {
        return within.locator("dl.facts div")
                .filter(new Locator.FilterOptions().setHasText(Pattern.compile("^" + name)))
                .locator("dd");
    }

    @Test
    void aTaskWaitsIsDoneByAnAgentAndAnotherIsCancelled() throws Exception {
        Page page = open(chromium.page(), "#/agents");
        assertThat(card(page, "Agents")).containsText("No agent is connected.");
        String done = node.post("/api/v1/tasks", task(5)).get("task_id").asText();
        Locator row = page.locator("[data-task='" + done + "']");
        assertThat(row).isVisible();
        Locator line = page.locator("tr").filter(new Locator.FilterOptions().setHas(row));
        assertThat(line.locator(".chip")).hasText("queued");
        row.click();
        Locator detail = card(page, "Task " + done.substring(0, 8));
        assertThat(detail).containsText("None yet.");
        // One that is taken back.
        String unwanted = node.post("/api/v1/tasks", task(1)).get("task_id").asText();
        page.locator("[data-task='" + unwanted + "']").click();
        button(page, "Cancel").click();
        button(page, "Cancel the task").click();
        assertThat(card(page, "Task " + unwanted.substring(0, 8)).locator(".chip"))
                .hasText("cancelled");
        Agent agent = node.agent("worker-one");
        try {
            assertThat(card(page, "Agents")).containsText("worker-one");
            assertThat(card(page, "Agents")).containsText("ready");
            assertThat(card(page, "Agents").locator(".meter")).containsText("of 4");
            assertThat(line.locator(".chip")).hasText("done");
            row.click();
            assertThat(fact(detail, "Agent")).hasText("worker-one");
            assertThat(detail.locator("pre")).containsText("\"best_match_id\": \"near\"");
            page.getByLabel("State of the tasks").selectOption("cancelled");
            assertThat(page.locator("[data-task]")).hasCount(1);
            assertThat(page.locator("[data-task='" + unwanted + "']")).isVisible();
            page.getByLabel("State of the tasks").selectOption("");
            assertThat(page.locator("[data-task]")).hasCount(2);
            Pictures.take(page, "agents");
            Page phone = open(chromium.page(Chromium.PHONE, ColorScheme.DARK), "#/agents");
            assertThat(card(phone, "Agents")).containsText("worker-one");
            Pictures.take(phone, "agents-phone");
        } finally {
            NodeWithAgent.end(agent);
        }
        assertThat(card(page, "Agents")).containsText("No agent is connected.");
    }

    @Test
    void twoSeriesAreDrawnWithTheirAlignment() {
        Page page = open(chromium.page(), "#/patterns");
        Locator plot = page.locator("canvas.alignment");
        assertThat(plot).hasAttribute("data-pairs", Pattern.compile("\\d+"));
        assertThat(plot).hasAttribute("aria-label", Pattern.compile("Series of 72 and 72 values, aligned by .*"));
        String first = (String) page.evaluate("() => document.querySelector('canvas.alignment').toDataURL()");
        page.getByLabel("First series").fill("0 0 1 2 1 0 0");
        page.getByLabel("Second series").fill("0, 1, 2, 1, 0, 0, 0");
        page.getByLabel("Made comparable").selectOption("none");
        button(page, "Compare").click();
        Locator card = card(page, "Two series");
        assertThat(fact(card, "Distance")).hasText("0");
        assertThat(fact(card, "Similarity")).hasText("100 %");
        assertThat(fact(card, "Pairs")).hasText("8");
        assertThat(plot).hasAttribute("data-pairs", "8");
        page.waitForFunction("before => document.querySelector('canvas.alignment').toDataURL() !== before", first);
        page.getByLabel("Band, in places").fill("0");
        page.getByLabel("Band, in places").press("Tab");
        assertThat(fact(card, "Distance")).hasText("4");
        page.getByLabel("Second series").fill("1 two 3");
        button(page, "Compare").click();
        assertThat(card.getByRole(AriaRole.ALERT)).containsText("The second series has something that is no number.");
        page.getByLabel("Second series").fill("1 2 3");
        page.getByLabel("Band, in places").fill("-3");
        button(page, "Compare").click();
        // What the server says, as it says it.
        assertThat(card.getByRole(AriaRole.ALERT)).containsText("/window");
        chromium.allow("status of 4");
    }

    @Test
    void theBankIsShownSearchedAndWhatFollowedIsJudged() throws Exception {
        String type = "waves " + SCRIPT;
        for (int k = 0; k < 12; k++) {
            node.post(
                    "/api/v1/patterns",
                    "{\"id\":\"wave-" + k + "\",\"pattern_type\":\"" + type + "\",\"values\":" + wave(40, 0.05 * k)
                            + ",\"outcome\":0.02}");
        }
        String experience = node.post(
                        "/api/v1/patterns/signal",
                        "{\"pattern_type\":\"" + type + "\",\"values\":" + wave(40, 0.2) + "}")
                .get("experience_id")
                .asText();
        Page page = open(chromium.page(), "#/patterns");
        Locator bank = card(page, "Bank");
        assertThat(fact(bank, "Patterns")).hasText("12");
        assertThat(fact(bank, "Experiences")).hasText("1");
        assertThat(bank).containsText("No type has learned from an outcome yet.");
        page.getByLabel("First series").fill(wave(40, 0).replaceAll("[\\[\\]]", ""));
        page.getByLabel("Type of patterns").fill(type);
        button(page, "Search").click();
        Locator found = card(page, "Similar in the bank");
        assertThat(found.locator("tbody tr")).hasCount(10);
        assertThat(found.locator("tbody tr").first()).containsText("wave-0");
        assertThat(found.locator("tbody tr").first()).containsText("+0.02");
        page.getByLabel("Its id").fill(experience);
        page.keyboard().press("Enter");
        Locator held = card(page, "An experience");
        assertThat(held).containsText("What followed is not known yet.");
        node.post("/api/v1/experiences/" + experience + "/outcome", "{\"actual_outcome\":0.03}");
        button(page, "Show").click();
        assertThat(fact(held, "Direction")).hasText("right");
        assertThat(fact(held, "Followed")).hasText("+0.03");
        assertThat(fact(bank, "Judged")).hasText("1");
        assertThat(bank.locator("tbody tr").filter(new Locator.FilterOptions().setHasText("waves")))
                .containsText("1 (100 %)");
        // A name is shown, never run: the page's policy would tell the browser's console, and that fails the test.
        assertThat(bank).containsText(SCRIPT);
        page.getByLabel("Its id").fill("there-is-none");
        button(page, "Show").click();
        assertThat(held.getByRole(AriaRole.ALERT)).containsText("experience_not_found");
        chromium.allow("404 (Not Found)");
    }

    @Test
    void pagesAreShown() {
        for (var look : List.of("patterns", "patterns-dark", "patterns-phone")) {
            Page page = open(
                    chromium.page(
                            look.endsWith("phone") ? Chromium.PHONE : Chromium.WIDE,
                            look.endsWith("dark") ? ColorScheme.DARK : ColorScheme.LIGHT),
                    "#/patterns");
            assertThat(page.locator("canvas.alignment")).hasAttribute("data-pairs", Pattern.compile("\\d+"));
            Pictures.take(page, look);
        }
    }

    /// Agents are for operators; a user sees its own tasks.
    @Test
    void aUserSeesItsTasksAndNoAgents() {
        Page page = chromium.page();
        login(guarded, chromium, page, GuardedNode.USER, "#/agents");
        chromium.allow("403 (Forbidden)");
        assertThat(card(page, "Agents")).containsText("Agents are shown to operators.");
        assertThat(card(page, "Tasks")).containsText("There are no tasks.");
    }

    @Test
    void theyCanBeUsedByEverybodyAtFourTimesTheirSize() throws Exception {
        for (ColorScheme colours : new ColorScheme[] {ColorScheme.LIGHT, ColorScheme.DARK}) {
            for (String hash : List.of("#/agents", "#/patterns")) {
                Page page = open(chromium.page(ZOOMED, colours), hash);
                assertThat(page.locator("h1")).isVisible();
                assertThat(page.locator("main")).not().containsText("Asking …");
                Accessibility.assertNothingFound(page, hash + " at " + ZOOMED + ", " + colours);
                assertThat((boolean) page.evaluate(
                                "() => document.documentElement.scrollWidth <= document.documentElement.clientWidth"))
                        .isTrue();
            }
        }
    }
}
