// SPDX-License-Identifier: Apache-2.0
package io.rivulet.client.kit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;

/// A Chromium with one page, which can be asked to evaluate something.
final class Browser implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String LISTENING = "DevTools listening on ";
    private static final long WITHIN_SECONDS = 90;

    private final Process process;
    private final HttpClient http = HttpClient.newHttpClient();
    private final WebSocket page;
    private int asked;

    private volatile CompletableFuture<JsonNode> answer = new CompletableFuture<>();

    /// @param profile a folder of its own
    Browser(Path profile, String url) throws Exception {
        process = new ProcessBuilder(
                        "chromium",
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-dev-shm-usage",
                        "--remote-debugging-port=0",
                        "--user-data-dir=" + profile,
                        url)
                .redirectErrorStream(true)
                .start();
        URI devTools = URI.create(listening());
        Thread.ofVirtual().start(this::drain);
        page = http.newWebSocketBuilder()
                .buildAsync(pageOf(devTools, url), new Listener())
                .get(WITHIN_SECONDS, TimeUnit.SECONDS);
        awaitLoaded(url);
    }

    private void awaitLoaded(String url) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(WITHIN_SECONDS);
        while (!ask("document.readyState + location.href")
                .path("result")
                .path("value")
                .asText()
                .equals("complete" + url)) {
            assertThat(System.nanoTime()).as("loaded in time").isLessThan(deadline);
        }
    }

    private String listening() throws IOException {
        BufferedReader said = process.inputReader();
        var all = new StringBuilder();
        for (String line = said.readLine(); line != null; line = said.readLine()) {
            if (line.startsWith(LISTENING)) {
                return line.substring(LISTENING.length());
            }
            all.append(line).append('\n');
        }
        throw new AssertionError("the browser did not start: " + all);
    }

    /// A full pipe would stop it.
    private void drain() {
        try {
            while (process.inputReader().readLine() != null) {}
        } catch (IOException ended) {
            // With the browser.
        }
    }

    private URI pageOf(URI devTools, String url) throws IOException, InterruptedException {
        URI list = URI.create("http://127.0.0.1:" + devTools.getPort() + "/json/list");
        JsonNode pages =
                JSON.readTree(http.send(HttpRequest.newBuilder(list).build(), HttpResponse.BodyHandlers.ofByteArray())
                        .body());
        return StreamSupport.stream(pages.spliterator(), false)
                .filter(each -> each.path("type").asText().equals("page"))
                .map(each -> URI.create(each.path("webSocketDebuggerUrl").asText()))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no page " + url + " in " + pages));
    }

    /// What the expression, or the promise that it gives, comes to.
    String evaluate(String expression) throws Exception {
        JsonNode result = ask(expression);
        assertThat(result.has("exceptionDetails")).as(result.toString()).isFalse();
        return result.path("result").path("value").asText();
    }

    private JsonNode ask(String expression) throws Exception {
        answer = new CompletableFuture<>();
        var call = JSON.createObjectNode().put("id", ++asked).put("method", "Runtime.evaluate");
        call.putObject("params")
                .put("expression", expression)
                .put("awaitPromise", true)
                .put("returnByValue", true);
        page.sendText(call.toString(), true).get(WITHIN_SECONDS, TimeUnit.SECONDS);
        return answer.get(WITHIN_SECONDS, TimeUnit.SECONDS).path("result");
    }

    @Override
    public void close() throws Exception {
        page.abort();
        http.close();
        process.destroyForcibly().waitFor();
    }

    private final class Listener implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence piece, boolean last) {
            text.append(piece);
            if (last) {
                complete(text.toString());
                text.setLength(0);
            }
            socket.request(1);
            return CompletableFuture.completedStage(null);
        }

        private void complete(String message) {
            try {
                JsonNode read = JSON.readTree(message);
                if (read.has("id")) {
                    answer.complete(read);
                }
            } catch (IOException noJson) {
                answer.completeExceptionally(noJson);
            }
        }

        @Override
        public void onError(WebSocket socket, Throwable failure) {
            answer.completeExceptionally(failure);
        }
    }
}
