// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.Done;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.stream.javadsl.Keep;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class EarlyStartTest {
    private static final ByteString PIECE = ByteString.fromString("piece");

    private static ActorTestKit kit;

    @BeforeAll
    static void start() {
        kit = ActorTestKit.create();
    }

    @AfterAll
    static void stop() {
        kit.shutdownTestKit();
    }

    @Test
    void aBodyThatNobodyReadsEnds() throws Exception {
        var body = Source.single(PIECE).concat(Source.never()).watchTermination(Keep.right());
        CompletionStage<Done> over =
                EarlyStart.run(body, Duration.ofMillis(50), kit.system()).first();
        assertThat(over.toCompletableFuture().get(20, TimeUnit.SECONDS)).isEqualTo(Done.getInstance());
    }

    @Test
    void aBodyIsReadFromItsBeginning() throws Exception {
        var body = Source.from(List.of(PIECE, PIECE));
        assertThat(EarlyStart.run(body, kit.system())
                        .second()
                        .runWith(Sink.seq(), kit.system())
                        .toCompletableFuture()
                        .get(20, TimeUnit.SECONDS))
                .containsExactly(PIECE, PIECE);
    }
}
