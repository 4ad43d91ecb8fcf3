// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session;

import static io.rivulet.actors.session.Failures.get;
import static io.rivulet.actors.session.Failures.until;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.rivulet.actors.store.LostNodes;
import io.rivulet.actors.store.StoreSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

/// That a node was lost is told once in the cluster, whichever it was.
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LostNodeTest {
    private static final int SESSIONS = 9;

    private final Logger events = (Logger) LoggerFactory.getLogger("io.rivulet.event");
    private final ListAppender<ILoggingEvent> told = new ListAppender<>();

    @BeforeEach
    void listen() {
        events.setLevel(Level.INFO);
        told.start();
        events.addAppender(told);
    }

    @AfterEach
    void stopListening() {
        events.detachAppender(told);
    }

    /// First the oldest, which has the janitor; then one that may not have it. Four nodes, for of two that are left
    /// the one with the higher address goes down with the other.
    @Test
    void eachLossIsToldOnceAlsoThatOfTheNodeThatWouldTell() throws Exception {
        TestNode first = TestNode.start(StoreSettings.inMemory("lost-" + UUID.randomUUID()));
        TestNode second = TestNode.join(first, "node-2");
        TestNode third = TestNode.join(first, "node-3");
        TestNode fourth = TestNode.join(first, "node-4");
        List<TestNode> nodes = List.of(first, second, third, fourth);
        try {
            for (TestNode node : nodes) {
                until(() -> node.sessions.membership().all().stream()
                                .filter(member -> member.vitals().isPresent())
                                .count()
                        == nodes.size());
            }
            List<UUID> ids = new ArrayList<>();
            for (int k = 0; k < SESSIONS; k++) {
                ids.add(get(third.sessions.open(Requests.grid(null, 5, 5, true), "ann"))
                        .id());
            }
            long atFirst = ids.stream().filter(first.sessions::isLocal).count();
            assertThat(atFirst).isPositive();

            end(first);
            until(() -> !words("node_lost").isEmpty());
            assertThat(words("node_lost"))
                    .singleElement()
                    .asString()
                    .startsWith("node_lost node=node-1 sessions=" + atFirst + " left=0");
            assertThat(ids)
                    .allMatch(id -> Stream.of(second, third, fourth).anyMatch(node -> node.sessions.isLocal(id)));
            assertThat(words("failover"))
                    .hasSize((int) atFirst)
                    .allMatch(line -> line.contains(" from=node-1 to=node-"));
            assertThat(words("session_start")).hasSize(SESSIONS);

            long atThird = ids.stream().filter(third.sessions::isLocal).count();
            end(third);
            until(() -> words("node_lost").size() > 1);
            assertThat(words("node_lost"))
                    .hasSize(2)
                    .element(1)
                    .asString()
                    .startsWith("node_lost node=node-3 sessions=" + atThird + " left=0");
            assertThat(ids).allMatch(id -> second.sessions.isLocal(id) || fourth.sessions.isLocal(id));
            assertThat(get(new LostNodes(second.database).untold())).isEmpty();
        } finally {
            nodes.reversed().forEach(TestNode::close);
        }
    }

    /// Without a goodbye; the database, which is in memory, goes on for the others.
    private static void end(TestNode node) throws Exception {
        node.system.terminate();
        get(node.system.getWhenTerminated());
    }

    /// The events of that name, in their order; they come in other threads.
    private List<String> words(String event) {
        return List.copyOf(told.list).stream()
                .map(ILoggingEvent::getFormattedMessage)
                .filter(line -> line.startsWith(event + " "))
                .toList();
    }
}
