// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.stream;

import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.stream.javadsl.Keep;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.stream.testkit.TestPublisher;
import org.apache.pekko.stream.testkit.TestSubscriber;
import org.apache.pekko.stream.testkit.javadsl.TestSink;
import org.apache.pekko.stream.testkit.javadsl.TestSource;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class StreamsTest {
    private static final ByteString OPENED = ByteString.fromString("session_opened");
    private static final ByteString ACK = ByteString.fromString("ack");

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
    void linesOfOthersComeBehindTheFirstOfTheSession() {
        Pair<TestPublisher.Probe<ByteString>, Source<ByteString, NotUsed>> session =
                TestSource.<ByteString>create(kit.system().classicSystem()).preMaterialize(kit.system());
        TestSubscriber.Probe<ByteString> reader = Streams.behindTheFirst(
                        session.second(), Source.single(ACK).concat(Source.never()))
                .toMat(TestSink.create(kit.system().classicSystem()), Keep.right())
                .run(kit.system());
        reader.request(2);
        session.first().expectRequest();
        session.first().sendNext(OPENED);
        reader.expectNext(OPENED, ACK);
        session.first().sendComplete();
        reader.request(1);
        reader.expectComplete();
    }
}
