// SPDX-License-Identifier: Apache-2.0
package io.rivulet.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.rivulet.console.ConsoleTestPages.goTo;
import static io.rivulet.console.ConsoleTestPages.loggedIn;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What a thousand sessions and fifty updates a second ask of a page, and how many bytes it takes. How fast it was
/// stands
/// in target/console/figures.txt: that depends on what else the machine does.
@Timeout(value = 240, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ConsoleFiguresTest {
    @RegisterExtension
    static final GuardedNode node = new GuardedNode();

    @RegisterExtension
    static final Chromium chromium = new Chromium();

    private static final int SESSIONS = 1_000;
    private static final int UPDATES_PER_SECOND = 50;
    private static final int AT_ONCE = 8;

    /// Times between frames while `step` is called in each of them, for so many milliseconds.
    private static final String FRAMES = """
            ([ms, scrolls]) => new Promise((done) => {
              const times = [];
              const list = document.querySelector('.list');
              const began = performance.now();
              let last = began;
              const frame = (now) => {
                times.push(now - last);
                last = now;
                if (scrolls) list.scrollTop = (list.scrollHeight - list.clientHeight) * Math.min(1, (now - began) / ms);
                if (now - began < ms) requestAnimationFrame(frame);
                else done(times.slice(2).sort((a, b) => a - b));
              };
              requestAnimationFrame(frame);
            })
            """;

    private static void note(String what, Object... values) throws Exception {
        Path file = Path.of("target", "console", "figures.txt");
        Files.createDirectories(file.getParent());
        Files.writeString(
                file,
                String.format(Locale.ROOT, what + "%n", values),
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }

    private static double at(List<Double> sorted, double part) {
        return sorted.get((int) Math.min(sorted.size() - 1, part * sorted.size()));
    }

    @SuppressWarnings("unchecked")
    private static List<Double> frames(Page page, int millis, boolean scrolls) {
        return ((List<Number>) page.evaluate(FRAMES, List.of(millis, scrolls)))
                .stream().map(Number::doubleValue).toList();
    }

    private static void noteFrames(String what, List<Double> frames) throws Exception {
        note(
                "%s: %d frames, median %.1f ms, 95 %% %.1f ms, longest %.1f ms",
                what, frames.size(), at(frames, 0.5), at(frames, 0.95), frames.getLast());
    }

    @Test
    void allPagesTogetherTakeFewBytes() throws Exception {
        Page page = loggedIn(node, chromium, ColorScheme.LIGHT, "#/cluster");
        assertThat(page.locator(".members tbody tr")).hasCount(1);
        double paint = ((Number)
                        page.evaluate("() => performance.getEntriesByName('first-contentful-paint')[0].startTime"))
                .doubleValue();
        goTo(page, "#/sessions/" + node.open("plotted"));
        assertThat(page.locator("canvas.sparsity")).isVisible();
        for (String hash : List.of("#/sessions", "#/new", "#/swarm", "#/workflows")) {
            goTo(page, hash);
            assertThat(page.locator("main h1")).isVisible();
        }
        long bytes = ((Number) page.evaluate(
                        "() => performance.getEntriesByType('resource').filter((each) => !each.name.includes('/api/'))"
                                + ".concat(performance.getEntriesByType('navigation'))"
                                + ".reduce((sum, each) => sum + each.transferSize, 0)"))
                .longValue();
        note("first contentful paint %.0f ms; all pages %d bytes as sent", paint, bytes);
        assertThat(bytes).isBetween(50_000L, 400_000L);
    }

    @Test
    void ofAThousandSessionsOnlyThoseInSightAreDrawn() throws Exception {
        try (ExecutorService openers = Executors.newFixedThreadPool(AT_ONCE)) {
            CompletableFuture<?>[] all = new CompletableFuture<?>[SESSIONS];
            for (int k = 0; k < SESSIONS; k++) {
                String name = "session " + k;
                all[k] = CompletableFuture.runAsync(() -> open(name), openers);
            }
            CompletableFuture.allOf(all).join();
        }
        Page page = loggedIn(node, chromium, ColorScheme.LIGHT, "#/sessions");
        page.waitForFunction("() => document.querySelector('table.sessions')?.ariaRowCount === '1001'");
        assertThat((int) page.evaluate("() => document.querySelectorAll('main *').length"))
                .as("elements")
                .isLessThan(1_500);
        noteFrames("1,000 sessions, scrolled", frames(page, 4_000, true));
        assertThat(page.locator("tr[data-session]").last()).hasAttribute("aria-rowindex", "1001");
    }

    private static void open(String name) {
        try {
            node.open(name);
        } catch (Exception failed) {
            throw new IllegalStateException(failed);
        }
    }

    @Test
    void fiftyUpdatesASecondAreFollowed() throws Exception {
        String id = UUID.randomUUID().toString();
        node.post(
                "/api/v1/solve-stream",
                "{\"session_id\":\"" + id
                        + "\",\"name\":\"busy\",\"options\":{\"live\":true},\"matrix\":{\"data\":{\"gallery\":{\"name\":\"grid_plus_leak\","
                        + "\"nx\":50,\"ny\":50,\"leak\":0.1}}}}");
        Page page = loggedIn(node, chromium, ColorScheme.LIGHT, "#/sessions/" + id);
        assertThat(page.locator("canvas.x")).isVisible();
        var enough = new AtomicBoolean();
        CompletableFuture<Integer> sent = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            int count = 0;
            try {
                for (; !enough.get(); count++) {
                    node.post(
                            "/api/v1/swarm/costs",
                            "{\"session_id\":\"" + id + "\",\"delta_costs\":{\"indices\":[" + count % 2_500
                                    + "],\"values\":[0.5]}}");
                    LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1) / UPDATES_PER_SECOND);
                }
                sent.complete(count);
            } catch (Exception failed) {
                sent.completeExceptionally(failed);
            }
        });
        page.waitForFunction("() => document.querySelectorAll('.recent li').length > 20");
        List<Double> frames = frames(page, 6_000, false);
        enough.set(true);
        note("%d updates sent meanwhile", sent.get(30, TimeUnit.SECONDS));
        noteFrames("50 updates/s", frames);
    }
}
