// SPDX-License-Identifier: Apache-2.0
package io.rivulet.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.rivulet.console.ConsoleTestPages.button;
import static io.rivulet.console.ConsoleTestPages.login;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.WebSocketRoute;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/// The console's page of a simulated field, at nodes that stream it.
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FieldsPageTest {
    @RegisterExtension
    static final OpenNode node = new OpenNode();

    @RegisterExtension
    static final GuardedNode guarded = new GuardedNode();

    @RegisterExtension
    static final Chromium chromium = new Chromium();

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SOCKETS = "**/ws/stream_features";
    /// A page at 1,280 pixels, four times as large.
    private static final int ZOOMED = 320;

    private static Page open(Page page) {
        page.navigate(node.url("/console#/fields"));
        assertThat(button(page, "Start")).isVisible();
        return page;
    }

    private static Page open() {
        return open(chromium.page());
    }

    private static Page started() {
        Page page = open();
        button(page, "Start").click();
        awaitStep(page, 1);
        return page;
    }

    /// The step whose field is shown.
    private static int step(Page page) {
        return Integer.parseInt(page.locator("canvas.field").getAttribute("data-step"));
    }

    private static void awaitStep(Page page, int least) {
        page.waitForFunction("least => Number(document.querySelector('canvas.field').dataset.step) >= least", least);
    }

    private static void awaitNewRun(Page page, int before) {
        page.waitForFunction("before => Number(document.querySelector('canvas.field').dataset.step) < before", before);
    }

    private static String pixels(Page page) {
        return (String) page.evaluate("() => document.querySelector('canvas.field').toDataURL()");
    }

    private static Locator fact(Page page, String name) {
        return page.locator("dl.facts div")
                .filter(new Locator.FilterOptions().setHasText(Pattern.compile("^" + name)))
                .locator("dd");
    }

    private static void choose(Page page, String label, String value) {
        page.getByLabel(label, new Page.GetByLabelOptions().setExact(true)).selectOption(value);
    }

    private static void enter(Page page, String label, String value) {
        Locator input = page.getByLabel(label, new Page.GetByLabelOptions().setExact(true));
        input.fill(value);
        input.press("Tab");
    }

    /// What goes over the page's sockets.
    private static List<String> frames(Page page) {
        List<String> frames = new CopyOnWriteArrayList<>();
        page.onWebSocket(socket -> {
            socket.onFrameSent(frame -> frames.add("C " + frame.text()));
            socket.onFrameReceived(frame -> frames.add("S " + frame.text()));
        });
        return frames;
    }

    @Test
    void theFieldMovesAndItsFiguresAreTold() {
        Page page = started();
        Set<String> pictures = new HashSet<>();
        for (int k = 0; k < 3; k++) {
            pictures.add(pixels(page));
            awaitStep(page, step(page) + 10);
        }
        assertThat(pictures).hasSize(3);
        assertThat(page.locator(".page.fields .chip")).hasText("running");
        assertThat(page.locator("canvas.field"))
                .hasAttribute("aria-label", Pattern.compile("Potential of 64 by 64 cells after step .* mV"));
        assertThat(page.locator(".small")).hasCount(10);
        for (Locator feature : page.locator(".small figcaption strong").all()) {
            assertThat(feature).hasText(Pattern.compile("-?\\d.*"));
        }
        assertThat(page.locator("[data-feature=pot_mean_mV] strong")).hasText(Pattern.compile("-(69|70)(\\.\\d+)?"));
        assertThat(page.getByLabel("Growth events").locator("li").first()).containsText("so far");
        assertThat(fact(page, "Updates left out")).hasText("0");
    }

    @Test
    void eachOfTheThreeQuantitiesHasItsPicture() {
        Page page = started();
        awaitStep(page, 20);
        button(page, "Stop").click();
        assertThat(page.locator(".page.fields .chip")).hasText("stopped");
        Set<String> pictures = new HashSet<>();
        for (String quantity : List.of("Potential", "Activator", "Inhibitor")) {
            choose(page, "Quantity", quantity.toLowerCase(Locale.ROOT));
            assertThat(page.locator("canvas.field")).hasAttribute("aria-label", Pattern.compile(quantity + " of .*"));
            page.waitForFunction(
                    "seen => !seen.includes(document.querySelector('canvas.field').toDataURL())",
                    List.copyOf(pictures));
            pictures.add(pixels(page));
        }
        choose(page, "Colours over", "whole");
        assertThat(page.locator(".heat-legend")).containsText("01");
        page.locator("canvas.field").focus();
        page.keyboard().press("ArrowRight");
        assertThat(page.locator(".page.fields .card p[role=status]"))
                .hasText(Pattern.compile("Row 32, column 33: 0\\.\\d+ after step .*"));
    }

    @Test
    void aChangedParameterActs() {
        Page page = started();
        enter(page, "Growth events a step", "1");
        page.waitForFunction("""
                () => {
                  const step = document.querySelector('canvas.field').dataset.step;
                  const told = [...document.querySelectorAll('dl.facts div')].find((each) => each.textContent.startsWith('Growth'));
                  return step > 20 && told.querySelector('dd').textContent.replaceAll(',', '') === step;
                }""");
        int before = step(page);
        enter(page, "Growth events a step", "0");
        awaitNewRun(page, before);
        awaitStep(page, 30);
        assertThat(fact(page, "Growth events")).hasText("0");
        enter(page, "Cells a side", "256");
        assertThat(page.locator("canvas.field")).hasAttribute("aria-label", Pattern.compile(".*256 by 256 cells.*"));
        enter(page, "Cells a side", "32");
        assertThat(page.locator("canvas.field")).hasAttribute("aria-label", Pattern.compile(".*32 by 32 cells.*"));
        enter(page, "Cells a side", "7");
        assertThat(page.locator("input[name=grid_size]:invalid")).hasCount(1);
        assertThat(page.locator(".page.fields .chip")).hasText("running");
    }

    @Test
    void picturesASecondChangeTheRunThatGoesOnAndStepsASecondBeginAnother() {
        Page page = chromium.page();
        List<String> frames = frames(page);
        open(page);
        button(page, "Start").click();
        awaitStep(page, 10);
        choose(page, "Pictures a second", "1");
        awaitStep(page, step(page) + 100);
        assertThat(frames).anyMatch(each -> each.startsWith("S") && each.contains("update_subscription_success"));
        assertThat(frames.stream().filter(each -> each.startsWith("C") && each.contains("\"subscribe\"")))
                .hasSize(1);
        choose(page, "Pictures a second", "20");
        int before = step(page);
        choose(page, "Steps a second", "20");
        awaitNewRun(page, before);
        awaitStep(page, 5);
        assertThat(frames.stream().filter(each -> each.startsWith("C") && each.contains("\"subscribe\"")))
                .hasSize(2)
                .last()
                .asString()
                .contains("\"step_interval_ms\":50");
    }

    @Test
    void aRunIsPausedGoesOnWhereItWasAndStops() {
        Page page = started();
        awaitStep(page, 50);
        button(page, "Pause").click();
        assertThat(page.locator(".page.fields .chip")).hasText("paused");
        int at = step(page);
        button(page, "Go on").click();
        assertThat(page.locator(".page.fields .chip")).hasText("running");
        page.waitForFunction("at => Number(document.querySelector('canvas.field').dataset.step) !== at", at);
        assertThat(step(page)).isGreaterThan(at);
        button(page, "Stop").click();
        assertThat(page.locator(".page.fields .chip")).hasText("stopped");
        assertThat(button(page, "Pause")).isDisabled();
    }

    @Test
    void twoWhoGiveTheSameNameWatchOneRun() {
        List<Page> pages = List.of(chromium.page(), chromium.page());
        List<List<String>> frames = pages.stream().map(FieldsPageTest::frames).toList();
        int[] first = new int[2];
        for (int k = 0; k < 2; k++) {
            Page page = open(pages.get(k));
            page.getByText("More", new Page.GetByTextOptions().setExact(true)).click();
            enter(page, "Name of a run to share", "together");
            button(page, "Start").click();
            awaitStep(page, 0);
            first[k] = step(page);
            awaitStep(page, first[k] + 100);
        }
        assertThat(first[1]).isGreaterThan(first[0] + 50);
        // The pages asked for one run, and not by chance for two of the same kind.
        assertThat(frames)
                .allSatisfy(each -> assertThat(each)
                        .anyMatch(frame -> frame.startsWith("C") && frame.contains("\"stream_key\":\"together\"")));
    }

    @Test
    void theGallerysSpotsComeUpInTheActivator() {
        Page page = open();
        assertThat(page.locator(".gallery li")).hasCount(5);
        page.waitForFunction(
                "() => [...document.querySelectorAll('.gallery img')].every((each) => each.naturalWidth === 64)");
        choose(page, "Steps a second", "1000");
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(Pattern.compile("^spots")))
                .click();
        assertThat(page.getByLabel("Quantity")).hasValue("activator");
        // Uniform at first, below 0.1; spots rise to 0.6.
        page.waitForFunction("() => Number(document.querySelector('.heat-legend span:last-child').textContent) > 0.5");
    }

    @Test
    void whatIsReceivedIsRecordedToAFile() throws Exception {
        Page page = started();
        button(page, "Record").click();
        int from = step(page);
        awaitStep(page, from + 30);
        Download download =
                page.waitForDownload(() -> button(page, "Stop recording").click());
        assertThat(download.suggestedFilename()).matches("field-.*\\.jsonl\\.gz");
        List<String> lines;
        try (var in = new GZIPInputStream(Files.newInputStream(download.path()))) {
            lines = new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        }
        JsonNode header = JSON.readTree(lines.getFirst());
        assertThat(header.path("rivulet_recording").asInt()).isEqualTo(1);
        assertThat(header.path("stream_type").asText()).isEqualTo("stream_features");
        assertThat(header.path("params").path("grid_size").asInt()).isEqualTo(64);
        List<String> frames = lines.subList(1, lines.size() - 1);
        long last = 0;
        Set<String> types = new HashSet<>();
        for (String frame : frames) {
            JsonNode each = JSON.readTree(frame);
            assertThat(each.path("t").asLong()).isGreaterThanOrEqualTo(last);
            last = each.path("t").asLong();
            types.add(each.path("m").path("type").asText());
        }
        assertThat(types).containsExactlyInAnyOrder("feature_update", "snapshot");
        JsonNode footer = JSON.readTree(lines.getLast());
        assertThat(footer.path("frames").asInt()).isEqualTo(frames.size());
        byte[] all = (String.join("\n", lines.subList(0, lines.size() - 1)) + "\n").getBytes(StandardCharsets.UTF_8);
        assertThat(footer.path("sha256").asText())
                .isEqualTo(HexFormat.of()
                        .formatHex(MessageDigest.getInstance("SHA-256").digest(all)));
        assertThat(page.locator(".page.fields .chip")).hasText("running");
    }

    @Test
    void aStreamThatIsCutIsResumed() {
        Page page = chromium.page();
        List<String> frames = new CopyOnWriteArrayList<>();
        page.routeWebSocket(SOCKETS, client -> {
            WebSocketRoute server = client.connectToServer();
            boolean first = frames.isEmpty();
            client.onMessage(frame -> {
                frames.add(frame.text() == null ? "binary" : frame.text());
                server.send(frame.text());
            });
            int[] heard = {0};
            server.onMessage(frame -> {
                if (frame.text() == null) {
                    client.send(frame.binary());
                } else {
                    client.send(frame.text());
                }
                // Within the stream, from both sides.
                if (first && ++heard[0] == 20) {
                    server.close();
                    client.close();
                }
            });
        });
        open(page);
        button(page, "Start").click();
        awaitStep(page, 200);
        assertThat(frames).anyMatch(each -> each.contains("\"resume\"") && each.contains("last_sequence"));
        assertThat(frames.stream().filter(each -> each.contains("\"subscribe\"")))
                .hasSize(1);
        assertThat(fact(page, "Updates left out")).hasText("0");
    }

    @Test
    void aNodeWithKeysIsGivenOneThatIsKeptNowhere() {
        Page page = chromium.page();
        List<String> frames = frames(page);
        login(guarded, chromium, page, GuardedNode.USER, "#/fields");
        button(page, "Start").click();
        Locator key = page.getByLabel("Field key");
        key.fill("a-key-that-there-is-not");
        button(page, "Start with this key").click();
        assertThat(page.getByRole(AriaRole.ALERT)).containsText("authentication failed");
        key.fill(GuardedNode.FIELDS);
        page.keyboard().press("Enter");
        awaitStep(page, 10);
        assertThat(key).isHidden();
        assertThat(key).hasValue("");
        assertThat(page.getByRole(AriaRole.ALERT)).hasCount(0);
        assertThat(frames)
                .anySatisfy(each -> assertThat(each)
                        .startsWith("C {\"type\":\"auth\"")
                        .contains(GuardedNode.FIELDS)
                        .containsPattern("\"signature\":\"[0-9a-f]{64}\""));
        assertThat(page.evaluate("() => localStorage.length + sessionStorage.length + document.cookie.length"))
                .isEqualTo(0);
        button(page, "Log out").click();
        page.getByLabel("Token").fill(GuardedNode.USER);
        button(page, "Log in").click();
        button(page, "Start").click();
        assertThat(key).isVisible();
    }

    @Test
    void itCanBeUsedByEverybodyAtFourTimesItsSize() throws Exception {
        for (ColorScheme colours : new ColorScheme[] {ColorScheme.LIGHT, ColorScheme.DARK}) {
            Page page = open(chromium.page(ZOOMED, colours));
            button(page, "Start").focus();
            page.keyboard().press("Enter");
            awaitStep(page, 10);
            Accessibility.assertNothingFound(page, "fields at " + ZOOMED + ", " + colours);
            assertThat((boolean) page.evaluate(
                            "() => document.documentElement.scrollWidth <= document.documentElement.clientWidth"))
                    .isTrue();
        }
    }
}
