// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelcontextprotocol.spec.McpSchema.JSONRPCResponse;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.stream.javadsl.Keep;
import org.apache.pekko.stream.testkit.TestSubscriber;
import org.apache.pekko.stream.testkit.javadsl.TestSink;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class EventStreamTest {
    private static ActorTestKit kit;

    @BeforeAll
    static void start() {
        kit = ActorTestKit.create();
    }

    @AfterAll
    static void stop() {
        kit.shutdownTestKit();
    }

    private final EventStream stream = new EventStream(kit.system());
    private final CompletableFuture<String> over = new CompletableFuture<>();

    private TestSubscriber.Probe<ByteString> reader() {
        return stream.json(Duration.ofMillis(20), () -> over.complete("over"))
                .toMat(TestSink.create(kit.system().classicSystem()), Keep.right())
                .run(kit.system());
    }

    @Test
    void spacesComeUntilTheResponseIsThere() {
        TestSubscriber.Probe<ByteString> reader = reader();
        reader.request(2);
        reader.expectNext(ByteString.fromString(" "), ByteString.fromString(" "));
        stream.send(JSONRPCResponse.result("id", Map.of()));
        reader.request(1000);
        ByteString next = reader.expectNext();
        while (next.equals(ByteString.fromString(" "))) {
            next = reader.expectNext();
        }
        assertThat(next.utf8String()).startsWith("{\"jsonrpc\":\"2.0\"");
        reader.expectComplete();
        assertThat(over.join()).isEqualTo("over");
    }

    @Test
    void whoStopsReadingIsNoticed() {
        reader().ensureSubscription().cancel();
        assertThat(over.join()).isEqualTo("over");
    }
}
